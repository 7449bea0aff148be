package easel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TensorTextTest {
    /** The values 0, 1, 2, ... */
    private static Tensor counting(Shape shape) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = i;
        }
        return x;
    }

    @Test
    void aVectorIsOneLine() {
        assertEquals("Tensor(1) [0.5]", Tensor.scalar(0.5).toString());
        assertEquals("Tensor(9) [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]", counting(Shape.of(9)).toString());
        assertEquals("Tensor(1, 3) [[0.0, 1.0, 2.0]]", counting(Shape.of(1, 3)).toString());
        assertEquals("Tensor(2) [1.0, 2.0]", Parameter.of(Tensor.of(Shape.of(2), 1, 2)).toString());
    }

    @Test
    void aMatrixHasOneLineForEachRowAndAlignedColumns() {
        assertEquals("""
                Tensor(2, 1)
                [[1.0],
                 [2.0]]""", Tensor.of(Shape.of(2, 1), 1, 2).toString());
        assertEquals("""
                Tensor(2, 3)
                [[  1.0, -20.5,   3.0],
                 [  4.0,   NaN,   0.1]]""",
                Tensor.of(Shape.of(2, 3), 1, -20.5, 3, 4, Double.NaN, 0.1).toString());
    }

    @Test
    void anImageHasOneBracketForEachAxis() {
        assertEquals("""
                Tensor(2, 2, 1, 2)
                [[[[0.0, 1.0]],
                  [[2.0, 3.0]]],
                 [[[4.0, 5.0]],
                  [[6.0, 7.0]]]]""", counting(Shape.of(2, 2, 1, 2)).toString());
    }

    static Stream<Shape> smallShapes() {
        return Stream.of(Shape.of(1), Shape.of(63), Shape.of(64), Shape.of(8, 8), Shape.of(4, 4, 4),
                Shape.of(1, 5, 1, 12), Shape.of(64, 1), Shape.of(1, 1, 1, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("smallShapes")
    void aSmallTensorIsShownWhole(Shape shape) {
        Tensor x = counting(shape);
        String values = x.toString().substring(("Tensor" + shape).length());
        assertEquals(Stream.of(values.split(",")).map(value -> value.replaceAll("[\\[\\]\\s]", ""))
                .map(Float::valueOf).toList(), Stream.iterate(0f, i -> i + 1).limit(x.size()).toList());
        for (String bracket : new String[] {"\\[", "]"}) {
            int expected = 0;
            for (int axis = 0, slices = 1; axis < shape.rank(); slices *= shape.axis(axis++)) {
                expected += slices;
            }
            assertEquals(expected, Pattern.compile(bracket).matcher(values).results().map(MatchResult::group).count());
        }
    }

    @Test
    void aLargeTensorIsAbridged() {
        assertEquals("Tensor(65) [0.0, 1.0, 2.0, …, 62.0, 63.0, 64.0], min 0.0, mean 32.0, max 64.0",
                counting(Shape.of(65)).toString());
        Tensor x = counting(Shape.of(10, 10, 10));
        x.array()[500] = -1500;
        assertEquals("Tensor(10, 10, 10) [0.0, 1.0, 2.0, …, 997.0, 998.0, 999.0], min -1500.0, mean 497.5, max 999.0",
                x.toString());
    }

    @Test
    void statisticsShowNaN() {
        Tensor x = counting(Shape.of(100));
        x.array()[50] = Float.NaN;
        assertEquals("Tensor(100) [0.0, 1.0, 2.0, …, 97.0, 98.0, 99.0], min NaN, mean NaN, max NaN", x.toString());
    }

    @Test
    void theLocaleDoesNotMatter() {
        Locale locale = Locale.getDefault();
        Tensor small = Tensor.of(Shape.of(2, 2), 1234.5, 0.25, -1e-9, 1e9);
        Tensor large = Tensor.full(Shape.of(99), 1234.5);
        String expected = small + "\n" + large;
        try {
            for (String tag : new String[] {"de-DE", "ar-EG", "hi-IN-u-nu-deva"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals(expected, small + "\n" + large);
            }
        } finally {
            Locale.setDefault(locale);
        }
    }
}
