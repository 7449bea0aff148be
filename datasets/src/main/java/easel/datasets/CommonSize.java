package easel.datasets;

import easel.core.Shape;
import easel.datasets.picture.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the header of every picture of a folder, and requires one size. */
final class CommonSize {
    private final List<PictureReader.Size> sizes = new ArrayList<>();      // of the readable headers
    private final PictureCheck headers;

    /** Reads the headers. A broken one is an error, unless broken ones are skipped and at least one is readable. */
    CommonSize(List<FolderListing.Entry> entries, PictureReader reader, boolean skipBroken,
            ImageFolder.Progress progress) throws IOException {
        headers = new PictureCheck(entries, file -> sizes.add(reader.size(file)), progress);
        if (skipBroken) {
            headers.requireOne(0);
        } else {
            headers.requireAll();
        }
    }

    Shape shape(int channels) throws IOException {
        PictureReader.Size expected = sizes.get(0);
        for (int i = 1; i < sizes.size(); i++) {
            if (!sizes.get(i).equals(expected)) {
                throw new IOException(headers.readable().get(0).file() + " has " + expected
                        + " pixels (height x width) and " + headers.readable().get(i).file() + " has " + sizes.get(i)
                        + "; expected pictures of one size. Give a shape (in the examples --size) to crop and resize"
                        + " all of them.");
            }
        }
        return Shape.of(expected.height(), expected.width(), channels);
    }

    List<FolderListing.Entry> readable() {
        return headers.readable();
    }

    List<Path> broken() {
        return headers.broken();
    }
}
