package easel.datasets;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The picture files of a folder and the names of its classes, found by their names without opening a file. */
record FolderListing(List<String> classes, List<Entry> entries) {
    private static final Pattern PICTURE = Pattern.compile(".*\\.(png|jpe?g|gif|bmp)", Pattern.DOTALL);
    private static final String EXTENSIONS = ".png, .jpg, .jpeg, .gif or .bmp";

    /** A file and the index of its class, 0 in a folder without classes. */
    record Entry(Path file, int label) {}

    static FolderListing of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + (Files.exists(folder) ? " is a file" : " does not exist")
                    + "; expected a folder of pictures. Check the path.");
        }
        List<String> classes = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Path picture : pictures(folder)) {
            entries.add(new Entry(picture, 0));
        }
        for (Path sub : visible(folder)) {
            List<Path> pictures = Files.isDirectory(sub) ? pictures(sub) : List.of();
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
            throw new IOException(folder + " has no pictures; expected files ending in " + EXTENSIONS
                    + ", in the folder or in one sub-folder for each class.");
        }
        return new FolderListing(List.copyOf(classes), List.copyOf(entries));
    }

    private static List<Path> pictures(Path folder) throws IOException {
        List<Path> pictures = new ArrayList<>();
        for (Path path : visible(folder)) {
            if (PICTURE.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT)).matches()
                    && Files.isRegularFile(path)) {
                pictures.add(path);
            }
        }
        return pictures;
    }

    private static List<Path> visible(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                if (!path.getFileName().toString().startsWith(".") && !Files.isHidden(path)) {
                    paths.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IOException("the folder " + folder + " cannot be listed (" + e
                    + "); expected a readable folder. Check its permissions.", e);
        }
        // Sorts names as text, because the order of Path objects depends on the file system.
        paths.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return paths;
    }
}
