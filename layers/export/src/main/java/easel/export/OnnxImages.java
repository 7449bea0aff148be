package easel.export;

import static easel.export.OnnxGraph.attribute;

import easel.core.Shape;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.state.Description;

/** The ONNX operators of the layers on images: convolutions, pooling, upsampling and padding. */
final class OnnxImages {
    private OnnxImages() {}

    static void conv2d(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Geometry g = Geometry.of(graph.shape, Window.from(d), Padding.from(d));
        window(graph.node(path, "Conv", OnnxLayers.weights(d, path, graph)), g.window(), g.sides());
        graph.shape = g.output(d.integer("filters"));
    }

    /**
     * Both ends of an axis get the smaller of their two pads, because OpenCV refuses unequal pads. Smaller pads
     * enlarge the output; a smaller output padding or a Slice makes up for this.
     */
    static void conv2dTranspose(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Shape x = graph.shape;
        Window w = Window.from(d);
        Padding padding = Padding.from(d);
        int[] outputPadding = d.integers("output_padding", 2);
        if (padding.equals(Padding.SAME)) {      // H·stride rows, even if the kernel is smaller than the stride
            outputPadding = new int[] {Math.max(0, w.strideHeight() - w.coveredHeight()),
                Math.max(0, w.strideWidth() - w.coveredWidth())};
        }
        Padding.Sides sides = padding.around(x.axis(0) * w.strideHeight(), x.axis(1) * w.strideWidth(), w);
        int rows = Math.min(sides.top(), sides.bottom());
        int columns = Math.min(sides.left(), sides.right());
        Message node = graph.node(path, "ConvTranspose", OnnxLayers.weights(d, path, graph));
        window(node, w, new Padding.Sides(rows, rows, columns, columns));
        int below = outputPadding[0] - (sides.bottom() - rows);
        int right = outputPadding[1] - (sides.right() - columns);
        attribute(node, "output_padding", Math.max(0, below), Math.max(0, right));
        int height = (x.axis(0) - 1) * w.strideHeight() + w.coveredHeight() + outputPadding[0] - sides.top()
                - sides.bottom();
        int width = (x.axis(1) - 1) * w.strideWidth() + w.coveredWidth() + outputPadding[1] - sides.left()
                - sides.right();
        int top = sides.top() - rows;
        int left = sides.left() - columns;
        if (top > 0 || left > 0 || below < 0 || right < 0) {
            graph.node(path, "Slice", graph.integers(path + "starts", top, left),
                    graph.integers(path + "ends", top + height, left + width), graph.integers(path + "axes", 2, 3));
        }
        graph.shape = Shape.of(height, width, d.integer("filters"));
    }

    static void pool(Description d, String path, OnnxGraph graph, String type) {
        graph.channelsFirst(path);
        Padding padding = d.settings().containsKey("padding") ? Padding.from(d) : Padding.VALID;
        Geometry g = Geometry.of(graph.shape, Window.from(d), padding);
        if (d.settings().containsKey("count_include_pad") && !padding.equals(Padding.VALID)) {
            pad(g.sides(), path, graph);     // counted zeros; OpenCV ignores the attribute count_include_pad
            g = Geometry.of(graph.shape, g.window(), Padding.VALID);
        }
        window(graph.node(path, type), g.window(), g.sides());
        graph.shape = g.output(graph.shape.columns());
    }

    private static void window(Message node, Window w, Padding.Sides sides) {
        attribute(node, "kernel_shape", w.height(), w.width());
        attribute(node, "strides", w.strideHeight(), w.strideWidth());
        attribute(node, "pads", sides.top(), sides.left(), sides.bottom(), sides.right());
        if (w.isDilated()) {
            attribute(node, "dilations", w.dilationHeight(), w.dilationWidth());
        }
    }

    static void globalAveragePool(Description d, String path, OnnxGraph graph) {
        Message node = graph.node(path, "ReduceMean");
        attribute(node, "axes", graph.isChannelsFirst() ? new int[] {2, 3} : new int[] {1, 2});
        attribute(node, "keepdims", 0);
        graph.setFeatures(graph.shape.columns());
    }

    static void upSampling2d(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Shape x = graph.shape;
        int[] factors = d.integers("factors", 2);
        float[] scales = {1, 1, factors[0], factors[1]};
        Message node = graph.node(path, "Resize", "", graph.initializer(path + "scales", scales, 4));
        attribute(node, "mode", "nearest");
        attribute(node, "coordinate_transformation_mode", "asymmetric");
        attribute(node, "nearest_mode", "floor");                       // y[i] = x[⌊i / scale⌋]
        graph.shape = Shape.of((long) x.axis(0) * factors[0], (long) x.axis(1) * factors[1], x.columns());
    }

    static void zeroPadding2d(Description d, String path, OnnxGraph graph) {
        int[] p = d.integers("padding", 4);
        pad(new Padding.Sides(p[0], p[1], p[2], p[3]), path, graph);
    }

    /**
     * Pads with -0. Optimizers merge a Pad of +0 into a pooling operator after it, where padding does not count as 0.
     * They do not merge a Pad of -0.
     */
    private static void pad(Padding.Sides p, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Shape x = graph.shape;
        graph.node(path, "Pad", graph.integers(path + "pads", 0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right()),
                graph.initializer(path + "zero", new float[] {-0f}));
        graph.shape = Shape.of((long) p.top() + x.axis(0) + p.bottom(), (long) p.left() + x.axis(1) + p.right(),
                x.columns());
    }
}
