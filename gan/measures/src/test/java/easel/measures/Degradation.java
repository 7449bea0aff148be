package easel.measures;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Scaling;
import java.util.Arrays;

/** Ways to degrade images (N, H, W, 1) in [0, 1], each with four strengths. */
enum Degradation {
    /** Adds normal noise; the strength is its standard deviation. */
    NOISE(0.05, 0.1, 0.2, 0.4) {
        @Override
        void degrade(float[] image, float[] degraded, int size, double strength, RandomStream random) {
            random.fillNormal(degraded, 0, (float) strength);
            for (int i = 0; i < image.length; i++) {
                degraded[i] += image[i];
            }
        }
    },

    /** Convolves with a Gaussian; the strength is its standard deviation in pixels. */
    BLUR(0.6, 1, 1.5, 2.5) {
        @Override
        void degrade(float[] image, float[] degraded, int size, double strength, RandomStream random) {
            float[] rows = new float[image.length];
            blur(image, rows, size, 1, strength);
            blur(rows, degraded, size, size, strength);
        }

        private void blur(float[] from, float[] to, int size, int step, double sigma) {
            for (int i = 0; i < from.length; i++) {
                int position = i / step % size;
                double sum = 0;
                double weights = 0;
                for (int j = -position; j < size - position; j++) {
                    double weight = StrictMath.exp(-j * j / (2 * sigma * sigma));
                    weights += weight;
                    sum += weight * from[i + j * step];
                }
                to[i] = (float) (sum / weights);
            }
        }
    },

    /** Sets a random square to 0; the strength is its height. */
    BLACKOUT(4, 8, 12, 16) {
        @Override
        void degrade(float[] image, float[] degraded, int size, double strength, RandomStream random) {
            System.arraycopy(image, 0, degraded, 0, image.length);
            int height = (int) strength;
            int top = random.nextInt(size - height + 1);
            int left = random.nextInt(size - height + 1);
            for (int h = top; h < top + height; h++) {
                Arrays.fill(degraded, h * size + left, h * size + left + height, 0);
            }
        }
    },

    /** Removes a margin and enlarges the rest to the size of the image; the strength is the margin in pixels. */
    CROP(1, 2, 4, 6) {
        @Override
        void degrade(float[] image, float[] degraded, int size, double strength, RandomStream random) {
            double scale = (size - 1 - 2 * strength) / (size - 1);
            for (int h = 0; h < size; h++) {
                for (int w = 0; w < size; w++) {
                    degraded[h * size + w] = interpolate(image, size, strength + h * scale, strength + w * scale);
                }
            }
        }

        private float interpolate(float[] image, int size, double h, double w) {
            int top = (int) h;
            int left = (int) w;
            double down = h - top;
            double right = w - left;
            int i = top * size + left;                      // the margin keeps i + size + 1 inside the image
            return (float) ((1 - down) * ((1 - right) * image[i] + right * image[i + 1])
                    + down * ((1 - right) * image[i + size] + right * image[i + size + 1]));
        }
    };

    private final double[] strengths;

    Degradation(double... strengths) {
        this.strengths = strengths;
    }

    abstract void degrade(float[] image, float[] degraded, int size, double strength, RandomStream random);

    /** The strengths, in ascending order. */
    double[] strengths() {
        return strengths.clone();
    }

    /** Degraded copies of images, rounded to 8 bits. */
    Tensor of(Tensor images, double strength) {
        RandomStream random = RandomStream.of(1).stream(name());
        Shape shape = images.shape();
        int pixels = shape.axis(1) * shape.axis(2);
        Tensor degraded = Tensor.zeros(shape);
        float[] output = new float[pixels];
        for (int start = 0; start < images.size(); start += pixels) {
            degrade(Arrays.copyOfRange(images.array(), start, start + pixels), output, shape.axis(1), strength, random);
            System.arraycopy(output, 0, degraded.array(), start, pixels);
        }
        return EightBit.round(degraded, Scaling.ZERO_TO_ONE);
    }
}
