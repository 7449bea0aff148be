package easel.examples.run;

import java.io.PrintWriter;
import java.io.Writer;

/** Passes text on to a terminal or a file, without the characters that could control the terminal. */
final class TerminalWriter extends Writer {
    private final PrintWriter out;

    TerminalWriter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(char[] text, int offset, int count) {
        out.write(TerminalText.lines(new String(text, offset, count)));
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }
}
