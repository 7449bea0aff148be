package easel.examples.run;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Width and height of a PNG in pixels, from its first 24 bytes. */
record PngSize(int width, int height) {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final long IHDR = 0x0000000D49484452L;

    /** Reads the size; empty if the file does not begin with a PNG header. */
    static Optional<PngSize> of(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readLong() != SIGNATURE || in.readLong() != IHDR) {
                return Optional.empty();
            }
            PngSize size = new PngSize(in.readInt(), in.readInt());
            return size.width > 0 && size.height > 0 ? Optional.of(size) : Optional.empty();
        } catch (EOFException e) {
            return Optional.empty();
        }
    }
}
