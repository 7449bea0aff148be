package easel.examples.run;

import easel.core.state.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@code losses.csv}: a header, then one line for each step. A value that was not measured is an empty field. Each line
 * is written at once and as a whole, so the file can be read during the run. If a write fails, the incomplete line is
 * removed, and the next call tries again.
 */
final class LossLog implements AutoCloseable {
    private final Path file;
    private final FileChannel out;
    private final StringBuilder lines = new StringBuilder();      // not yet written

    /** Starts a new file. */
    LossLog(Path file, Columns columns) throws IOException {
        this(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        lines.append(columns.header()).append('\n');
        try {
            write();
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    private LossLog(Path file, OpenOption... options) throws IOException {
        this.file = file;
        try {
            this.out = FileChannel.open(file, options);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Continues a file after a step. Later lines are deleted.
     *
     * @param last the step
     * @param kept receives the step of each remaining line
     */
    static LossLog resume(Path file, Columns columns, long last, Consumer<Measurements> kept) throws IOException {
        StringBuilder text = new StringBuilder(columns.header()).append('\n');
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                Optional<Measurements> step = step(line, columns.names().size());
                if (step.isPresent() && step.get().step() <= last) {
                    text.append(line).append('\n');
                    kept.accept(step.get());
                }
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        WholeFile.write(RunFolder.unlinked(file), whole -> whole.bytes(bytes));
        return new LossLog(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    }

    /** Parses a line; empty for the header, and for a line that was cut off when its run was killed. */
    private static Optional<Measurements> step(String line, int columns) {
        String[] fields = line.split(",", -1);
        if (fields.length != columns + 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Measurements(Long.parseLong(fields[0]), Stream.of(fields).skip(1)
                    .map(field -> field.isEmpty() ? Double.NaN : Double.parseDouble(field)).toList()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    void add(Measurements step) throws IOException {
        lines.append(step.step());
        for (double value : step.values()) {
            lines.append(',').append(Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6g", value));
        }
        lines.append('\n');
        write();
    }

    private void write() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
        long end = out.position();
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            removeAfter(end, e);
            throw failed(e);
        }
        lines.setLength(0);
    }

    private void removeAfter(long end, IOException failure) {
        try {
            out.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);      // a device cannot be truncated
        }
    }

    /** Writes the pending lines and closes the file. */
    @Override
    public void close() throws IOException {
        try (out) {
            write();
        }
    }

    private IOException failed(IOException e) {
        return new IOException("cannot write " + file + " (" + e + "). Check that the folder is writable and the disk"
                + " is not full.", e);
    }
}
