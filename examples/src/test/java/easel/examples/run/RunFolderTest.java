package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.UnlockableChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    Path parent;

    @Test
    void foldersAreNumberedInOrder() throws IOException {
        Path runs = parent.resolve("not/yet/there");
        assertEquals(runs.resolve("small-001"), RunFolder.create(runs, "small").path());
        assertEquals(runs.resolve("small-002"), RunFolder.create(runs, "small").path());
        assertEquals(runs.resolve("large-001"), RunFolder.create(runs, "large").path());
        assertTrue(Files.isDirectory(runs.resolve("small-002")));
    }

    @Test
    void existingFileWithTheNameOfTheFolderIsKept() throws IOException {
        Path taken = Files.writeString(parent.resolve("small-001"), "mine");
        assertEquals(parent.resolve("small-002"), RunFolder.create(parent, "small").path());
        assertEquals("mine", Files.readString(taken));
    }

    @Test
    void concurrentRunsGetDifferentFolders() throws Exception {
        int runs = 16;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        try {
            List<Future<Path>> created = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                created.add(threads.submit(() -> {
                    start.await();
                    return RunFolder.create(parent.resolve("runs"), "small").path();
                }));
            }
            start.countDown();
            Set<Path> distinct = new HashSet<>();
            for (Future<Path> path : created) {
                distinct.add(path.get());
            }
            assertEquals(runs, distinct.size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void fileInsteadOfTheParentIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "mine");
        String direct = assertThrows(IOException.class, () -> RunFolder.create(file, "small")).getMessage();
        assertTrue(direct.contains(file + ": it is a file") && direct.contains("--out"), direct);
        String below = assertThrows(IOException.class, () -> RunFolder.create(file.resolve("x"), "small")).getMessage();
        assertTrue(below.contains(file.resolve("x").toString()) && below.contains("--out"), below);
    }

    @Test
    void secondLockIsRefused() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        try (Closeable first = folder.lock(warnings::add)) {
            assertNotNull(first);
            String message = assertThrows(IOException.class, () -> folder.lock(warnings::add)).getMessage();
            assertTrue(message.startsWith("cannot train in " + folder + ": another process trains in it."), message);
        }
        folder.lock(warnings::add).close();
        assertEquals(List.of(), folder.files(), "the lock's file is hidden");
        assertEquals(List.of(), warnings);
    }

    @Test
    void fileSystemWithoutLocksGivesOneLine() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        assertTrue(folder.isFree(new UnlockableChannel(), warnings::add));
        assertEquals(List.of("The file system of " + folder + " has no locks (No locks available): nothing keeps"
                + " another process from training in this folder. Start no other."), warnings);
    }

    @Test
    void unwritableFolderIsNamed() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        Files.createDirectory(folder.path().resolve(".lock"));
        String message = assertThrows(IOException.class, () -> folder.lock(warnings::add)).getMessage();
        assertTrue(message.startsWith("cannot write into " + folder + " ("), message);
        assertTrue(message.endsWith("whether its disk is full, and that .lock in it is a file."), message);
    }

    @Test
    void filesAreSortedByNumber() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        List<String> names = List.of("a-1-09.png", "a-1-10.png", "a-2-1.png", "a-10-1.png",
                "a-00099999999999999999.png", "b", "step-99999.png", "step-100000.png");
        for (String name : names) {
            folder.write(name, new byte[1]);
        }
        Files.createDirectory(folder.path().resolve("a-3"));
        Files.createFile(folder.path().resolve(".hidden"));
        assertEquals(names, folder.files());
    }

    @Test
    void renamedFilesKeepTheirContent() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        folder.putAside("a.json");
        for (byte i = 1; i <= 2; i++) {
            folder.write("a.json", new byte[] {i});
            folder.putAside("a.json");
        }
        assertEquals(List.of("a-001.json", "a-002.json"), folder.files());
        assertArrayEquals(new byte[] {2}, Files.readAllBytes(folder.path().resolve("a-002.json")));
    }

    @Test
    void filesAreReplacedWithoutTemporaryFiles() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        folder.write("a.bin", new byte[] {1, 2, 3});
        folder.write("a.bin", new byte[] {4});
        assertArrayEquals(new byte[] {4}, Files.readAllBytes(folder.path().resolve("a.bin")));
        assertArrayEquals(new String[] {"a.bin"}, folder.path().toFile().list());
    }

    @Test
    void failedWriteLeavesNoTemporaryFile() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        Files.createDirectories(folder.path().resolve("a.bin/occupied"));
        assertThrows(IOException.class, () -> folder.write("a.bin", new byte[1]));
        assertArrayEquals(new String[] {"a.bin"}, folder.path().toFile().list());
    }

    @Test
    void missingFolderIsNamed() throws IOException {
        RunFolder folder = RunFolder.create(parent, "small");
        Files.delete(folder.path());
        String message = assertThrows(IOException.class, () -> folder.write("a.bin", new byte[1])).getMessage();
        assertTrue(message.contains(folder.path().resolve("a.bin").toString()), message);
    }
}
