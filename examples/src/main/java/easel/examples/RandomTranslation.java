package easel.examples;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import easel.layers.Layer;
import java.util.Arrays;

/**
 * Shifts images at random before a discriminator reads them: with probability p, an image moves by whole pixels, drawn
 * uniformly from -limit to limit in each direction; pixels from outside have the value -1. In inference y = x. Zhao,
 * Liu, Lin, Zhu and Han, Differentiable Augmentation for Data-Efficient GAN Training, 2020: real and fake images are
 * shifted, in the steps of D and of G, so that G does not learn the shifts.
 *
 * <p>Backward: dx is dy moved back. It describes itself as the identity, which it is in inference.
 */
final class RandomTranslation implements Layer {
    private final int limit;
    private final double probability;

    RandomTranslation(int limit, double probability) {
        this.limit = limit;
        this.probability = probability;
    }

    /** Rows and columns by which each image moves down and to the right. */
    private record Shifts(int[] down, int[] right) {
        Shifts negated() {
            return new Shifts(Arrays.stream(down).map(i -> -i).toArray(), Arrays.stream(right).map(i -> -i).toArray());
        }
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return shifted(x, tape.isTraining() ? draw(x.shape().axis(0), tape)
                : new Shifts(new int[x.shape().axis(0)], new int[x.shape().axis(0)]), -1, tape);
    }

    private Shifts draw(int n, Tape tape) {
        float[] u = new float[3 * n];
        tape.random().fillUniform(u, 0, 1);
        int[] down = new int[n];
        int[] right = new int[n];
        for (int i = 0; i < n; i++) {
            if (u[3 * i] < probability) {
                down[i] = (int) (u[3 * i + 1] * (2 * limit + 1)) - limit;
                right[i] = (int) (u[3 * i + 2] * (2 * limit + 1)) - limit;
            }
        }
        return new Shifts(down, right);
    }

    private Tensor shifted(Tensor x, Shifts shifts, float outside, Tape tape) {
        return tape.record(this, move(x, shifts, outside, tape.buffers()),
                (dy, sink) -> sink.add(x, () -> move(dy, shifts.negated(), 0, sink)),
                (sink, t) -> sink.add(x, v -> shifted(v, shifts, 0, t)), x);
    }

    private static Tensor move(Tensor x, Shifts shifts, float outside, Allocator buffers) {
        Tensor y = buffers.allocate(x.shape());
        Arrays.fill(y.array(), outside);
        int height = x.shape().axis(1);
        int width = x.shape().axis(2);
        int channels = x.columns();
        for (int n = 0; n < x.shape().axis(0); n++) {
            int down = shifts.down[n];
            int right = shifts.right[n];
            for (int row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
                int from = Math.max(0, -right);
                System.arraycopy(x.array(), ((n * height + row) * width + from) * channels,
                        y.array(), ((n * height + row + down) * width + from + right) * channels,
                        (width - Math.abs(right)) * channels);
            }
        }
        return y;
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Identity");
    }

    @Override
    public String toString() {
        return "RandomTranslation " + limit + " with probability " + probability;
    }
}
