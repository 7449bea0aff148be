package easel.core.convolution;

import static easel.core.convolution.ConvolutionCases.of;
import static easel.core.convolution.ConvolutionCases.uniform;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import easel.core.Allocator;
import easel.core.Tensor;
import easel.core.convolution.ConvolutionCases.Case;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Checks the bits and the memory use of convolutions in new virtual machines with different options. */
@Execution(ExecutionMode.CONCURRENT)
class ConvolutionFreshJvmTest {
    private static final Case FEW_CHANNELS = of(256, 28, 28, 8, 4, Window.square(5, 1), Padding.SAME);
    private static final Case MANY_CHANNELS = of(64, 28, 28, 24, 20, Window.square(5, 1), Padding.SAME);

    private static String plainJavaOnOneThread;

    @Test
    @LongTest
    void anyNumberOfThreadsGivesTheSameBits() throws IOException, InterruptedException {
        String one = plainJavaOnOneThread();
        assertEquals(one, checksum("-Deasel.threads=3", "-Deasel.gemm=java"));
        assertEquals(one, checksum("-Deasel.threads=3", "-Deasel.gemm=naive"));
    }

    @Test
    void theVectorApiGivesTheBitsOfPlainJava() throws IOException, InterruptedException {
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "java runs without the module");
        String java = plainJavaOnOneThread();
        String module = "--add-modules=jdk.incubator.vector";
        assertEquals(java, checksum(module, "-Deasel.threads=1", "-Deasel.gemm=vector"));
        assertEquals(java, checksum(module, "-Deasel.threads=3", "-Deasel.gemm=vector", "-XX:MaxVectorSize=32"));
    }

    /** Computed once, for two tests. */
    private static synchronized String plainJavaOnOneThread() throws IOException, InterruptedException {
        if (plainJavaOnOneThread == null) {
            plainJavaOnOneThread = checksum("-Deasel.threads=1", "-Deasel.gemm=java");
        }
        return plainJavaOnOneThread;
    }

    private static String checksum(String... options) throws IOException, InterruptedException {
        String out = run(List.of(options));
        assertTrue(out.matches("[0-9a-f]+"), out);
        return out;
    }

    /** The output of {@link #main} in a new virtual machine. */
    private static String run(List<String> options, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder process = JavaProcess.of(options.toArray(String[]::new));
        process.command().add(ConvolutionFreshJvmTest.class.getName());
        process.command().addAll(List.of(arguments));
        return JavaProcess.run(process).expectSuccess();
    }

    /** Prints a checksum of the results of all cases, or the bytes that one case allocates. */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.out.print(temporaryBytes(arguments[0].equals("few") ? FEW_CHANNELS : MANY_CHANNELS));
            return;
        }
        CRC32 crc = new CRC32();
        for (Case c : ConvolutionCases.all()) {
            Tensor x = uniform(c.x(), 1);
            Tensor weight = uniform(c.weight(), 2);
            Tensor dy = uniform(c.y(), 3);
            update(crc, Convolution.forward(x, weight, c.g(), Allocator.HEAP));
            update(crc, Convolution.inputGradient(dy, weight, c.g(), Allocator.HEAP));
            update(crc, Convolution.weightGradient(x, dy, c.g(), Allocator.HEAP));
        }
        System.out.print(Long.toHexString(crc.getValue()));
    }

    private static void update(CRC32 crc, Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.size());
        bytes.asFloatBuffer().put(tensor.array());
        crc.update(bytes.array());
    }

    /** With plain Java, because the Vector API allocates every vector until the code is compiled. */
    private static long allocatedInPlainJava(Case c) throws IOException, InterruptedException {
        return Long.parseLong(run(List.of("-Deasel.gemm=java", "-Deasel.threads=2"),
                c == FEW_CHANNELS ? "few" : "many"));
    }

    /** Measured with 2 threads: 0.8 MB for 256 images, whose patches would take 160 MB. */
    @Test
    void fewChannelsAllocateNoPatchMatrixOfTheBatch() throws IOException, InterruptedException {
        long bytes = allocatedInPlainJava(FEW_CHANNELS);
        assertTrue(bytes < 2_000_000, bytes + " bytes");
    }

    /** Measured with 2 threads: 4.7 MB, mostly of the 20,000 small products of dw; patches would take 120 MB. */
    @Test
    void manyChannelsAllocateNoMatrixOfTheBatch() throws IOException, InterruptedException {
        long bytes = allocatedInPlainJava(MANY_CHANNELS);
        assertTrue(bytes < 6_000_000, bytes + " bytes");
    }

    /** Bytes that all threads allocate in the three operations, without results and scratch memory. */
    private static long temporaryBytes(Case c) {
        Tensor x = uniform(c.x(), 1);
        Tensor weight = uniform(c.weight(), 2);
        temporaryBytes(c, x, weight);
        return temporaryBytes(c, x, weight);
    }

    private static long temporaryBytes(Case c, Tensor x, Tensor weight) {
        long before = allocated();
        Tensor y = Convolution.forward(x, weight, c.g(), Allocator.HEAP);
        Convolution.inputGradient(y, weight, c.g(), Allocator.HEAP);
        Convolution.weightGradient(x, y, c.g(), Allocator.HEAP);
        return allocated() - before - 4L * (y.size() + x.size() + weight.size());
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(n -> n > 0).sum();
    }
}
