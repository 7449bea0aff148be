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

    static Object describe(Padding padding) {
        return padding instanceof Padding.Sides s ? new int[] {s.top(), s.bottom(), s.left(), s.right()} : "same";
    }
}
