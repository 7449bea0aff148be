package easel.gan;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import application.OneStep;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application server unloads an application by dropping its class loader. Nothing may keep that loader. */
@Timeout(120)
class ClassLoaderTest {
    @Test
    void theLibraryIsUnloadedAfterATrainingStep() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(loaderAfterAStep());
        for (int i = 0; i < 300 && loader.get() != null; i++) {      // workers end after two seconds without work
            System.gc();
            Thread.sleep(100);
        }
        assertNull(loader.get(),
                () -> "the library is still in memory; threads: " + Thread.getAllStackTraces().keySet());
    }

    /** Trains on this thread, which continues afterwards, as a thread of a server does. */
    private static ClassLoader loaderAfterAStep() throws Exception {
        URL[] jars = List.of(Tensor.class, Layer.class, Optimizer.class, GanTrainer.class, OneStep.class).stream()
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation()).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Class<?> step = loader.loadClass(OneStep.class.getName());
            assertNotSame(OneStep.class, step);
            long threads = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
            ((Runnable) step.getDeclaredConstructor().newInstance()).run();
            long started = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - threads;
            assertTrue(started >= Parallel.threads() - 1, "convolutions and random draws ran on no worker thread");
            assertTrue(loader.loadClass(Tensor.class.getName()) != Tensor.class, "the step used another library");
            return loader;
        }
    }
}
