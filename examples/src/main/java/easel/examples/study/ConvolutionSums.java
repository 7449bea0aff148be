package easel.examples.study;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.state.Description;
import java.util.Locale;
import java.util.Optional;

/**
 * The products of one element of y, dx or dW of a convolution or a transposed convolution. Both connect a large image,
 * of pixels (p, q), with a small one, of pixels (i, j), through the taps (u, v) of a window: p = i·s + u·d − top and
 * q = j·s + v·d − left. A convolution reads the large image and writes the small one; a transposed convolution and the
 * gradient of a convolution with respect to its input do the opposite. The weight is (KH, KW, large channels, small
 * channels) in each of them.
 */
final class ConvolutionSums {
    private final Element element;
    private final Operation operation;
    private final boolean transposed;
    private final Geometry geometry;
    private final int example;
    private final int row;
    private final int column;

    ConvolutionSums(Element element) {
        this.element = element;
        this.operation = element.operation();
        this.transposed = operation.kind().equals("Conv2DTranspose");
        Description settings = operation.settings().orElseThrow();
        Shape large = operation.tensor(transposed ? "y" : "x").orElseThrow().shape().example();
        this.geometry = Geometry.of(large, Window.from(settings), Padding.from(settings));
        this.example = element.example();
        this.row = element.row();
        this.column = element.column();
    }

    Sum sum() {
        Tensor result = element.tensor(element.name());
        if (element.name().equals("dW")) {
            return weight(result);
        }
        boolean forward = operation.pass().equals("forward");
        String to = forward ? "y" : "dx";
        String from = forward ? "x" : "dy";
        Sum sum = forward == transposed ? large(result, to, from) : small(result, to, from);
        if (forward) {
            Optional<Tensor> b = operation.tensor("b");
            b.ifPresent(bias -> sum.bias(bias.array()[column % result.columns()]));
        }
        return sum;
    }

    /** One pixel of the small image, from a window of the large one. */
    private Sum small(Tensor result, String to, String from) {
        int channel = column % result.columns();
        int j = column / result.columns();
        Tensor x = operation.tensor(from).orElseThrow();
        Sum sum = new Sum(format("%s[%d, %d, %d] = Σ %s[p, q, c] · W[u, v, c, %4$d] over the window", to, row, j,
                channel, from), at(result, row, j, channel));
        Window window = geometry.window();
        for (int u = 0; u < window.height(); u++) {
            for (int v = 0; v < window.width(); v++) {
                int p = p(row, u);
                int q = q(j, v);
                for (int c = 0; c < geometry.channels() && isInside(p, q); c++) {
                    sum.add(format("%s[%d, %d, %d]", from, p, q, c), at(x, p, q, c), name(u, v, c, channel),
                            weight(u, v, c, channel));
                }
            }
        }
        return sum;
    }

    /** One pixel of the large image, from all pixels of the small one whose windows contain it. */
    private Sum large(Tensor result, String to, String from) {
        int channel = column % result.columns();
        int q = column / result.columns();
        Tensor x = operation.tensor(from).orElseThrow();
        Sum sum = new Sum(format("%s[%d, %d, %d] = Σ %s[i, j, c] · W[u, v, %4$d, c] over all windows with this pixel",
                to, row, q, channel, from), at(result, row, q, channel));
        Window window = geometry.window();
        for (int i = 0; i < geometry.outHeight(); i++) {
            for (int j = 0; j < geometry.outWidth(); j++) {
                for (int u = 0; u < window.height(); u++) {
                    for (int v = 0; v < window.width(); v++) {
                        for (int c = 0; c < x.columns() && p(i, u) == row && q(j, v) == q; c++) {
                            sum.add(format("%s[%d, %d, %d]", from, i, j, c), at(x, i, j, c), name(u, v, channel, c),
                                    weight(u, v, channel, c));
                        }
                    }
                }
            }
        }
        return sum;
    }

    /** One gradient of a weight: a sum over all examples and pixels of the small image. */
    private Sum weight(Tensor dw) {
        int channels = geometry.channels();
        int channelOfLarge = row % channels;
        int u = row / channels / geometry.window().width();
        int v = row / channels % geometry.window().width();
        String largeName = transposed ? "dy" : "x";
        String smallName = transposed ? "x" : "dy";
        Tensor largeImage = operation.tensor(largeName).orElseThrow();
        Tensor smallImage = operation.tensor(smallName).orElseThrow();
        Sum sum = new Sum(format("dW[%d, %d, %d, %d] = Σ %s[n, p, q, %3$d] · %s[n, i, j, %4$d]", u, v, channelOfLarge,
                column, largeName, smallName), dw.array()[row * dw.columns() + column]);
        for (int n = 0; n < smallImage.shape().axis(0); n++) {
            for (int i = 0; i < geometry.outHeight(); i++) {
                for (int j = 0; j < geometry.outWidth(); j++) {
                    int p = p(i, u);
                    int q = q(j, v);
                    if (isInside(p, q)) {
                        sum.add(format("%s[%d, %d, %d, %d]", largeName, n, p, q, channelOfLarge),
                                largeImage.at(n, p, q, channelOfLarge),
                                format("%s[%d, %d, %d, %d]", smallName, n, i, j, column),
                                smallImage.at(n, i, j, column));
                    }
                }
            }
        }
        return sum;
    }

    private int p(int i, int u) {
        Window window = geometry.window();
        return i * window.strideHeight() + u * window.dilationHeight() - geometry.sides().top();
    }

    private int q(int j, int v) {
        Window window = geometry.window();
        return j * window.strideWidth() + v * window.dilationWidth() - geometry.sides().left();
    }

    private boolean isInside(int p, int q) {
        return p >= 0 && p < geometry.height() && q >= 0 && q < geometry.width();
    }

    private float at(Tensor images, int i, int j, int channel) {
        return images.at(example, i, j, channel);
    }

    private float weight(int u, int v, int channelOfLarge, int channelOfSmall) {
        return operation.tensor("W").orElseThrow().at(u, v, channelOfLarge, channelOfSmall);
    }

    private static String name(int u, int v, int channelOfLarge, int channelOfSmall) {
        return format("W[%d, %d, %d, %d]", u, v, channelOfLarge, channelOfSmall);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
