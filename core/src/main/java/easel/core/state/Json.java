package easel.core.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A pull parser for the subset of JSON in a safetensors header and a {@link Description}: objects, arrays, strings,
 * numbers, true and false, in strict UTF-8. The caller requests each value by its type, so the parser builds no tree
 * and is not recursive. A value of another type causes an IOException.
 */
final class Json {
    /** The most names in one object, more than any model needs. Limits the memory that malicious input can take. */
    static final int MAX_NAMES = 100_000;

    /** The largest number of integers in one setting, which holds the sizes of axes. */
    private static final int MAX_INTEGERS = 100;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final byte[] text;
    private final String source;
    private final String remedy;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int at;

    /**
     * A reader at the start of a text.
     *
     * @param text UTF-8
     * @param source the name of the text, at the start of messages
     * @param remedy what to do about a damaged text, at the end of messages
     */
    Json(byte[] text, String source, String remedy) {
        this.text = text;
        this.source = source;
        this.remedy = remedy;
    }

    /** Reads the value of one member of an object, or one element of an array. The name of an element is empty. */
    @FunctionalInterface
    interface Member {
        void read(String name) throws IOException;
    }

    /** Reads an object; the callback reads the value of each member. */
    void object(Member member) throws IOException {
        expect('{');
        if (accept('}')) {
            return;
        }
        Set<String> names = new HashSet<>();
        do {
            String name = string();
            if (!names.add(name)) {
                throw fault("the name " + MessageText.brief(name) + " occurs twice");
            }
            if (names.size() > MAX_NAMES) {
                throw fault("more than " + MAX_NAMES + " names");
            }
            expect(':');
            member.read(name);
        } while (accept(','));
        expect('}');
    }

    /** Reads an array; the callback reads each element. */
    void array(Member element) throws IOException {
        expect('[');
        if (accept(']')) {
            return;
        }
        do {
            element.read("");
        } while (accept(','));
        expect(']');
    }

    /** Reads an array of at most {@code most} integers of digits only: no sign, fraction, exponent or leading zero. */
    long[] integers(int most) throws IOException {
        long[] values = new long[most];
        int[] count = {0};
        array(element -> {
            if (count[0] == most) {
                throw fault("expected at most " + most + " numbers");
            }
            values[count[0]++] = integer();
        });
        return Arrays.copyOf(values, count[0]);
    }

    private long integer() throws IOException {
        skipSpace();
        int start = at;
        long value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            int digit = text[at++] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw fault("a number above 2^63 - 1");
            }
            value = value * 10 + digit;
        }
        boolean leadingZero = at - start > 1 && text[start] == '0';
        boolean fraction = at < text.length && (text[at] == '.' || text[at] == 'e' || text[at] == 'E');
        if (at == start || leadingZero || fraction) {
            throw fault("expected a plain non-negative integer");
        }
        return value;
    }

    /** Reads a setting of a description: a String, Boolean, Integer, finite Float or List of Integer. */
    Object value() throws IOException {
        skipSpace();
        if (at < text.length && text[at] == '[') {
            List<Object> values = new ArrayList<>();
            array(element -> {
                values.add(number(word(), true));
                if (values.size() > MAX_INTEGERS) {
                    throw fault("a setting of more than " + MAX_INTEGERS + " integers");
                }
            });
            return values;
        }
        if (at < text.length && text[at] == '"') {
            return string();
        }
        String word = word();
        return word.equals("true") || word.equals("false") ? (Object) word.equals("true") : number(word, false);
    }

    private String word() {
        skipSpace();
        int start = at;
        while (at < text.length && (Character.isLetterOrDigit(text[at]) || "+-.".indexOf(text[at]) >= 0)) {
            at++;
        }
        return new String(text, start, at - start, StandardCharsets.US_ASCII);
    }

    private Object number(String word, boolean whole) throws IOException {
        if (NUMBER.matcher(word).matches()) {
            double number = Double.parseDouble(word);
            if ((int) number == number && word.indexOf('.') < 0) {
                return (int) number;
            }
            if (!whole && Float.isFinite((float) number)) {
                return Float.valueOf(word);
            }
        }
        throw fault("expected " + (whole ? "an integer" : "text, a number, true or false"));
    }

    /** Reads a string. */
    String string() throws IOException {
        expect('"');
        StringBuilder result = new StringBuilder();
        int start = at;
        while (true) {
            byte b = next();
            if (b == '"') {
                return result.append(decoded(start, at - 1)).toString();
            } else if (b == '\\') {
                result.append(decoded(start, at - 1));
                escape(result);
                start = at;
            } else if (b >= 0 && b < ' ') {
                throw fault("a control character within a string; JSON requires an escape");
            }
        }
    }

    /** Decodes the bytes between two escapes. They are whole characters, because no escape is inside a character. */
    private CharSequence decoded(int start, int end) throws IOException {
        try {
            return utf8.decode(ByteBuffer.wrap(text, start, end - start));
        } catch (CharacterCodingException e) {
            throw fault("a string that is not valid UTF-8");
        }
    }

    private void escape(StringBuilder result) throws IOException {
        byte b = next();
        switch (b) {
            case '"', '\\', '/' -> result.append((char) b);
            case 'b' -> result.append('\b');
            case 'f' -> result.append('\f');
            case 'n' -> result.append('\n');
            case 'r' -> result.append('\r');
            case 't' -> result.append('\t');
            case 'u' -> unicode(result);
            default -> throw fault("an escape that JSON does not have");
        }
    }

    private void unicode(StringBuilder result) throws IOException {
        char first = fourDigits();
        result.append(first);
        if (Character.isHighSurrogate(first)) {
            boolean escaped = next() == '\\' && next() == 'u';
            char second = escaped ? fourDigits() : 0;
            if (!Character.isLowSurrogate(second)) {
                throw fault("an unpaired surrogate");
            }
            result.append(second);
        } else if (Character.isLowSurrogate(first)) {
            throw fault("an unpaired surrogate");
        }
    }

    private char fourDigits() throws IOException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            byte b = next();
            if (!HexFormat.isHexDigit(b)) {
                throw fault("expected four hexadecimal digits after \\u");
            }
            value = value << 4 | HexFormat.fromHexDigit(b);
        }
        return (char) value;
    }

    /** Requires that only white space follows. */
    void end() throws IOException {
        skipSpace();
        if (at < text.length) {
            throw fault("expected nothing more but found " + found());
        }
    }

    private void expect(char c) throws IOException {
        if (!accept(c)) {
            throw fault("expected " + c + " but found " + found());
        }
    }

    private boolean accept(char c) {
        skipSpace();
        boolean here = at < text.length && text[at] == c;
        if (here) {
            at++;
        }
        return here;
    }

    private void skipSpace() {
        while (at < text.length
                && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
    }

    private byte next() throws IOException {
        if (at == text.length) {
            throw fault("a string without an end");
        }
        return text[at++];
    }

    private String found() {
        if (at == text.length) {
            return "the end";
        }
        return text[at] > ' ' && text[at] < 0x7f
                ? String.valueOf((char) text[at])
                : "byte 0x" + HexFormat.of().toHexDigits(text[at]);
    }

    IOException fault(String problem) {
        return new IOException(source + ", near byte " + at + ": " + problem + ". " + remedy);
    }

    /** A JSON string in quotes. Escapes quotes, backslashes, control characters and unpaired surrogates only. */
    static String quote(String string) {
        StringBuilder quoted = new StringBuilder("\"");
        string.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                quoted.append("\\u").append(HexFormat.of().toHexDigits((char) c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
