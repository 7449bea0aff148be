package easel.examples.run;

import easel.core.state.WholeFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of one run: {@code vanilla-mnist-001}, or the next free number. */
record RunFolder(Path path) {
    private static final String LOCK = ".lock";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Creates a new folder. Atomic: two runs that start together get different folders. */
    static RunFolder create(Path parent, String name) throws IOException {
        if (Files.exists(parent) && !Files.isDirectory(parent)) {
            throw new IOException("cannot make a folder in " + parent + ": it is a file. Name a folder with --out.");
        }
        try {
            Files.createDirectories(parent);
            for (int number = 1; ; number++) {
                Path path = parent.resolve(String.format(Locale.ROOT, "%s-%03d", name, number));
                try {
                    return new RunFolder(Files.createDirectory(path));
                } catch (FileAlreadyExistsException e) {
                    // Taken by another run or by a file; try the next number.
                }
            }
        } catch (IOException e) {
            throw new IOException("cannot make a folder for this run in " + parent + " (" + e
                    + "). Name a folder that can be written to with --out.", e);
        }
    }

    /** Returns the folder of an earlier run, or throws if there is none. */
    static RunFolder existing(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException("cannot resume " + path
                    + (Files.exists(path) ? ": it is a file" : ": there is no such folder")
                    + ". Name the folder of a run, such as runs/vanilla-mnist-001.");
        }
        return new RunFolder(path);
    }

    /**
     * Locks the folder against training by other processes, until the lock is closed or this process ends in any way.
     * The lock's file is never deleted: a process that had just opened a deleted file would lock it without effect.
     *
     * @param warning receives a line if the file system has no locks
     */
    Closeable lock(Consumer<String> warning) throws IOException {
        if (Files.isSymbolicLink(path.resolve(LOCK))) {
            throw new IOException("cannot train in " + path + ": its file " + LOCK + " is a symbolic link, and a run"
                    + " writes only into its own folder. Delete the link.");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new IOException("cannot write into " + path + " (" + e
                    + "). Check its permissions, whether its disk is full, and that " + LOCK + " in it is a file.", e);
        }
        if (!isFree(channel, warning)) {
            channel.close();
            throw new IOException("cannot train in " + path + ": another process trains in it. Wait until it ends, or"
                    + " end it with Ctrl-C; then --resume continues from its last checkpoint.");
        }
        return channel;
    }

    /** Writes while holding the lock. Writes nothing if a process has the lock or the lock's file does not exist. */
    void ifUnlocked(FileWriting writing) throws IOException {
        if (!Files.isRegularFile(path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) {
                writing.run();
            }
        } catch (OverlappingFileLockException e) {
            // This process trains in the folder.
        }
    }

    /** Locks a file. Returns false if it is locked already, and true with a warning if its file system has no locks. */
    boolean isFree(FileChannel file, Consumer<String> warning) {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;      // locked by this process
        } catch (IOException e) {
            warning.accept("The file system of " + path + " has no locks (" + e.getMessage() + "): nothing keeps"
                    + " another process from training in this folder. Start no other.");
            return true;
        }
    }

    /** Deletes incomplete files of a killed run. */
    void clean() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, ".easel-*.part")) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /**
     * The path of a file that will be written. Deletes a symbolic link of this name, because writing through it would
     * change a file elsewhere.
     */
    Path file(String name) throws IOException {
        return unlinked(path.resolve(name));
    }

    /** Deletes a symbolic link, but no other file. */
    static Path unlinked(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Files.deleteIfExists(file);
        }
        return file;
    }

    /** The free space of the folder's disk in words, such as "1,234 bytes". */
    String freeBytes() {
        try {
            return String.format(Locale.ROOT, "%,d bytes", Files.getFileStore(path).getUsableSpace());
        } catch (IOException e) {
            return "an unknown number of bytes";
        }
    }

    /** Writes a file atomically: readers see the old content or the new. */
    void write(String name, byte[] content) throws IOException {
        WholeFile.write(file(name), file -> file.bytes(content));
    }

    /** Adds the next free number to a file's name, {@code settings-001.json}, so that a new file can be written. */
    void putAside(String name) throws IOException {
        if (!Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int dot = name.lastIndexOf('.');
        int number = 1;
        Path aside;
        do {
            aside = path.resolve(String.format(Locale.ROOT, "%s-%03d%s", name.substring(0, dot), number++,
                    name.substring(dot)));
        } while (Files.exists(aside, LinkOption.NOFOLLOW_LINKS));
        Files.move(path.resolve(name), aside);
    }

    /** The names of the files that are not hidden, sorted with numbers by value: 9 before 10. */
    List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted(Comparator.comparing(RunFolder::padded).thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    /** Pads all numbers of a name to 18 digits, so that names are sorted by their numbers. */
    private static String padded(String name) {
        return NUMBER.matcher(name).replaceAll(number ->
                String.format(Locale.ROOT, "%018d", Long.parseLong(number.group())));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
