package easel.examples.tutorial;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.examples.run.SmallProgram;
import easel.layers.Conv2DTranspose;
import java.io.IOException;
import java.nio.file.Path;

/** Chapter 6: a convolution and transposed convolutions of small numbers, by loops and by the layers. */
public final class TransposedByHand {
    private TransposedByHand() {}

    /**
     * Prints inputs and outputs as tables, and draws the number of copies that overlap in each pixel.
     *
     * @param args none
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "TransposedByHand, without options");
        float[][] image = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
        float[][] square = {{1, 2}, {3, 4}};
        float[][] kernel = {{1, 0, 2}, {0, 1, 0}, {3, 0, 1}};

        print("convolution, 3x3 to 2x2", convolution(image, square));
        print("transposed, stride 1, 2x2 to 3x3", transposed(square, square, 1));
        print("transposed, stride 2, 2x2 to 5x5", transposed(square, kernel, 2));
        print("the same by Conv2DTranspose", layer(square, kernel, 2));
        for (int size = 3; size <= 4; size++) {
            print("copies in each output, kernel " + size, transposed(ones(3), ones(size), 2));
        }
        draw();
    }

    /** Multiplies each window of the image by the kernel, element by element, and sums. */
    private static float[][] convolution(float[][] x, float[][] w) {
        int size = x.length - w.length + 1;
        float[][] y = new float[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int u = 0; u < w.length; u++) {
                    for (int v = 0; v < w.length; v++) {
                        y[i][j] += x[i + u][j + v] * w[u][v];
                    }
                }
            }
        }
        return y;
    }

    /** Adds a copy of the kernel to the output for each input element, multiplied by this element. */
    private static float[][] transposed(float[][] x, float[][] w, int stride) {
        int size = (x.length - 1) * stride + w.length;
        float[][] y = new float[size][size];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                for (int u = 0; u < w.length; u++) {
                    for (int v = 0; v < w.length; v++) {
                        y[i * stride + u][j * stride + v] += x[i][j] * w[u][v];
                    }
                }
            }
        }
        return y;
    }

    /** The library's layer with this kernel, without bias. */
    private static float[][] layer(float[][] x, float[][] w, int stride) {
        Conv2DTranspose layer = Conv2DTranspose.of(1, 1, w.length, RandomStream.of(1)).withStride(stride)
                .withBias(false);
        float[] weight = layer.parameters().get(0).array();
        System.arraycopy(Tensor.of(w).array(), 0, weight, 0, weight.length);
        Tensor y = layer.infer(Tensor.of(x).reshaped(Shape.of(1, x.length, x.length, 1)));       // (1, OH, OW, 1)
        int size = y.shape().axis(1);
        return y.reshaped(Shape.of(size, size)).toArray2D();
    }

    private static float[][] ones(int size) {
        return Tensor.full(Shape.of(size, size), 1).toArray2D();
    }

    private static void print(String title, float[][] table) {
        System.out.println(title);
        for (float[] row : table) {
            StringBuilder line = new StringBuilder();
            for (float value : row) {
                line.append(String.format("%4d", (int) value));
            }
            System.out.println(line);
        }
    }

    /** Draws the copies in each of 13x13 outputs inside the border, kernel 3 and kernel 4: the more, the darker. */
    private static void draw() throws IOException {
        Canvas canvas = new Canvas(2);
        for (int size = 3; size <= 4; size++) {
            float[][] copies = transposed(ones(8), ones(size), 2);
            for (int i = 0; i < 13; i++) {
                for (int j = 0; j < 13; j++) {
                    int level = 255 - 55 * (int) copies[i + 2][j + 2];
                    canvas.fill(size - 3, 4 + 14 * j, 4 + 14 * i, 14, 14, level << 16 | level << 8 | level);
                }
            }
        }
        canvas.write(Path.of("runs/tutorial/checkerboard.png"));
    }
}
