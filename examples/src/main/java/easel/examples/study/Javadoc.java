package easel.examples.study;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts the text of a Javadoc comment to plain text. */
final class Javadoc {
    private static final Pattern INLINE = Pattern.compile("\\{@(\\w+)\\s+([^}]*)}");

    private Javadoc() {}

    /** The paragraphs of a comment without its stars and block tags; list items start with a bullet. */
    static List<String> paragraphs(String comment) {
        Matcher inline = INLINE.matcher(comment.replaceAll("<li>", "\n\n• ").replaceAll("</?ul>|</li>", "\n\n"));
        String text = inline.replaceAll(match -> Matcher.quoteReplacement(inline(match.group(1), match.group(2))));
        List<String> paragraphs = new ArrayList<>();
        for (String paragraph : text.split("<p>|\n\\s*\n")) {
            boolean code = paragraph.contains("<pre>");
            String plain = entities(paragraph.replaceAll("<[^<>]*>", ""));
            String shown = code ? plain.strip() : plain.replaceAll("\\s+", " ").strip();
            if (!shown.isEmpty()) {
                paragraphs.add(shown);
            }
        }
        return paragraphs;
    }

    /** {@code link a b} shows b, or a without its class if there is no b. */
    private static String inline(String tag, String content) {
        String text = content.replaceAll("\\s+", " ").strip();
        if (!tag.startsWith("link")) {
            return text;
        }
        int space = text.indexOf(' ');
        if (space > 0 && !text.substring(0, space).contains("(")) {
            return text.substring(space + 1);
        }
        return text.replaceFirst("^#", "").replace('#', '.');
    }

    private static String entities(String text) {
        return text.replace("&gt;", ">").replace("&lt;", "<").replace("&nbsp;", " ").replace("&amp;", "&");
    }
}
