package easel.layers;

import easel.core.Description;
import easel.core.Padding;
import easel.core.Window;

/** A window and its padding as settings of a description, and back. */
final class Windows {
    private Windows() {}

    static Description describe(String type, Window window) {
        return Description.of(type).with("kernel", new int[] {window.height(), window.width()})
                .with("stride", new int[] {window.strideDown(), window.strideRight()});
    }

    static Window window(Description d) {
        int[] kernel = d.integers("kernel", 2);
        int[] stride = d.integers("stride", 2);
        return new Window(kernel[0], kernel[1], stride[0], stride[1]);
    }

    static Object describe(Padding padding) {
        return padding instanceof Padding.Sides s ? new int[] {s.top(), s.bottom(), s.left(), s.right()} : "same";
    }

    static Padding padding(Description d) {
        if ("same".equals(d.settings().get("padding"))) {
            return Padding.SAME;
        }
        int[] sides = d.integers("padding", 4);
        return Padding.of(sides[0], sides[1], sides[2], sides[3]);
    }
}
