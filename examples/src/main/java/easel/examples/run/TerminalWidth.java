package easel.examples.run;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of columns of the terminal. */
final class TerminalWidth {
    private static final Pattern SIZE = Pattern.compile("\\d{1,5} ([1-9]\\d{0,4})");
    private static final Pattern COLUMNS = Pattern.compile("([1-9]\\d{0,4})");

    private TerminalWidth() {}

    /** The width that the terminal reports, else that of the variable COLUMNS, else the narrowest width with a bar. */
    static int columns() {
        return columns(stty(), System.getenv("COLUMNS"));
    }

    /**
     * The width.
     *
     * @param size the output of {@code stty size}, rows and columns; 0 if the terminal does not know its size
     * @param variable a number, or null
     */
    static int columns(String size, String variable) {
        Matcher asked = SIZE.matcher(size.strip());
        if (asked.matches()) {
            return Integer.parseInt(asked.group(1));
        }
        Matcher set = COLUMNS.matcher(variable == null ? "" : variable.strip());
        return set.matches() ? Integer.parseInt(set.group(1)) : Progress.NARROWEST;
    }

    /** The output of {@code stty size}; empty if there is no such program or it fails, as on Windows. */
    private static String stty() {
        File terminal = new File("/dev/tty");
        if (!terminal.exists()) {
            return "";
        }
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(terminal)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return "";
            }
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        } catch (OutOfMemoryError e) {
            if (!OutOfMemory.isOfThreads(e)) {
                throw e;
            }
            return "";      // Java starts a thread for each process
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
