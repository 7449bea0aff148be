package application;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.GanProgram;
import easel.gan.GanTrainer;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.optim.Adam;

/** Trains two published GANs for one step, saves and restores them. Needs no class of a test library. */
public final class OneStep implements Runnable {
    /** For reflection. */
    public OneStep() {}

    @Override
    public void run() {
        for (GanProgram program : new GanProgram[] {GanProgram.VANILLA, GanProgram.DCGAN}) {
            RandomStream random = RandomStream.of(1);
            Sequential generator = program.generator(random);
            Sequential discriminator = program.discriminator(random);
            Shape image = discriminator.input();
            GanTrainer trainer = new GanTrainer(generator, discriminator, Adam.withLearningRate(1e-4),
                    Adam.withLearningRate(1e-4), program.settings(8));
            trainer.train(1, number -> Tensor.zeros(image.batch(8)));
            trainer.restore(trainer.state());
            Models.network(Models.state(generator)).infer(Tensor.zeros(generator.input().batch(2)));
        }
    }
}
