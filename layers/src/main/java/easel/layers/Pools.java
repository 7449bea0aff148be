package easel.layers;

import easel.core.Geometry;
import easel.core.Padding;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.Window;
import easel.core.kernels.Parallel;

/** What both pools share: the places of a window on images of any number of channels. */
final class Pools {
    private Pools() {}

    /** One output: its position, and where in x the values under its window lie, counted from the first. */
    interface Output {
        void at(int out, int[] places, int first);
    }

    static Geometry geometry(Layer layer, Shape image, Window window) {
        Inputs.checkImage(layer, image);
        try {
            return Geometry.of(image, window, Padding.VALID);
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(layer, image, e);
        }
    }

    /** Images in parallel, the outputs of one image in order. */
    static void forEachOutput(Tensor x, Tensor y, Geometry g, Output output) {
        int channels = g.channels();
        int[] places = places(g);
        int perImage = g.output(channels).size();
        Parallel.forRange(x.shape().axis(0), 1, (from, to) -> {
            for (int out = from * perImage; out < to * perImage; out++) {
                int c = out % channels;
                int j = out / channels % g.outWidth();
                int i = out / channels / g.outWidth() % g.outHeight();
                int row = out / perImage * g.height() + i * g.window().strideDown();
                output.at(out, places, (row * g.width() + j * g.window().strideRight()) * channels + c);
            }
        });
        assert y.size() == x.shape().axis(0) * perImage;
    }

    private static int[] places(Geometry g) {
        int[] places = new int[g.window().height() * g.window().width()];
        for (int p = 0; p < places.length; p++) {
            places[p] = (p / g.window().width() * g.width() + p % g.window().width()) * g.channels();
        }
        return places;
    }
}
