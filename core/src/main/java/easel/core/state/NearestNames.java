package easel.core.state;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Suggests existing names for a name that does not exist. */
final class NearestNames {
    private static final int SHOWN = 4;

    private NearestNames() {}

    /** The error for a name that does not exist; {@code where} is the state or file that was searched. */
    static IllegalArgumentException missing(String where, String kind, String name, Collection<String> names) {
        return new IllegalArgumentException(where + ": no " + kind + " " + MessageText.brief(name) + "; "
                + (names.isEmpty() ? "it has no " + kind + "s at all" : of(name, names)));
    }

    /** The most similar names, most similar first, as part of an error message. */
    private static String of(String name, Collection<String> names) {
        return "nearest of " + names.size() + (names.size() == 1 ? " name: " : " names: ") + names.stream()
                .sorted(Comparator.comparingInt(candidate -> -similarity(candidate, name)))
                .limit(SHOWN)
                .map(MessageText::brief)
                .collect(Collectors.joining(", "));
    }

    /**
     * The number of equal characters at the start plus the number at the end. It suits paths, which often differ in one
     * part or by one typing error.
     */
    private static int similarity(String a, String b) {
        int head = MessageText.commonPrefix(a, b);
        int rest = Math.min(a.length(), b.length()) - head;
        int tail = 0;
        while (tail < rest && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
            tail++;
        }
        return head + tail;
    }
}
