package easel.gan;

import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Arithmetic.subtract;
import static easel.core.ops.Functions.relu;
import static easel.core.ops.Functions.softplus;
import static easel.core.ops.Rearrange.reshape;
import static easel.core.ops.Reduce.mean;
import static easel.core.ops.Reduce.meanRows;
import static easel.core.ops.Reduce.sum;
import static easel.layers.Losses.meanSquaredError;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.gan.AdversarialLoss.Separable;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The losses of {@link AdversarialLoss} without labels. Checkpoints save their texts, which start with their names. */
final class AdversarialLosses {
    private AdversarialLosses() {}

    /** See {@link AdversarialLoss#leastSquares}. */
    record LeastSquares() implements Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return halfSquaredDistance(logits, 1, tape);
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return halfSquaredDistance(logits, 0, tape);
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return halfSquaredDistance(fakeLogits, 1, tape);
        }

        private static Tensor halfSquaredDistance(Tensor logits, double target, Tape tape) {
            return scale(meanSquaredError(logits, Tensor.full(logits.shape(), target), tape), 0.5, tape);
        }

        @Override
        public float towardsReal(float logit) {
            return logit - 0.5f;
        }
    }

    /** See {@link AdversarialLoss#hinge}. */
    record Hinge() implements Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return mean(relu(addScalar(negate(logits, tape), 1, tape), tape), tape);      // mean max(0, 1 - r)
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return mean(relu(addScalar(logits, 1, tape), tape), tape);                    // mean max(0, 1 + f)
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return negate(mean(fakeLogits, tape), tape);                                  // -mean f
        }
    }

    /** See {@link AdversarialLoss#wasserstein}. */
    record Wasserstein() implements Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return negate(mean(logits, tape), tape);                                      // -mean r
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return mean(logits, tape);                                                    // mean f
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return negate(mean(fakeLogits, tape), tape);                                  // -mean f
        }
    }

    /** See {@link AdversarialLoss#relativisticPairing}. */
    record RelativisticPairing() implements AdversarialLoss {
        @Override
        public Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return softplusOfDifference(fakeLogits, realLogits, tape);
        }

        @Override
        public Tensor generator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return softplusOfDifference(realLogits, fakeLogits, tape);
        }

        private static Tensor softplusOfDifference(Tensor a, Tensor b, Tape tape) {
            if (!a.shape().equals(b.shape())) {
                throw new IllegalArgumentException("relativistic pairing compares real and fake examples in pairs;"
                        + " found logits of shapes " + a.shape() + " and " + b.shape() + ". Use batches of equal size");
            }
            return mean(softplus(subtract(a, b, tape), tape), tape);
        }
    }

    /**
     * See {@link AdversarialLoss#featureMatching}.
     *
     * @param discriminatorLoss D's loss
     * @param layer the index of the layer whose output is f
     */
    record FeatureMatching(AdversarialLoss discriminatorLoss, int layer) implements AdversarialLoss {
        private static final Pattern TEXT = Pattern.compile(
                "FeatureMatching\\[discriminatorLoss=(.+), layer=(\\d+)]");

        FeatureMatching {
            Objects.requireNonNull(discriminatorLoss, "discriminatorLoss");
            if (layer < 0) {
                throw new IllegalArgumentException("feature matching reads the output of a layer of D; its index must"
                        + " be at least 0, found " + layer);
            }
        }

        static Optional<AdversarialLoss> parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            return matcher.matches()
                    ? AdversarialLoss.parse(matcher.group(1))
                            .map(loss -> new FeatureMatching(loss, Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        }

        @Override
        public Tensor discriminator(Tensor realLogits, Tensor fakeLogits, Tape tape) {
            return discriminatorLoss.discriminator(realLogits, fakeLogits, tape);
        }

        @Override
        public Optional<Separable> separateTerms() {
            return discriminatorLoss.separateTerms();
        }

        @Override
        public Layer readByGenerator(Layer discriminator) {
            Layer inner = discriminator.wrapped().orElse(discriminator);
            List<Layer> layers = inner instanceof Sequential network ? network.layers() : List.of();
            if (layer >= layers.size()) {
                throw new IllegalArgumentException("feature matching reads the output of layer " + layer + " of D,"
                        + " counted from 0; expected a Sequential with more than " + layer + " layers, found "
                        + inner + " with " + layers.size());
            }
            return Sequential.of(((Sequential) inner).input(), layers.subList(0, layer + 1).toArray(Layer[]::new));
        }

        @Override
        public Tensor generator(Tensor real, Tensor fake, Tape tape) {
            Tensor difference = subtract(meanOfBatch(real, tape), meanOfBatch(fake, tape), tape);   // of f's size
            return sum(multiply(difference, difference, tape), tape);             // ‖mean f(x) - mean f(G(z))‖²
        }

        /** The mean over the batch, for each element of f. */
        private static Tensor meanOfBatch(Tensor f, Tape tape) {
            int n = f.shape().axis(0);
            return meanRows(reshape(f, Shape.of(n, f.size() / n), tape), tape);
        }

        @Override
        public float towardsReal(float logit) {
            return discriminatorLoss.towardsReal(logit);
        }

        @Override
        public String text() {
            return "FeatureMatching[discriminatorLoss=" + discriminatorLoss.text() + ", layer=" + layer + "]";
        }
    }
}
