package sampler;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Models;
import easel.layers.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Generates images with a saved generator in several threads: {@code java … sampler.Sampler FILE THREADS}. */
public final class Sampler {
    private Sampler() {}

    public static void main(String[] args) throws Exception {
        Predictor generator = Predictor.of(Models.load(Path.of(args[0])));
        RandomStream random = RandomStream.of(42);
        List<Callable<Tensor>> requests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RandomStream own = random.at(i);           // so the order of the threads does not matter
            requests.add(() -> draw(generator, own));
        }
        ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[1]));
        for (Future<Tensor> request : threads.invokeAll(requests)) {
            Tensor images = request.get();
            System.out.printf("%s %08x%n", images.shape(), Arrays.hashCode(images.array()));
        }
        threads.shutdown();
    }

    /** Four images. */
    private static Tensor draw(Predictor generator, RandomStream random) {
        Tensor z = Tensor.zeros(generator.input().batch(4));           // (4, 100)
        random.fillNormal(z.array(), 0, 1);
        return generator.predict(z);                                   // (4, 28, 28, 1), from -1 to 1
    }
}
