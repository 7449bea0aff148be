package easel.core.state;

import static easel.core.state.SafetensorsFiles.assertRefused;
import static easel.core.state.SafetensorsFiles.file;
import static easel.core.state.SafetensorsFiles.member;
import static easel.core.state.SafetensorsFiles.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers that are damaged, malicious or outside the format. */
class SafetensorsHeaderTest {
    @TempDir
    private Path folder;

    /** For each case: the header (' means "), the number of bytes of data, and a part of the message. */
    static List<Arguments> badHeaders() {
        return List.of(
                // Not one flat object.
                arguments("", 0, "does not begin with {"),
                arguments(" {}", 0, "does not begin with {"),
                arguments("[]", 0, "does not begin with {"),
                arguments("\ufeff{}", 0, "does not begin with {"),
                arguments("{", 0, "expected \" but found the end"),
                arguments("{'a'", 0, "expected : but found the end"),
                arguments("{'a", 0, "header, near byte 3: a string without an end. The file is damaged or not"
                        + " safetensors; copy it or write it again."),
                arguments("{}{}", 0, "expected nothing more but found {"),
                arguments("{}\0", 0, "expected nothing more but found byte 0x00"),
                arguments("{},", 0, "expected nothing more but found ,"),
                arguments("{,}", 0, "expected \" but found ,"),
                arguments("{a:1}", 0, "expected \" but found a"),
                arguments("{'w':1}", 0, "expected { but found 1"),
                arguments("{'w':null}", 0, "expected { but found n"),
                arguments("{'w':" + "[".repeat(100_000), 0, "expected { but found ["),
                arguments("{'w':".repeat(100_000), 0, "tensor \"w\" has \"w\", which the format does not define"),
                arguments(tensor("'F32'", "[1]", "[0,4]").replace("}}", "},}"), 4, "expected \" but found }"),
                arguments(tensor("'F32'", "[1]", "[0,4]").replace(":[1]", " [1]"), 4, "expected : but found ["),
                // Names.
                arguments("{" + member("w", "[0,4]") + "," + member("w", "[4,8]") + "}", 8, "\"w\" occurs twice"),
                arguments("{" + member("w", "[0,4]") + "," + member("\\u0077", "[4,8]") + "}", 8, "\"w\" occurs twice"),
                arguments("{'__metadata__':{},'__metadata__':{}}", 0, "\"__metadata__\" occurs twice"),
                arguments("{'__metadata__':{'a':'1','a':'2'}}", 0, "\"a\" occurs twice"),
                arguments("{'__metadata__':null}", 0, "expected { but found n"),
                arguments("{'__metadata__':{'a':1}}", 0, "expected \" but found 1"),
                arguments("{'__metadata__':{'a':{'b':'c'}}}", 0, "expected \" but found {"),
                arguments("{'w':{'dtype':'F32','dtype':'F32'}}", 0, "\"dtype\" occurs twice"),
                arguments("{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}", 4, "tensor \"w\" has \"x\""),
                arguments("{'w':{}}", 0, "tensor \"w\" must have dtype, shape and data_offsets"),
                arguments("{'w':{'dtype':'F32','shape':[1]}}", 0, "tensor \"w\" must have dtype, shape and"),
                arguments("{'w':{'dtype':'F32','data_offsets':[0,4]}}", 4, "tensor \"w\" must have dtype, shape and"),
                arguments("{'w':{'shape':[1],'data_offsets':[0,4]}}", 4, "tensor \"w\" must have dtype, shape and"),
                // Strings.
                arguments("{'a\nb':{}}", 0, "a control character within a string"),
                arguments("{'\\x41':{}}", 0, "an escape that JSON does not have"),
                arguments("{'\\u00g0':{}}", 0, "expected four hexadecimal digits"),
                arguments("{'\\u00", 0, "a string without an end"),
                arguments("{'\\ud83c':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\ud83cx':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\ud83c\\n':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\ud83c\\u0041':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\udfa8':{}}", 0, "an unpaired surrogate"),
                // Numbers.
                arguments(tensor("'F32'", "[-1]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[+1]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1.0]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1e0]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1E0]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[01]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1]", "[00,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "['1']", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[[1]]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1,]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[NaN]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1 1]", "[0,4]"), 4, "expected ] but found 1"),
                arguments(tensor("'F32'", "1", "[0,4]"), 4, "expected [ but found 1"),
                arguments(tensor("'F32'", "[1]", "[0,9223372036854775808]"), 4, "a number above 2^63 - 1"),
                arguments(tensor("'F32'", "[1]", "[0," + "9".repeat(9999) + "]"), 4, "a number above 2^63 - 1"),
                // Types and shapes.
                arguments(tensor("1", "[1]", "[0,4]"), 4, "expected \" but found 1"),
                arguments(tensor("'F32'", "[3,0]", "[0,4]"), 4, "is F32 [3, 0], which takes 0 bytes, but its"),
                arguments(tensor("'F16'", "[1]", "[0,4]"), 4, "is F16 [1], which takes 2 bytes, but its"),
                arguments(tensor("'\\u001b'", "[1]", "[4,0]"), 4, "is \"\\u001b\" [1], but its data_offsets are 4 and"),
                arguments(tensor("'F32'", "[1000000,1000000]", "[0,4]"), 4, "tensor \"w\" is F32 [1000000, 1000000]"),
                arguments(tensor("'F32'", "[4294967296,4294967296]", "[0,0]"), 0, "more elements than any file has"),
                arguments(tensor("'F32'", "[9223372036854775807]", "[0,4]"), 4, "more elements than any file has"),
                arguments(tensor("'F32'", "[1" + ",1".repeat(64) + "]", "[0,4]"), 4, "expected at most 64 numbers"),
                // Offsets.
                arguments(tensor("'F32'", "[1]", "[]"), 4, "tensor \"w\" has data_offsets []; expected two"),
                arguments(tensor("'F32'", "[1]", "[4]"), 4, "tensor \"w\" has data_offsets [4]; expected two"),
                arguments(tensor("'F32'", "[1]", "[0,4,8]"), 4, "expected at most 2 numbers"),
                arguments(tensor("'F32'", "[1]", "[4,0]"), 4, "takes 4 bytes, but its data_offsets are 4 and 0"),
                arguments(tensor("'F32'", "[1]", "[0,0]"), 0, "takes 4 bytes, but its data_offsets are 0 and 0"),
                arguments(tensor("'F32'", "[2]", "[0,4]"), 4, "takes 8 bytes, but its data_offsets are 0 and 4"),
                arguments(tensor("'F32'", "[1]", "[0,8]"), 8, "takes 4 bytes, but its data_offsets are 0 and 8"),
                arguments(tensor("'F32'", "[2147483639]", "[0,8589934556]"), 4, "the file has only 4. Was it cut off"),
                arguments(tensor("'F32'", "[1]", "[9223372036854775803,9223372036854775807]"), 4, "has only 4. Was it"),
                arguments(tensor("'F32'", "[1]", "[0,4]"), 3, "ends at byte 4 of the data, but the file has only 3"),
                arguments(tensor("'F32'", "[1]", "[0,4]"), 5, "1 bytes follow the last tensor"),
                arguments("{}", 1, "1 bytes follow the last tensor"),
                arguments(tensor("'F32'", "[1]", "[4,8]"), 8, "tensor \"w\" begins at byte 4 of the data, but"),
                arguments("{" + member("w", "[0,4]") + "," + member("b", "[8,12]") + "}", 12, "there is a gap"),
                arguments("{" + member("w", "[0,4]") + "," + member("b", "[2,6]") + "}", 6, "there is an overlap"),
                arguments("{" + member("w", "[0,4]") + "," + member("b", "[0,4]") + "}", 4, "there is an overlap"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("badHeaders")
    void refusesABadHeader(String header, int dataBytes, String part) throws IOException {
        assertRefused(part, file(header, dataBytes), folder);
    }

    @Test
    void refusesInvalidUtf8() throws IOException {
        byte[][] invalid = {{(byte) 0xff}, {(byte) 0x80}, {(byte) 0xc3}, {(byte) 0xc0, (byte) 0x80},
                {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                {(byte) 0xe2, (byte) 0x80, '\\', 'n'}};
        for (byte[] bytes : invalid) {
            byte[] file = file("{'__metadata__':{'a':'" + "#".repeat(bytes.length) + "'}}", 0);
            System.arraycopy(bytes, 0, file, 8 + 22, bytes.length);
            assertRefused("a string that is not valid UTF-8", file, folder);
        }
        byte[] outside = file("{#}", 0);
        outside[9] = (byte) 0xa0;
        assertRefused("expected \" but found byte 0xa0", outside, folder);
    }

    @Test
    void refusesMoreNamesThanTheLimit() throws IOException {
        StringBuilder strings = new StringBuilder("{'__metadata__':{'1':''");
        for (int i = 2; i <= 100_000; i++) {
            strings.append(",'").append(i).append("':''");
        }
        State most = Safetensors.read(file(strings + "}}", 0), "most");
        assertEquals(100_000, most.strings().size());
        assertRefused("more than 100000 names", file(strings + ",'':''}}", 0), folder);
    }
}
