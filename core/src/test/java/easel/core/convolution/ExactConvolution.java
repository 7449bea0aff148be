package easel.core.convolution;

import easel.core.Tensor;

/** Single elements of a convolution and of its gradients, summed in double. */
final class ExactConvolution {
    private ExactConvolution() {}

    static double y(Tensor x, Tensor weight, Geometry g, int at) {
        int o = at % weight.columns();
        int j = at / weight.columns() % g.outWidth();
        int i = at / weight.columns() / g.outWidth() % g.outHeight();
        int n = at / weight.columns() / g.outWidth() / g.outHeight();
        double sum = 0;
        for (int u = 0; u < g.window().height(); u++) {
            for (int v = 0; v < g.window().width(); v++) {
                int row = i * g.window().strideHeight() + u - g.sides().top();
                int column = j * g.window().strideWidth() + v - g.sides().left();
                for (int c = 0; c < g.channels() && inside(row, column, g.height(), g.width()); c++) {
                    sum += (double) x.array()[((n * g.height() + row) * g.width() + column) * g.channels() + c]
                            * weight.array()[((u * g.window().width() + v) * g.channels() + c) * weight.columns() + o];
                }
            }
        }
        return sum;
    }

    static double dx(Tensor dy, Tensor weight, Geometry g, int at) {
        int c = at % g.channels();
        int column = at / g.channels() % g.width() + g.sides().left();
        int row = at / g.channels() / g.width() % g.height() + g.sides().top();
        int n = at / g.channels() / g.width() / g.height();
        double sum = 0;
        for (int u = row % g.window().strideHeight(); u < g.window().height(); u += g.window().strideHeight()) {
            for (int v = column % g.window().strideWidth(); v < g.window().width(); v += g.window().strideWidth()) {
                int i = Math.floorDiv(row - u, g.window().strideHeight());
                int j = Math.floorDiv(column - v, g.window().strideWidth());
                for (int o = 0; o < dy.columns() && inside(i, j, g.outHeight(), g.outWidth()); o++) {
                    sum += (double) dy.array()[((n * g.outHeight() + i) * g.outWidth() + j) * dy.columns() + o]
                            * weight.array()[((u * g.window().width() + v) * g.channels() + c) * dy.columns() + o];
                }
            }
        }
        return sum;
    }

    static double dw(Tensor x, Tensor dy, Geometry g, int at) {
        int o = at % dy.columns();
        int c = at / dy.columns() % g.channels();
        int v = at / dy.columns() / g.channels() % g.window().width();
        int u = at / dy.columns() / g.channels() / g.window().width();
        double sum = 0;
        for (int pixel = 0; pixel < dy.rows(); pixel++) {
            int row = pixel / g.outWidth() % g.outHeight() * g.window().strideHeight() + u - g.sides().top();
            int column = pixel % g.outWidth() * g.window().strideWidth() + v - g.sides().left();
            if (inside(row, column, g.height(), g.width())) {
                int n = pixel / g.outWidth() / g.outHeight();
                sum += (double) x.array()[((n * g.height() + row) * g.width() + column) * g.channels() + c]
                        * dy.array()[pixel * dy.columns() + o];
            }
        }
        return sum;
    }

    private static boolean inside(int row, int column, int height, int width) {
        return row >= 0 && row < height && column >= 0 && column < width;
    }
}
