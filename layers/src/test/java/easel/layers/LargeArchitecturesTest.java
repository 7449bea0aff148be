package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** An architecture of many or deeply nested layers is built, or refused with a short message. */
@Timeout(60)
class LargeArchitecturesTest {
    private static final String START = "{'version':1,'type':'Sequential','input':[4],'layers':[";
    private static final String IDENTITY = "{'type':'Identity'}";

    static final List<Arguments> REFUSED = List.of(
            Arguments.of(START + IDENTITY + ("," + IDENTITY).repeat(2_000_000) + "]}", "more than 10000 layers"),
            Arguments.of(START + "{'type':'Sequential','input':[4],'layers':[".repeat(2_000_000), "100 deep"),
            Arguments.of(START + dense("") + ("," + dense("")).repeat(9_000) + "]}",
                    "18002 of the tensors do not fit: \"0.weight\" (4, 4) is missing"),
            Arguments.of(START + "{'type':'Concatenate','layers':[" + (IDENTITY + ",").repeat(5_000)
                    + "{'type':'UpSampling2D','factors':[2, 2]}]}]}", "layer 0, branch 5000, UpSampling2D"),
            Arguments.of(START + "{'type':'Concatenate','layers':[" + (IDENTITY + ",").repeat(5_000)
                    + "{'type':'Reshape','shape':[2, 2]}]}]}", "layer 0, Concatenate("),
            Arguments.of(START + "{'type':'Concatenate','layers':[".repeat(98) + dense("ü") + "]}".repeat(99),
                    "layer 0, layer 0"),
            Arguments.of(START + "{'type':'Residual','layers':[".repeat(98)
                    + "{'type':'Reshape','shape':[2, 2]}" + "]}".repeat(99), "layer 0, Residual("),
            Arguments.of(START + "{'type':'Dense','in':[" + "1,".repeat(99) + "1],'out':4,'bias':true}]}",
                    "layer 0, \"Dense\": setting \"in\" must be an integer but is [1, 1"),
            Arguments.of(START + "{'type':'Reshape','shape':[" + "2147483647,".repeat(99) + "1]}]}", "layer 0, "));

    private static String dense(String suffix) {
        return "{'type':'Dense" + suffix + "','in':4,'out':4,'bias':true}";
    }

    private static State state(String architecture) {
        return State.builder().string("format", "easel")
                .string("architecture", architecture.replace('\'', '"')).build();
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void isRefusedWithAShortMessage(String architecture, String part) {
        State state = state(architecture);
        String message = assertThrows(IllegalArgumentException.class, () -> Models.network(state)).getMessage();
        assertTrue(message.contains(part), message);
        assertTrue(message.length() < 2_500, message.length() + " characters: " + message);
    }

    @Test
    void thousandsOfLayersAreBuilt() {
        Sequential network = Models.network(state(START + IDENTITY + ("," + IDENTITY).repeat(9_998) + "]}"));
        assertEquals(9_999, network.layers().size());
        Sequential deep = Models.network(state(START + "{'type':'Residual','layers':[".repeat(98) + IDENTITY
                + "]}".repeat(99)));
        assertEquals(Shape.of(1, 4), deep.infer(Tensor.zeros(Shape.of(1, 4))).shape());
    }
}
