package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.random.RandomStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    /** Parts larger than the internal buffer, at offsets that are not multiples of four. */
    @Test
    void writesPartsInOrder() throws IOException {
        byte[] bytes = new byte[100_001];
        float[] floats = new float[50_000];
        RandomStream.of(1).nextBytes(bytes);
        RandomStream.of(2).fillNormal(floats, 0, 1);
        Path path = folder.resolve("a");
        WholeFile.write(path, file -> {
            file.bytes(bytes);
            file.floats(floats);
            file.bytes(bytes);
            file.floats(new float[0]);
        });
        ByteBuffer expected = ByteBuffer.allocate(2 * bytes.length + 4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
        expected.put(bytes);
        for (float value : floats) {
            expected.putFloat(value);
        }
        assertArrayEquals(expected.put(bytes).array(), Files.readAllBytes(path));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesToReplaceAPipe(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        IOException e = assertThrows(IOException.class, () -> WholeFile.write(pipe, file -> file.bytes(new byte[1])));
        assertTrue(e.getMessage().contains("is a device or a pipe"), e.getMessage());
        assertTrue(Files.exists(pipe) && !Files.isRegularFile(pipe));
    }

    @Test
    void anErrorInTheContentLeavesTheOldFile() throws IOException {
        Path path = Files.writeString(folder.resolve("a"), "old");
        String message = assertThrows(IOException.class, () -> WholeFile.write(path, file -> {
            file.bytes(new byte[100_000]);
            throw new IOException("no more");
        })).getMessage();
        assertTrue(message.startsWith(path + ": could not be written: java.io.IOException: no more"), message);
        assertEquals("old", Files.readString(path));
        assertArrayEquals(new String[] {"a"}, folder.toFile().list());
    }
}
