package easel.datasets;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds the picture files of a folder and the names of its classes by their names, without opening a file. */
final class FolderListing {
    private static final Pattern PICTURE = Pattern.compile(".*\\.(png|jpe?g|gif|bmp)", Pattern.DOTALL);
    private static final String EXTENSIONS = ".png, .jpg, .jpeg, .gif or .bmp";

    private final Path folder;
    private final Lister lister;
    private final List<String> classes = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final IgnoredFiles ignored = new IgnoredFiles();

    /** A file and the index of its class, 0 in a folder without classes. */
    record Entry(Path file, int label) {}

    /** Lists the files and folders in a folder, in any order. */
    @FunctionalInterface
    interface Lister {
        List<Path> list(Path folder) throws IOException;
    }

    private FolderListing(Path folder, Lister lister) {
        this.folder = folder;
        this.lister = lister;
    }

    static FolderListing of(Path folder) throws IOException {
        return of(folder, FolderListing::list);
    }

    static FolderListing of(Path folder, Lister lister) throws IOException {
        if (!Files.isDirectory(folder)) {
            boolean exists = Files.exists(folder);
            throw new IOException(folder.toAbsolutePath() + (exists ? " is a file" : " does not exist")
                    + "; expected a folder of pictures. Check the path" + (exists ? "." : "; if the folder has moved,"
                    + " give its new path, in the examples with --data."));
        }
        FolderListing listing = new FolderListing(folder, lister);
        listing.find();
        return listing;
    }

    private void find() throws IOException {
        List<Path> visible = visible(folder);
        for (Path file : pictures(visible, false)) {
            entries.add(new Entry(file, 0));
        }
        for (Path sub : visible) {
            List<Path> pictures = Files.isDirectory(sub) ? picturesOfClass(sub) : List.of();
            if (!pictures.isEmpty() && classes.isEmpty() && !entries.isEmpty()) {
                throw new IOException(folder + " has pictures and a sub-folder with pictures, " + sub.getFileName()
                        + "; expected pictures in the folder or in sub-folders, not both. Move the pictures into a"
                        + " sub-folder, or move the sub-folder out.");
            }
            for (Path picture : pictures) {
                entries.add(new Entry(picture, classes.size()));
            }
            if (!pictures.isEmpty()) {
                classes.add(sub.getFileName().toString());
            }
        }
        if (entries.isEmpty()) {
            throw new IOException(folder.toAbsolutePath() + " has no pictures; expected files ending in " + EXTENSIONS
                    + ", in the folder or in one sub-folder for each class."
                    + (ignored.isEmpty() ? "" : " It has " + ignored + "."));
        }
    }

    private List<Path> picturesOfClass(Path sub) throws IOException {
        if (Files.isSymbolicLink(sub) && folder.toRealPath().startsWith(sub.toRealPath())) {
            ignored.add(IgnoredFiles.LOOP);
            return List.of();
        }
        List<Path> visible;
        try {
            visible = visible(sub);
        } catch (IOException e) {
            ignored.add(IgnoredFiles.UNREADABLE);
            return List.of();
        }
        return pictures(visible, true);
    }

    private List<Path> pictures(List<Path> visible, boolean inClass) {
        List<Path> pictures = new ArrayList<>();
        for (Path path : visible) {
            if (Files.isDirectory(path)) {
                if (inClass) {
                    ignored.add(IgnoredFiles.NESTED);
                }
            } else if (!Files.isRegularFile(path)) {
                ignored.add(Files.isSymbolicLink(path) ? IgnoredFiles.DEAD_LINK : IgnoredFiles.SPECIAL);
            } else if (PICTURE.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT)).matches()) {
                pictures.add(path);
            } else {
                ignored.addFile(path.getFileName().toString());
            }
        }
        return pictures;
    }

    private List<Path> visible(Path parent) throws IOException {
        record Named(Path path, byte[] name) {}

        List<Named> named = new ArrayList<>();
        for (Path path : lister.list(parent)) {
            if (!path.getFileName().toString().startsWith(".") && !Files.isHidden(path)) {
                named.add(new Named(path, FileNames.bytes(path)));
            }
        }
        // By bytes, because the order of Path objects depends on the file system, and their text on the locale.
        named.sort((a, b) -> Arrays.compareUnsigned(a.name, b.name));
        return named.stream().map(Named::path).toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(paths::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new IOException("the folder " + folder + " cannot be listed (" + e
                    + "); expected a readable folder. Check its permissions.", e);
        }
        return paths;
    }

    List<String> classes() {
        return List.copyOf(classes);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The number of unused files and folders of each kind, as text; empty if all are used. */
    String ignored() {
        return ignored.toString();
    }
}
