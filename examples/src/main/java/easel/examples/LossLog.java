package easel.examples;

import easel.gan.GanStep;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code losses.csv}: a header, then one line for each step. Only whole lines are handed to the file, many at a time, so
 * that it is readable at any moment.
 */
final class LossLog implements AutoCloseable {
    private static final String HEADER =
            "step,d_loss,d_loss_real,d_loss_fake,g_loss,d_acc_real,d_acc_fake,d_x,d_g_z\n";
    private static final int CHUNK = 1 << 13;

    private final Path file;
    private final OutputStream out;
    private final StringBuilder lines = new StringBuilder(HEADER);

    LossLog(Path file) throws IOException {
        this.file = file;
        try {
            this.out = Files.newOutputStream(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void add(GanStep step) throws IOException {
        lines.append(step.step());
        for (double value : new double[] {step.discriminatorLoss(), step.realLoss(), step.fakeLoss(),
                step.generatorLoss(), step.realAccuracy(), step.fakeAccuracy(), step.realProbability(),
                step.fakeProbability()}) {
            lines.append(',').append(String.format(Locale.ROOT, "%.6g", value));
        }
        lines.append('\n');
        if (lines.length() >= CHUNK) {
            write();
        }
    }

    private void write() throws IOException {
        byte[] chunk = lines.toString().getBytes(StandardCharsets.US_ASCII);
        lines.setLength(0);
        try {
            out.write(chunk);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes what is left. */
    @Override
    public void close() throws IOException {
        try (out) {
            write();
        }
    }

    private IOException failed(IOException e) {
        return new IOException("cannot write " + file + " (" + e + "). Check that the folder is writable and its disk"
                + " not full.", e);
    }
}
