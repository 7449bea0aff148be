package easel.examples.run;

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
        if (!charset.canEncode()) {
            return out;
        }
        CharsetEncoder encoder = charset.newEncoder();
        boolean hasAll = ASCII.keySet().stream().allMatch(c -> encoder.canEncode(Character.toString(c)));
        return hasAll ? out : new PrintWriter(new Replacing(out, encoder), true);
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
            StringBuilder replaced = new StringBuilder();
            new String(text, offset, count).codePoints().forEach(c -> {
                if (ASCII.containsKey(c) && !encoder.canEncode(Character.toString(c))) {
                    replaced.append(ASCII.get(c));
                } else {
                    replaced.appendCodePoint(c);
                }
            });
            out.write(replaced.toString());
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
