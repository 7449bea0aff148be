package easel.core.kernels;

/** The check in plain Java. It has eight sums, because each addition to a sum waits for the previous one. */
final class JavaFiniteCheck extends FiniteCheck {
    @Override
    boolean allFinite(float[] x, int from, int to) {
        return check(x, from, to);
    }

    @Override
    boolean allSquaresFinite(float[] x, int from, int to) {
        return checkSquares(x, from, to);
    }

    static boolean check(float[] x, int from, int to) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        for (; i + 7 < to; i += 8) {
            a += x[i] * 0f;
            b += x[i + 1] * 0f;
            c += x[i + 2] * 0f;
            d += x[i + 3] * 0f;
            e += x[i + 4] * 0f;
            f += x[i + 5] * 0f;
            g += x[i + 6] * 0f;
            h += x[i + 7] * 0f;
        }
        for (; i < to; i++) {
            a += x[i] * 0f;
        }
        return a + b + c + d + e + f + g + h == 0;
    }

    static boolean checkSquares(float[] x, int from, int to) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        for (; i + 7 < to; i += 8) {
            a += x[i] * x[i] * 0f;
            b += x[i + 1] * x[i + 1] * 0f;
            c += x[i + 2] * x[i + 2] * 0f;
            d += x[i + 3] * x[i + 3] * 0f;
            e += x[i + 4] * x[i + 4] * 0f;
            f += x[i + 5] * x[i + 5] * 0f;
            g += x[i + 6] * x[i + 6] * 0f;
            h += x[i + 7] * x[i + 7] * 0f;
        }
        for (; i < to; i++) {
            a += x[i] * x[i] * 0f;
        }
        return a + b + c + d + e + f + g + h == 0;
    }
}
