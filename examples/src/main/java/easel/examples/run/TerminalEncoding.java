package easel.examples.run;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Replaces characters that the encoding of the terminal lacks, such as → and ×, by ASCII. */
final class TerminalEncoding {
    private static final Map<Integer, String> ASCII = Map.ofEntries(Map.entry((int) '→', "->"),
            Map.entry((int) '×', "x"), Map.entry((int) '…', "..."), Map.entry((int) '·', "*"),
            Map.entry((int) '²', "^2"), Map.entry((int) '–', "-"), Map.entry((int) '−', "-"),
            Map.entry((int) '±', "+-"), Map.entry((int) '∞', "inf"), Map.entry((int) '≤', "<="),
            Map.entry((int) '≥', ">="), Map.entry((int) 'ᵀ', "^T"), Map.entry((int) 'Σ', "sum"));

    private TerminalEncoding() {}

    /** The encoding of standard output or error, given by the name of its Java property. */
    static Charset of(String property) {
        return Stream.of(property, "sun." + property).map(System::getProperty).filter(Objects::nonNull)
                .filter(TerminalEncoding::isSupported).findFirst().map(Charset::forName)
                .orElse(Charset.defaultCharset());
    }

    private static boolean isSupported(String name) {
        try {
            return Charset.isSupported(name);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }

    /** A writer for a terminal with this encoding; the same writer if the encoding has all characters. */
    static PrintWriter writer(PrintWriter out, Charset charset) {
        return hasAll(charset) ? out : new PrintWriter(new Replacing(out, charset.newEncoder()), true);
    }

    private static boolean hasAll(Charset charset) {
        if (!charset.canEncode()) {
            return true;      // nothing is known about it
        }
        CharsetEncoder encoder = charset.newEncoder();
        return ASCII.keySet().stream().allMatch(c -> encoder.canEncode(Character.toString(c)));
    }

    /** Replaces characters in everything that the program prints to System.out from now on. */
    static void replaceInStandardOutput() {
        System.setOut(stream(System.out, of("stdout.encoding")));
    }

    /** A stream for a terminal with this encoding; the same stream if the encoding has all characters. */
    static PrintStream stream(PrintStream out, Charset charset) {
        return hasAll(charset) ? out : new ReplacingStream(out, charset);
    }

    private static String replaced(String text, CharsetEncoder encoder) {
        StringBuilder replaced = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (ASCII.containsKey(c) && !encoder.canEncode(Character.toString(c))) {
                replaced.append(ASCII.get(c));
            } else {
                replaced.appendCodePoint(c);
            }
        });
        return replaced.toString();
    }

    /** All methods of PrintStream that print text call one of these four. */
    private static final class ReplacingStream extends PrintStream {
        private final CharsetEncoder encoder;

        ReplacingStream(PrintStream out, Charset charset) {
            super(out, true, charset);
            encoder = charset.newEncoder();
        }

        @Override
        public void print(String text) {
            super.print(replaced(String.valueOf(text), encoder));
        }

        @Override
        public void print(Object value) {
            print(String.valueOf(value));
        }

        @Override
        public void print(char c) {
            print(String.valueOf(c));
        }

        @Override
        public void print(char[] text) {
            print(String.valueOf(text));
        }
    }

    private static final class Replacing extends Writer {
        private final PrintWriter out;
        private final CharsetEncoder encoder;

        Replacing(PrintWriter out, CharsetEncoder encoder) {
            this.out = out;
            this.encoder = encoder;
        }

        @Override
        public void write(char[] text, int offset, int count) {
            out.write(replaced(new String(text, offset, count), encoder));
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
}
