import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.BatchPipeline;
import easel.datasets.Batches;
import easel.datasets.FashionMnist;
import easel.datasets.ImageGrid;
import easel.datasets.Images;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.datasets.Toy;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Uses everything in easel-datasets that needs no data files, then loads the data sets that need them. Prints a line
 * for each. The argument is the PNG file to write.
 */
final class Application {
    private static final Map<String, Supplier<LabeledImages>> SETS = new TreeMap<>(Map.of("Mnist.train", Mnist::train,
            "Mnist.test", Mnist::test, "FashionMnist.sample", FashionMnist::sample));

    private Application() {}

    public static void main(String[] args) throws Exception {
        RandomStream random = RandomStream.of(1);
        System.out.println("Toy " + Toy.gaussianRing(8, 2, 0.05f).sample(100, random).shape());

        Images noise = noise(random);
        int[] indices = Batches.shuffled(noise.size(), 4, random).indices(2);
        Tensor batch = noise.images(indices, Scaling.ZERO_TO_ONE);
        System.out.println("Batches " + batch.shape());
        try (BatchPipeline batches = Pipeline.of(noise, Scaling.ZERO_TO_ONE).batch(4).prefetch(2)) {
            System.out.println("Pipeline " + batches.apply(0).shape());
        }
        ImageGrid.of(2, 2, noise.imageShape(), Scaling.ZERO_TO_ONE).write(batch, Path.of(args[0]));
        System.out.println("ImageGrid");

        SETS.forEach((name, set) -> System.out.println(name + ": " + load(set)));
    }

    private static Images noise(RandomStream random) {
        byte[] levels = new byte[12 * 8 * 8];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) random.nextInt(256);
        }
        return Images.of(Shape.of(8, 8, 1), levels);
    }

    private static String load(Supplier<LabeledImages> set) {
        try {
            LabeledImages images = set.get();
            return images.size() + " images " + images.imageShape();
        } catch (UncheckedIOException e) {
            return e.getMessage();
        }
    }
}
