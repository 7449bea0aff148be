package easel.datasets;

import java.io.InputStream;
import java.util.Optional;

/**
 * The files of a data set in a jar that contains nothing else. The jar declares its implementation as a service, so
 * {@link java.util.ServiceLoader} finds it on the class path and on the module path. Applications do not use this
 * type; they call methods such as {@link Mnist#train()}.
 */
public interface DataFiles {
    /**
     * The name of the Maven artifact that contains the files.
     *
     * @return a name such as {@code easel-mnist}
     */
    String artifact();

    /**
     * Opens a file. The caller closes the stream.
     *
     * @param name a file name without a folder
     * @return the content of the file, or empty if the jar has no such file
     */
    Optional<InputStream> open(String name);
}
