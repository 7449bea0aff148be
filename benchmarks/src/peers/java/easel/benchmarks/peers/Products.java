package easel.benchmarks.peers;

import static org.bytedeco.mkl.global.mkl_rt.CblasNoTrans;
import static org.bytedeco.mkl.global.mkl_rt.CblasRowMajor;
import static org.bytedeco.mkl.global.mkl_rt.MKL_Set_Num_Threads;
import static org.bytedeco.mkl.global.mkl_rt.cblas_sgemm;

import easel.benchmarks.Markdown;
import easel.benchmarks.Sample;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import easel.timing.Stopwatch;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Question: how fast is C = A·B compared with MKL's sgemm, for the largest dense layers of the vanilla GAN and for
 * square matrices? The two alternate in one process, each with {@code easel.threads} threads.
 *
 * <p>Command: {@code mvn -q -Ppeers -pl benchmarks -am compile exec:exec@products}.
 */
final class Products {
    private static final String[] SIZES = {"32x1024x784", "32x784x1024", "32x512x784", "256x256x256", "512x512x512",
        "1024x1024x1024"};
    private static final int ROUNDS = 9;
    private static final double WARM_UP = 1;
    private static final double SECONDS = 0.3;

    private final double operations;
    private final Runnable easel;
    private final Runnable mkl;
    private final float[] c;
    private final FloatPointer nativeC;

    private Products(int m, int n, int k) {
        float[] a = normal(m * k, 1);
        float[] b = normal(k * n, 2);
        FloatPointer nativeA = new FloatPointer(a);
        FloatPointer nativeB = new FloatPointer(b);
        operations = 2e-9 * m * n * k;
        c = new float[m * n];
        nativeC = new FloatPointer(m * n);
        MatrixView left = MatrixView.of(a, m, k);
        MatrixView right = MatrixView.of(b, k, n);
        MatrixView result = MatrixView.of(c, m, n);
        Gemm gemm = Gemm.chosen();
        easel = () -> gemm.multiply(left, right, result);
        mkl = () -> cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, nativeA, k, nativeB, n, 0,
                nativeC, n);
    }

    public static void main(String[] args) {
        MKL_Set_Num_Threads(Parallel.threads());
        Markdown table = new Markdown(1, List.of("GFLOP/s, threads: " + Parallel.threads(), "Easel", "MKL",
                "times MKL"));
        for (String size : SIZES) {
            int[] mnk = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
            table.add(new Products(mnk[0], mnk[1], mnk[2]).row(size));
        }
        System.out.println(Gemm.chosen().describe() + "; medians of " + ROUNDS + " (smallest to largest)\n\n" + table);
    }

    private List<String> row(String size) {
        rate(easel, WARM_UP);
        rate(mkl, WARM_UP);
        checkSame(size);
        double[] easelRates = new double[ROUNDS];
        double[] mklRates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            easelRates[round] = rate(easel, SECONDS);
            mklRates[round] = rate(mkl, SECONDS);
        }
        return List.of(size, Sample.range(easelRates), Sample.range(mklRates),
                Markdown.number(Sample.median(easelRates) / Sample.median(mklRates)));
    }

    /** Calls the product repeatedly; returns the GFLOP/s of the call with the median time. */
    private double rate(Runnable product, double seconds) {
        return operations / (Sample.median(Stopwatch.run(product, seconds, 1)) / 1e3);
    }

    private void checkSame(String size) {
        for (int i = 0; i < c.length; i++) {
            if (!(Math.abs(c[i] - nativeC.get(i)) < 1e-2)) {
                throw new IllegalStateException(size + ": element " + i + " is " + c[i] + " in Easel and "
                        + nativeC.get(i) + " in MKL");
            }
        }
    }

    private static float[] normal(int size, long seed) {
        float[] values = new float[size];
        RandomStream.of(seed).fillNormal(values, 0, 1);
        return values;
    }
}
