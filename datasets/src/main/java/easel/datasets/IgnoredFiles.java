package easel.datasets;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Counts the files and folders of an image folder that are not used. */
final class IgnoredFiles {
    static final String LOOP = "link,links to a folder above";
    static final String UNREADABLE = "sub-folder,sub-folders without permission to read";
    static final String NESTED = "folder,folders within a sub-folder";
    static final String DEAD_LINK = "link,links without a target";
    static final String SPECIAL = "special file,special files";

    /** The endings that are printed. Others may contain control characters. */
    private static final Pattern ENDING = Pattern.compile(".+(\\.[A-Za-z0-9]{1,12})", Pattern.DOTALL);

    private final Map<String, Integer> counts = new TreeMap<>();

    /** Counts one file or folder. {@code kind} has a noun, a comma, and its plural with the words after it. */
    void add(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    void addFile(String name) {
        Matcher ending = ENDING.matcher(name);
        add("file,files " + (ending.matches() ? "ending in " + ending.group(1) : "with another ending"));
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    @Override
    public String toString() {
        return counts.entrySet().stream().map(e -> text(e.getKey(), e.getValue())).collect(Collectors.joining(", "));
    }

    private static String text(String kind, int count) {
        String[] forms = kind.split(",");
        String plural = forms[1];
        // The words after the noun are the same in singular and plural.
        return count + " " + (count == 1 ? forms[0] + plural.substring(forms[0].length() + 1) : plural);
    }
}
