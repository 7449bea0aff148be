package easel.examples.run;

import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * Prints the log records of the library, such as a warning at the start of a training, on standard error: one line for
 * each record. A configuration of java.util.logging on the command line replaces it.
 */
final class LibraryLog extends Handler {
    private static final Logger LIBRARY = Logger.getLogger("easel");

    private final PrintWriter err;

    private LibraryLog(PrintWriter err) {
        this.err = err;
        setFormatter(new SimpleFormatter());      // inserts the parameters of a record
    }

    /** Starts to print, unless an outer program prints the records or logging is configured. */
    static LibraryLog to(PrintWriter err) {
        LibraryLog log = new LibraryLog(err);
        boolean isConfigured = Stream.of("file", "class")
                .anyMatch(key -> System.getProperty("java.util.logging.config." + key) != null);
        if (LIBRARY.getUseParentHandlers() && !isConfigured) {
            LIBRARY.addHandler(log);
            LIBRARY.setUseParentHandlers(false);
        }
        return log;
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            err.println((record.getLevel().intValue() >= Level.WARNING.intValue() ? "Warning: " : "INFO: ")
                    + TerminalText.line(getFormatter().formatMessage(record)));
        }
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        if (Stream.of(LIBRARY.getHandlers()).anyMatch(handler -> handler == this)) {
            LIBRARY.removeHandler(this);
            LIBRARY.setUseParentHandlers(true);
        }
    }
}
