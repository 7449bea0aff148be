package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.random.RandomStream;
import easel.layers.Sequential;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Many threads draw an image from one DCGAN generator with a small heap. All calls start at the same time, so the
 * operating system may interrupt each platform thread in the middle of its call, with all of its temporary arrays.
 */
@Execution(ExecutionMode.CONCURRENT)
class ManyThreadsTest {
    /** Prints the number of different images, which is 1. Arguments: number of threads, whether they are virtual. */
    public static void main(String[] arguments) throws ReflectiveOperationException, InterruptedException,
            ExecutionException {
        int threads = Integer.parseInt(arguments[0]);
        Sequential generator = ConvNetworks.dcganGenerator(100, Shape.of(28, 28, 1), RandomStream.of(1));
        Tensor point = Tensor.zeros(generator.input().batch(1));
        RandomStream.of(2).fillNormal(point.array(), 0, 1);
        // JDK 17 has no virtual threads.
        ExecutorService executor = arguments[1].equals("virtual")
                ? (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
                : Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> images = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            images.add(executor.submit(() -> {
                start.await();
                return Arrays.hashCode(generator.infer(point).array());
            }));
        }
        start.countDown();
        TreeSet<Integer> different = new TreeSet<>();
        for (Future<Integer> image : images) {
            different.add(image.get());
        }
        executor.shutdown();
        System.out.print(different.size());
    }

    private static String draw(String heap, int threads, String kind) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of(heap, "-XX:+ExitOnOutOfMemoryError",
                "-Deasel.gemm=" + Gemm.chosen().kind().name().toLowerCase(Locale.ROOT)));
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            options.add("--add-modules=jdk.incubator.vector");
        }
        options.addAll(List.of(ManyThreadsTest.class.getName(), String.valueOf(threads), kind));
        return JavaProcess.run(JavaProcess.of(options.toArray(String[]::new))).expectSuccess();
    }

    @Test
    @LongTest
    void sixtyFourThreadsDrawWith512Megabytes() throws IOException, InterruptedException {
        assertEquals("1", draw("-Xmx512m", 64, "platform"));
    }

    @Test
    void aThousandVirtualThreadsDrawWith256Megabytes() throws IOException, InterruptedException {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need Java 21");
        assertEquals("1", draw("-Xmx256m", 1000, "virtual"));
    }
}
