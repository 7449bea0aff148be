package easel.examples.commands;

import static easel.examples.Execution.easel;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.examples.Execution;
import easel.testkit.JavaProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other libraries, and files whose strings try to control the terminal. */
class ForeignFilesTest extends CommandFixture {
    /** Escape, bell, carriage return, line break, delete, C1 control, right-to-left override, line separator. */
    private static final String CONTROLS = "\u001b[31m\u0007\r\n\u007f\u009b2J\u202e\u2028";
    private static final String ESCAPED =
            "\\u001b[31m\\u0007\\u000d\\u000a\\u007f\\u009b2J\\u202e\\u2028";

    private Path write(String name, String json, long dataBytes) throws IOException {
        Path path = folder.resolve(name);
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
            file.write(header);
            file.setLength(Long.BYTES + header.length + dataBytes);      // sparse: takes no space on most disks
        }
        return path;
    }

    private static String tensor(String name, String type, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"F64 8", "F32 4", "F16 2", "BF16 2", "F8_E4M3 1", "F8_E5M2 1", "I64 8", "I32 4", "I16 2",
        "I8 1", "U64 8", "U32 4", "U16 2", "U8 1", "BOOL 1"})
    void infoListsEveryElementType(String typeAndBytes) throws IOException {
        String type = typeAndBytes.split(" ")[0];
        int bytes = Integer.parseInt(typeAndBytes.split(" ")[1]);
        Path file = write("a.safetensors", "{" + tensor("single", type, "[]", 0, bytes) + ","
                + tensor("matrix", type, "[2,3]", bytes, 7 * bytes) + ","
                + tensor("empty", type, "[0,4]", 7 * bytes, 7 * bytes) + "}", 7 * bytes);
        List<String> lines = succeed("info", file).lines().toList();
        assertTrue(lines.get(1).endsWith(" bytes; 3 tensors of 7 numbers"), lines.get(1));
        assertEquals(List.of("single " + type + " ()", "matrix " + type + " (2, 3)", "empty " + type + " (0, 4)"),
                lines.subList(3, 6));
    }

    @Test
    void infoReadsOnlyTheHeaderOfALargeFile() throws IOException, InterruptedException {
        long bytes = 1L << 31;
        Path file = write("large.safetensors", "{" + tensor("w", "F32", "[16384,32768]", 0, bytes) + "}", bytes);
        ProcessBuilder info = JavaProcess.of(JavaProcess.FIRST_COMPILER, "-Xmx64m", "easel.examples.Easel", "info",
                file.toString());
        List<String> lines = JavaProcess.run(info).expectSuccess().lines().toList();
        assertTrue(lines.contains("w F32 (16384, 32768)"), lines.toString());
        assertTrue(lines.get(1).endsWith("1 tensors of 536,870,912 numbers"), lines.get(1));
    }

    @Test
    void infoPrintsNoControlCharacters() throws IOException {
        Path file = folder.resolve("controls.safetensors");
        Safetensors.write(State.builder().string("by" + CONTROLS, "value" + CONTROLS)
                .tensor("w" + CONTROLS, Tensor.zeros(Shape.of(2))).build(), file);
        String out = succeed("info", file);
        assertHarmless(out);
        List<String> lines = out.lines().toList();
        assertEquals(List.of("by" + ESCAPED + " = value" + ESCAPED, "w" + ESCAPED + " F32 (2)"), lines.subList(3, 5));
    }

    @Test
    void infoPrintsNoControlCharactersOfACheckpoint() throws IOException {
        Path checkpoint = run().resolve("checkpoint-000000.safetensors");
        State.Builder changed = State.builder();
        State state = Safetensors.read(checkpoint);
        state.tensors().forEach(changed::tensor);
        state.strings().forEach((name, value) -> changed.string(name,
                name.startsWith("run.") || name.endsWith("library_version") ? value + CONTROLS : value));
        Safetensors.write(changed.build(), checkpoint);
        for (Object[] args : new Object[][] {{"info", run(checkpoint)}, {"info", checkpoint, "--all"},
            {"resume", checkpoint.getParent()}}) {
            Execution execution = easel(args);
            assertHarmless(execution.out());
            assertHarmless(execution.err());
            assertTrue((execution.out() + execution.err()).contains("tiny" + ESCAPED), execution.err());
        }
    }

    private static Path run(Path checkpoint) {
        return checkpoint.getParent();
    }

    @Test
    void messagesPrintNoControlCharactersOfFileNames() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Path broken = Files.writeString(pictures.resolve("a\u001b]0;title\u0007\r.png"), "no picture");
        Object[] train = {"train", "vanilla-sgd-mnist", "--data", pictures, "--size", "4x4", "--steps", 1, "--out",
            folder.resolve("runs")};
        for (Execution execution : List.of(easel(train), easel("info", broken), easel("sample", broken),
                easel(with(new String[] {"--skip-broken"}, train)))) {
            assertHarmless(execution.out());
            assertHarmless(execution.err());
            assertTrue((execution.out() + execution.err()).contains("a\\u001b]0;title\\u0007\\u000d.png"),
                    execution.err());
            assertFalse(execution.err().contains("Exception"), execution.err());
        }
    }

    private static void assertHarmless(String text) {
        assertTrue(text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)
                && Character.getType(c) != Character.FORMAT && c != '\u2028'), text);
    }
}
