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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void writesTheFileThatALinkNames() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = Files.writeString(inner.resolve("file"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("inner", "second"));
        Files.createSymbolicLink(inner.resolve("second"), Path.of("file"));
        WholeFile.write(link, whole -> whole.bytes(new byte[] {'n', 'e', 'w'}));
        assertEquals("new", Files.readString(file));
        assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(inner.resolve("second")));

        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), inner.resolve("absent"));
        WholeFile.write(dangling, whole -> whole.bytes(new byte[1]));
        assertEquals(1, Files.size(inner.resolve("absent")));

        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        String message = assertThrows(IOException.class, () -> WholeFile.write(circle, whole -> {})).getMessage();
        assertEquals(circle + ": is a symbolic link that leads to itself; name a file to write", message);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void keepsThePermissionsOfTheReplacedFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        for (String permissions : List.of("rw-------", "rw-rw-rw-", "r--r-----", "rwxr-x--x")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            WholeFile.write(file, whole -> whole.bytes(new byte[1]));
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void anInterruptedThreadIsNamedAsTheReason() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "an old file");
        Thread.currentThread().interrupt();
        String written = assertThrows(IOException.class, () -> WholeFile.write(file, whole -> whole.bytes(new byte[1])))
                .getMessage();
        assertTrue(Thread.interrupted());
        assertEquals(file + ": the thread was interrupted while it wrote the file; clear the thread's interrupt status"
                + " and write the file again", written);
        assertEquals("an old file", Files.readString(file));
        Thread.currentThread().interrupt();
        String read = assertThrows(IOException.class, () -> Safetensors.read(file)).getMessage();
        assertTrue(Thread.interrupted());
        assertEquals(file + ": the thread was interrupted while it read the file; clear the thread's interrupt status"
                + " and read the file again", read);
        assertArrayEquals(new String[] {"file"}, folder.toFile().list());
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
