package easel.examples.study;

import java.util.List;
import java.util.stream.IntStream;

/** The points of the subject draw before the person at the page has drawn any. */
final class Drawings {
    /** An S-shaped curve of 32 points. */
    static final List<float[]> ARC = IntStream.range(0, 32).mapToObj(i -> {
        double t = (i - 15.5) / 15.5;
        return new float[] {(float) StrictMath.sin(2.6 * t), (float) (0.9 * t)};
    }).toList();

    private Drawings() {}
}
