package easel.examples.run;

import easel.core.state.WholeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    /** No line of a step has this number of characters. */
    private static final int LONGEST = 10_000;

    private final Path file;
    private final FileChannel out;
    private final StringBuilder lines = new StringBuilder();      // not yet written

    /** Starts a new file. */
    LossLog(Path file, Columns columns) throws IOException {
        this(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
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
        WholeFile.write(file, whole -> {
            whole.bytes((columns.header() + "\n").getBytes(StandardCharsets.ISO_8859_1));
            if (Files.exists(file)) {
                copyUntil(last, file, columns, whole, kept);
            }
        });
        return new LossLog(file, StandardOpenOption.APPEND);
    }

    /** Reads one line at a time: a file may be larger than the memory. */
    private static void copyUntil(long last, Path file, Columns columns, WholeFile copy, Consumer<Measurements> kept)
            throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
                Optional<Measurements> step = step(line.get(), columns.names().size());
                if (step.isPresent() && step.get().step() <= last) {
                    copy.bytes((line.get() + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    kept.accept(step.get());
                }
            }
        }
    }

    /** The next line, empty at the end of the file. A line that is longer than any step's is returned as an empty one. */
    private static Optional<String> line(BufferedReader file) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = file.read();
        if (c < 0) {
            return Optional.empty();
        }
        for (; c >= 0 && c != '\n'; c = file.read()) {
            if (c != '\r' && line.length() < LONGEST) {
                line.append((char) c);
            }
        }
        return Optional.of(line.length() < LONGEST ? line.toString() : "");
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
