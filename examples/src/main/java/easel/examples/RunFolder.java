package easel.examples;

import easel.core.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A folder of one run's own: {@code vanilla-mnist-001}, or the next number that is free. */
record RunFolder(Path path) {
    /** Two runs at once never get the same folder: creating one either succeeds or finds it taken. */
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
                    // Taken by another run, or by a file; the next one may be free.
                }
            }
        } catch (IOException e) {
            throw new IOException("cannot make a folder for this run in " + parent + " (" + e
                    + "). Name a folder that can be written to with --out.", e);
        }
    }

    /** The folder of an earlier run. */
    static RunFolder existing(Path path) {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException("cannot resume " + path
                    + (Files.exists(path) ? ": it is a file" : ": there is no such folder")
                    + ". Name the folder of a run, such as runs/vanilla-mnist-001.");
        }
        return new RunFolder(path);
    }

    /** Deletes what a killed run was about to write. */
    void clean() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, ".easel-*.part")) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Nobody ever sees half the file. */
    void write(String name, byte[] content) throws IOException {
        WholeFile.write(path.resolve(name), file -> file.bytes(content));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
