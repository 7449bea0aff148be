package easel.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads every file of a folder once, and separates the files that can be read from the broken ones. */
final class PictureCheck {
    private final List<FolderListing.Entry> readable = new ArrayList<>();
    private final List<Path> broken = new ArrayList<>();
    private IOException first;      // the error of the first broken file; null without one

    @FunctionalInterface
    interface FileReading {
        void read(Path file) throws IOException;
    }

    PictureCheck(List<FolderListing.Entry> entries, FileReading reading, ImageFolder.Progress progress) {
        for (FolderListing.Entry entry : entries) {
            try {
                reading.read(entry.file());
                readable.add(entry);
            } catch (IOException e) {
                broken.add(entry.file());
                first = first == null ? e : first;
            }
            progress.advanced(readable.size() + broken.size(), entries.size());
        }
    }

    List<FolderListing.Entry> readable() {
        return List.copyOf(readable);
    }

    List<Path> broken() {
        return List.copyOf(broken);
    }

    void requireAll() throws IOException {
        if (broken.size() == 1) {
            throw first;
        }
        if (!broken.isEmpty()) {
            throw new IOException(broken.size() + " of " + (readable.size() + broken.size())
                    + " pictures cannot be read; the first: " + first.getMessage(), first);
        }
    }

    /** Requires a readable picture. The number of pictures that an earlier check skipped is for the message. */
    void requireOne(int skipped) throws IOException {
        if (readable.isEmpty()) {
            throw new IOException("none of " + (skipped + broken.size()) + " pictures can be read; the first: "
                    + first.getMessage(), first);
        }
    }
}
