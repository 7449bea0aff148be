package easel.examples.run;

import easel.core.state.WholeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code losses.csv}: a header, then one line for each step. A value that was not measured is an empty field. Each line
 * is written at once and as a whole, so the file can be read during the run. If a write fails, the incomplete line is
 * removed, and the next call tries again.
 */
final class LossLog implements AutoCloseable {
    /** A number of characters that no line of a step reaches. */
    private static final int LONGEST = 10_000;

    private final Path file;
    private final FileChannel out;
    private final StringBuilder lines = new StringBuilder();      // not yet written
    private Optional<String> notice = Optional.empty();

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
            throw failed(e, "");
        }
    }

    /**
     * Continues a file after a step. Later lines are deleted, and so are lines of steps that have an earlier line. If
     * the file is from a version with other columns, the fields of the columns that it does not have are empty.
     *
     * @param last the step
     * @param kept receives the step of each remaining line
     */
    static LossLog resume(Path file, Columns columns, long last, Consumer<Measurements> kept) throws IOException {
        Lines lines = new Lines();
        try (BufferedReader old = !Files.exists(file) ? new BufferedReader(Reader.nullReader())
                : Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            WholeFile.write(RunFolder.unlinked(file), whole -> {
                whole.bytes((columns.header() + '\n').getBytes(StandardCharsets.US_ASCII));
                List<String> names = List.of(columns.header().split(","));
                List<String> oldNames = names;
                for (Optional<String> next = line(old); next.isPresent(); next = line(old)) {
                    if (next.get().startsWith("step,")) {
                        oldNames = List.of(next.get().split(","));
                    }
                    String line = arranged(next.get(), oldNames, names);
                    Optional<Measurements> step = step(line, columns.names().size());
                    if (step.isPresent() && step.get().step() <= last && lines.isNext(step.get().step())) {
                        whole.bytes((line + '\n').getBytes(StandardCharsets.ISO_8859_1));
                        kept.accept(step.get());
                    }
                }
            });
        }
        LossLog log = new LossLog(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        log.notice = lines.notice(file, last);
        return log;
    }

    /** Counts doubled and missing lines. */
    private static final class Lines {
        private long last;
        private long doubled;
        private long missing;
        private long firstMissing;

        /** Whether the step of a line is later than that of the line before, so that the line is kept. */
        boolean isNext(long step) {
            if (step <= last) {
                doubled++;
                return false;
            }
            skipTo(step - 1);
            last = step;
            return true;
        }

        private void skipTo(long step) {
            if (step > last) {
                firstMissing = missing == 0 ? last + 1 : firstMissing;
                missing += step - last;
            }
        }

        Optional<String> notice(Path file, long end) {
            skipTo(end);
            return doubled == 0 && missing == 0 ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
                    "Warning: %s: %s%s%s. The training does not need these lines.", file,
                    doubled == 0 ? "" : "removed " + doubled + " lines of steps that have an earlier line",
                    doubled == 0 || missing == 0 ? "" : "; ",
                    missing == 0 ? "" : "the lines of " + missing + " steps are missing, the first of step "
                    + firstMissing));
        }
    }

    /** The warning about doubled or missing lines of a resumed log; empty if there is one line for each step. */
    Optional<String> notice() {
        return notice;
    }

    /** The measurements rounded to the digits in the file, which a resumed run reads. */
    static Measurements rounded(Measurements step) {
        return new Measurements(step.step(), step.values().stream()
                .map(value -> Double.isNaN(value) ? value : (Double) Double.parseDouble(text(value))).toList());
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6g", value);
    }

    /** The next line, empty at the end of the file. A line longer than that of any step is returned as an empty one. */
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

    /** The fields of a line in the order of other columns. A line without a field for each old column becomes empty. */
    private static String arranged(String line, List<String> oldNames, List<String> names) {
        if (oldNames.equals(names)) {
            return line;
        }
        String[] fields = line.split(",", -1);
        return fields.length != oldNames.size() ? "" : names.stream()
                .map(name -> oldNames.contains(name) ? fields[oldNames.indexOf(name)] : "")
                .collect(Collectors.joining(","));
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
            lines.append(',').append(text(value));
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
            throw failed(e, " The next line needs " + bytes.limit() + " bytes.");
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

    private IOException failed(IOException e, String need) {
        return new IOException("cannot write " + file + " (" + e + "). Check that the folder is writable and the disk"
                + " is not full." + need, e);
    }
}
