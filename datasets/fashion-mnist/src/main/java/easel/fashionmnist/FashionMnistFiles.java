package easel.fashionmnist;

import easel.datasets.DataFiles;
import java.io.InputStream;
import java.util.Optional;

/** The two gzip files of a sample of Fashion-MNIST in this jar. {@link easel.datasets.FashionMnist} reads them. */
public final class FashionMnistFiles implements DataFiles {
    /** For {@link java.util.ServiceLoader}. */
    public FashionMnistFiles() {}

    @Override
    public String artifact() {
        return "easel-fashion-mnist";
    }

    @Override
    public Optional<InputStream> open(String name) {
        return Optional.ofNullable(FashionMnistFiles.class.getResourceAsStream(name));
    }
}
