package easel.examples.study;

import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;

/**
 * D's opinion of examples. With packing, consecutive examples are read together and have the same score.
 *
 * @param scores D's probability of "real" for each example
 * @param gradient −∂L/∂x for each example, of the shape of the examples, where L is G's loss of that example alone (or
 *     of its pack): the direction in which G should move it
 */
record Opinion(float[] scores, Tensor gradient) {
    /** D reads examples (N, …) with labels in inference mode. Nothing changes. */
    static Opinion of(Game game, Tensor examples, int... labels) {
        Tensor x = game.input(examples, labels);
        try (Tape tape = Tape.training(RandomStream.of(0))) {
            Tensor logits = game.networks().discriminator().forward(x, tape.inference());
            Tensor dx = tape.gradients(game.loss().generator(logits, tape), List.of(x)).of(x);
            Tensor gradient = game.examples(dx, examples.shape().example()).copy();
            float[] g = gradient.array();
            for (int i = 0; i < g.length; i++) {
                g[i] *= -logits.size();                       // the loss is a mean over the logits
            }
            return new Opinion(probabilities(game, logits, game.packing()), gradient);
        }
    }

    /** D's probability of "real" for examples (N, …) with labels; with packing, for packs of equal examples. */
    static float[] scores(Game game, Tensor examples, int... labels) {
        Tensor repeated = game.packing() == 1 ? examples : Packs.repeat(examples, game.packing());
        return probabilities(game, game.networks().discriminator().infer(game.input(repeated, labels)), 1);
    }

    private static float[] probabilities(Game game, Tensor logits, int m) {
        float[] scores = new float[logits.size() * m];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (1 / (1 + Math.exp(-game.loss().towardsReal(logits.array()[i / m]))));
        }
        return scores;
    }
}
