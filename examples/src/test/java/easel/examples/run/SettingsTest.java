package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.kernels.Parallel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.OptionSpec;

class SettingsTest {
    private static final Pattern TOKEN = Pattern.compile("\\s*([{}:,]|null|true|false"
            + "|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
            + "|\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\]|\\\\u[0-9a-f]{4})*\")\\s*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-f]{4})|.)");

    private static Settings settings(Object data) {
        CommandSpec spec = CommandSpec.create()
                .addOption(option("--seed", 7L))
                .addOption(option("--learning-rate", 2e-4f))
                .addOption(option("--flip", true))
                .addOption(option("--patience", null))
                .addOption(option("--data", data))
                .addOption(OptionSpec.builder("--help").usageHelp(true).build());
        return new Settings("small", spec, "8 images", 3, 10);
    }

    static OptionSpec option(String name, Object value) {
        return OptionSpec.builder(name).getter(new IGetter() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> T get() {
                return (T) value;
            }
        }).build();
    }

    /** A strict JSON parser for nested objects of numbers, strings, true, false and null. */
    private static Map<String, Object> parsed(String json) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(json);
        int at = 0;
        for (; token.find() && token.start() == at; at = token.end()) {
            tokens.add(token.group(1));
        }
        assertEquals(json.length(), at, () -> "not JSON: " + json);
        Map<String, Object> result = object(tokens);
        assertEquals(List.of(), tokens);
        return result;
    }

    private static Map<String, Object> object(List<String> tokens) {
        Map<String, Object> members = new LinkedHashMap<>();
        assertEquals("{", tokens.remove(0));
        do {
            String name = text(tokens.remove(0));
            assertEquals(":", tokens.remove(0));
            assertTrue(!members.containsKey(name), name);
            String first = tokens.get(0);
            members.put(name, first.equals("{") ? object(tokens)
                    : first.startsWith("\"") ? text(tokens.remove(0)) : number(tokens.remove(0)));
        } while (tokens.get(0).equals(",") && tokens.remove(0) != null);
        assertEquals("}", tokens.remove(0));
        return members;
    }

    private static String text(String quoted) {
        return ESCAPE.matcher(quoted.substring(1, quoted.length() - 1)).replaceAll(escape ->
                Matcher.quoteReplacement(escape.group(2) == null ? escape.group(1)
                        : String.valueOf((char) Integer.parseInt(escape.group(2), 16))));
    }

    private static Object number(String word) {
        return switch (word) {
            case "null" -> null;
            case "true", "false" -> word.equals("true");
            default -> Double.valueOf(word);
        };
    }

    @Test
    void settingsHoldOptionsAndPlatform() {
        Map<String, Object> read = parsed(settings(Path.of("a")).json());
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("--seed", 7.0);
        options.put("--learning-rate", 2e-4);
        options.put("--flip", true);
        options.put("--patience", null);
        options.put("--data", "a");
        assertEquals(options, read.get("options"));
        assertEquals("small", read.get("program"));
        assertEquals(7.0, read.get("seed"));
        assertEquals("8 images", read.get("data"));
        assertTrue(read.get("java").toString().startsWith(System.getProperty("java.version") + ", "));
        assertEquals((double) Parallel.threads(), read.get("threads"));
        assertEquals("vector".equals(read.get("kernel")), read.get("vector_api"));
        assertEquals(3.0, read.get("resumed_after_step"));
        assertTrue(read.get("easel").toString().matches("[0-9]+\\.[0-9]+\\..*"));
        assertNull(read.get("end"));
    }

    @Test
    void endAddsToTheSettingsOfTheStart() {
        Settings settings = settings("");
        Map<String, Object> before = parsed(settings.json());
        settings.end("complete", 10);
        Map<String, Object> after = parsed(settings.json());
        assertEquals(List.copyOf(before.keySet()), List.copyOf(after.keySet()));
        assertEquals("complete", after.get("end"));
        assertEquals(10.0, after.get("steps_done"));
        assertTrue((double) after.get("seconds") >= 0);
        assertTrue(!Instant.parse(after.get("ended").toString()).isBefore(
                Instant.parse(before.get("started").toString())));
        assertTrue(after.get("started").toString().endsWith("Z"));
    }

    @Test
    void anyStringIsValidJson() {
        String text = "C:\\new \"x\" \n\t\u0000\u001f / \u00fc \u4e2d " + "\ud83d\ude00";
        assertEquals(text, ((Map<?, ?>) parsed(settings(text).json()).get("options")).get("--data"));
    }

    @Test
    void layoutAndEscapesAreFixedByteForByte() {
        String json = settings("C:\\a/\"b\" <i>&amp; 'c' = \b\t\n\u000b\f\r\u0000\u001f"
                + "\u007f\u0085\u00fc\u4e2d\u2028\u2029\\n \ud83d\ude00 \ud83d").json();
        String expected = """
                {
                  "program": "small",
                  "options": {
                    "--seed": 7,
                    "--learning-rate": 2.0E-4,
                    "--flip": true,
                    "--patience": null,
                    "--data": "C:\\\\a/\\"b\\" <i>&amp; 'c' = CONTROLSPLAIN\\\\n SURROGATES"
                  },
                  "seed": 7,
                  "data": "8 images",
                """
                .replace("CONTROLS", "\\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u0000\\u001f")
                .replace("PLAIN", "\u007f\u0085\u00fc\u4e2d\u2028\u2029")
                .replace("SURROGATES", "\\ud83d\\ude00 \\ud83d");
        assertEquals(expected, json.substring(0, Math.min(expected.length(), json.length())));
        assertTrue(json.endsWith(",\n  \"seconds\": null,\n  \"ended\": null,\n  \"end\": null\n}\n"), json);
    }

    /** Quotes and backslashes have short escapes, control characters and surrogates have long ones, all others none. */
    @Test
    void everyCharacterIsEscapedByTheSameRule() {
        for (int block = 0; block < 256; block++) {
            StringBuilder text = new StringBuilder();
            StringBuilder expected = new StringBuilder("\"--data\": \"");
            for (int c = 256 * block; c < 256 * (block + 1); c++) {
                text.append((char) c);
                expected.append(c == '"' || c == '\\' ? "\\" + (char) c
                        : c < ' ' || Character.isSurrogate((char) c) ? String.format("\\u%04x", c)
                        : Character.toString(c));
            }
            assertTrue(settings(text).json().contains(expected + "\"\n"), "a character from U+%02x00".formatted(block));
        }
    }
}
