package easel.datasets;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * File names as bytes. The text of a {@link Path} depends on the locale: with {@code LC_ALL=C}, Java decodes every byte
 * outside ASCII as the same replacement character. The bytes of a name do not depend on it.
 */
public final class FileNames {
    private FileNames() {}

    /**
     * The bytes of the last name of a path: those of the file system on Unix, and UTF-8 elsewhere.
     *
     * @param path with at least one name
     * @return a fresh array
     */
    public static byte[] bytes(Path path) {
        Path name = path.getFileName();
        String text = name.toString();
        boolean ascii = text.chars().allMatch(c -> c < 128);
        // toUri is the only method of a path that gives the bytes. They are percent-encoded.
        String uri = ascii ? null : path.toUri().getRawPath();
        if (uri == null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        String encoded = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;      // of a folder
        return decode(encoded.substring(encoded.lastIndexOf('/') + 1));
    }

    private static byte[] decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                bytes.write(Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.writeBytes(encoded.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /**
     * Sorts paths by the bytes of their last names, as unsigned numbers. For ASCII this is the order of the text.
     *
     * @return the order
     */
    public static Comparator<Path> order() {
        return (a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b));
    }
}
