package easel.mnist;

import easel.datasets.DataFiles;
import java.io.InputStream;
import java.util.Optional;

/** The four gzip files of MNIST in this jar. {@link easel.datasets.Mnist} reads them. */
public final class MnistFiles implements DataFiles {
    /** For {@link java.util.ServiceLoader}. */
    public MnistFiles() {}

    @Override
    public String artifact() {
        return "easel-mnist";
    }

    @Override
    public Optional<InputStream> open(String name) {
        return Optional.ofNullable(MnistFiles.class.getResourceAsStream(name));
    }
}
