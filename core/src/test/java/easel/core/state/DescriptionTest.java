package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionTest {
    private static final Description NETWORK = Description.of("Sequential").with("input", new int[] {2, 3})
            .withLayers(List.of(Description.of("Dense").with("in", 2).with("out", 8).with("bias", false),
                    Description.of("LeakyReLU").with("slope", 0.2f).with("note", "a \"b\"\\\n\u00e9"),
                    Description.of("Sequential").withLayers(List.of(Description.of("ReLU")))));

    private static final String JSON = "{\"version\":1,\"type\":\"Sequential\",\"input\":[2, 3],\"layers\":["
            + "{\"type\":\"Dense\",\"in\":2,\"out\":8,\"bias\":false},"
            + "{\"type\":\"LeakyReLU\",\"slope\":0.2,\"note\":\"a \\\"b\\\"\\\\\\u000a\u00e9\"},"
            + "{\"type\":\"Sequential\",\"layers\":[{\"type\":\"ReLU\"}]}]}";

    @Test
    void writesThisJsonAndReadsIt() {
        assertEquals(JSON, NETWORK.toString());
        assertEquals(NETWORK, Description.parse(JSON));
    }

    @Test
    void acceptsAnyOrderAndWhiteSpace() {
        assertEquals(NETWORK.layers().get(0), Description.parse(
                " { \"in\" : 2 ,\n\"out\":8,\"bias\"\t:false,\"type\":\"Dense\",\"layers\":[ ],\"version\": 1 } "));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, 1, 0.1f, 1e-5f, 1.1754944e-38f, Float.MIN_VALUE, Float.MAX_VALUE, -3.5e10f})
    void numbersKeepEveryBit(float number) {
        Description read = Description.parse(Description.of("X").with("number", number).toString());
        assertEquals(Float.floatToRawIntBits(number), Float.floatToRawIntBits(read.number("number")));
    }

    @Test
    void settingsAreReadByType() {
        Description d = Description.parse("{\"version\":1,\"type\":\"X\",\"int\":-7,\"ints\":[3,-4],\"none\":[],"
                + "\"flag\":true,\"number\":1.5E-3,\"whole\":2,\"text\":\"same\"}");
        assertEquals(-7, d.integer("int"));
        assertArrayEquals(new int[] {3, -4}, d.integers("ints", 2));
        assertArrayEquals(new int[0], d.integers("none", 0));
        assertTrue(d.flag("flag"));
        assertEquals(1.5e-3f, d.number("number"));
        assertEquals(2, d.number("whole"));
        assertEquals("same", d.settings().get("text"));
        assertEquals(List.of("int", "ints", "none", "flag", "number", "whole", "text"),
                List.copyOf(d.settings().keySet()));
    }

    @Test
    void theErrorForASettingOfAnotherTypeShowsItsValue() {
        Description d = Description.of("X").with("a", 1).with("b", new int[] {1, 2}).with("c", "many\n");
        assertMessage("\"X\": setting \"d\" must be an integer but is missing", () -> d.integer("d"));
        assertMessage("\"X\": setting \"c\" must be a number but is \"many\\u000a\"", () -> d.number("c"));
        assertMessage("\"X\": setting \"a\" must be true or false but is 1", () -> d.flag("a"));
        assertMessage("\"X\": setting \"a\" must be a list of 2 integers but is 1", () -> d.integers("a", 2));
        assertMessage("\"X\": setting \"b\" must be a list of 3 integers but is [1, 2]", () -> d.integers("b", 3));
    }

    @Test
    void copiesItsSettingsAndLayers() {
        Map<String, Object> settings = new HashMap<>(Map.of("a", 1));
        List<Description> layers = new ArrayList<>(List.of(Description.of("ReLU")));
        Description d = new Description("X", settings, layers);
        settings.put("b", 2);
        layers.clear();
        assertEquals(Description.of("X").with("a", 1).withLayers(List.of(Description.of("ReLU"))), d);
        assertThrows(UnsupportedOperationException.class, () -> d.settings().put("b", 2));
        assertFalse(d.with("b", 2).equals(d));
    }

    static List<Arguments> damaged() {
        return List.of(
                arguments("", "architecture, near byte 0: expected { but found the end. The architecture is damaged;"
                        + " save the model again."),
                arguments("{}", "a layer without a type."),
                arguments("{'type':'X'}", "the outermost layer has no version"),
                arguments("{'version':1}", "a layer without a type"),
                arguments("{'version':1,'type':3}", "a layer without a type"),
                arguments("{'version':2,'type':{'new':'form'}}",
                        "architecture version 2: this Easel version reads only version 1. Use the Easel version that"
                                + " wrote it"),
                arguments("{'version':'1','type':'X'}",
                        "architecture version \"1\": this Easel version reads only version 1"),
                arguments("{'version':1,'type':'X'}x", "expected nothing more but found x"),
                arguments("{'version':1,'type':'X','layers':{}}", "expected [ but found {"),
                arguments("{'version':1,'type':'X','layers':[{}]}", "a layer without a type"),
                arguments("{'version':1,'type':'X','layers':[{'type':'Y','version':2}]}", "architecture version 2"),
                arguments("{'version':1,'type':'X','a':1,'a':2}", "\"a\" occurs twice"),
                arguments("{'version':1,'type':'X','a':null}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':{}}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':tru}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':trueish}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':01}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':.5}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':1e}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':+1}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':1e99}", "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':[2147483648]}", "expected an integer"),
                arguments("{'version':1,'type':'X','a':" + "9".repeat(100_000) + "}",
                        "expected text, a number, true or false"),
                arguments("{'version':1,'type':'X','a':[1.5]}", "expected an integer"),
                arguments("{'version':1,'type':'X','a':[[1]]}", "expected an integer"),
                arguments("{'version':1,'type':'X','a':[0" + ",0".repeat(2_000_000) + "]}",
                        "a setting of more than 100 integers"),
                arguments("{'version':1,'type':'X','a" + "b".repeat(2_000_000) + "'", "expected : but found the end"),
                arguments("{'version':1,'type':'X" + "b".repeat(2_000_000), "a string without an end"),
                arguments("{'version':1,'type':'X','layers':[{'type':'X'}" + ",{'type':'X'}".repeat(2_000_000) + "]}",
                        "more than 10000 layers"),
                arguments("{'version':1,'type':'X','layers':[{'type':'Y','layers':[{'type':'X'}"
                        + ",{'type':'X'}".repeat(5_000) + "]},{'type':'Y','layers':[{'type':'X'}"
                        + ",{'type':'X'}".repeat(5_000) + "]}]}", "more than 10000 layers"),
                arguments("{'version':1,'type':'X'" + ",'layers':[{'type':'X'".repeat(2_000_000), "more than 100 deep"),
                arguments("{'version':1,'type':'X'" + ",'layers':[{'type':'X'".repeat(100), "more than 100 deep"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void refusesDamagedJson(String json, String part) {
        assertMessage(part, () -> Description.parse(json.replace('\'', '"')));
    }

    private static void assertMessage(String part, Runnable wrong) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, wrong::run);
        assertTrue(e.getMessage().contains(part) && e.getMessage().length() < 300, e.getMessage());
    }
}
