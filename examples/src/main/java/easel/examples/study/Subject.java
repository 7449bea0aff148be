package easel.examples.study;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.FashionMnist;
import easel.datasets.ImageSource;
import easel.datasets.Mnist;
import easel.datasets.Toy;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the generator learns: points in the plane or images. The constants have the names of the command's argument. */
enum Subject {
    /** Eight Gaussians on the unit circle. */
    ring(Toy.gaussianRing(8, 1, 0.05f), 0.05, IntStream.range(0, 8)
            .mapToObj(i -> new double[] {StrictMath.cos(Math.PI * i / 4), StrictMath.sin(Math.PI * i / 4)})),
    /** 5 × 5 Gaussians. */
    grid(Toy.gaussianGrid(5, 0.5f, 0.03f), 0.03, IntStream.range(0, 25)
            .mapToObj(i -> new double[] {0.5 * (i % 5) - 1, 0.5 * (i / 5) - 1})),
    /** Two Gaussians. */
    gaussians(Subject::twoGaussians, 0.12, Stream.of(new double[] {-0.6, 0.4}, new double[] {0.6, -0.4})),
    /** A line with a little noise. */
    line(Subject::segment, 0, Stream.of()),
    /** Points that the person at the page draws. */
    draw(null, 0, Stream.of()),
    /** Handwritten digits. */
    mnist(null, 0, Stream.of()),
    /** Pictures of clothing. */
    fashion(null, 0, Stream.of());

    /** The plane shows [-LIMIT, LIMIT] in x and in y. */
    static final double LIMIT = 1.5;

    private final Toy toy;
    /** Standard deviation of each mode in x and in y; 0 without modes. */
    final double sigma;
    /** The mean of each mode, (K, 2); none if the data have no modes. */
    final double[][] means;
    private ImageSource images;      // null before the first use

    Subject(Toy toy, double sigma, Stream<double[]> means) {
        this.toy = toy;
        this.sigma = sigma;
        this.means = means.toArray(double[][]::new);
    }

    /** The subject of a name, or an IllegalArgumentException that lists the names. */
    static Subject of(String name) {
        return Stream.of(values()).filter(subject -> subject.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no such data; expected one of "
                        + String.join(", ", Stream.of(values()).map(Subject::name).toList()) + "."));
    }

    boolean isImage() {
        return this == mnist || this == fashion;
    }

    /** The name of the measured quality on the page; empty for data without one. */
    String qualityName() {
        return isImage() ? "FCD of few fakes" : means.length > 0 ? "modes covered, of " + means.length : "";
    }

    /** The distribution of a subject with a formula. */
    Toy toy() {
        return toy;
    }

    /** The images of an image subject. The first call reads them from the files of a jar. */
    synchronized ImageSource images() {
        if (images == null) {
            images = this == mnist ? Mnist.train() : FashionMnist.sample();
        }
        return images;
    }

    private static Tensor twoGaussians(int n, RandomStream random) {
        Tensor points = Tensor.zeros(Shape.of(n, 2));
        float[] xy = points.array();
        random.fillNormal(xy, 0, 0.12f);
        for (int i = 0; i < n; i++) {
            int side = random.nextInt(2) == 0 ? -1 : 1;
            xy[2 * i] += side * 0.6f;
            xy[2 * i + 1] -= side * 0.4f;
        }
        return points;
    }

    private static Tensor segment(int n, RandomStream random) {
        Tensor points = Tensor.zeros(Shape.of(n, 2));
        float[] xy = points.array();
        random.fillNormal(xy, 0, 0.02f);
        for (int i = 0; i < n; i++) {
            float t = 2 * random.nextFloat() - 1;
            xy[2 * i] += t;
            xy[2 * i + 1] += 0.6f * t;
        }
        return points;
    }
}
