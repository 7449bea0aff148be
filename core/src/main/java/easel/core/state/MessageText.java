package easel.core.state;

/** Formats text from files for error messages. */
final class MessageText {
    private static final int MAX_LENGTH = 60;
    /** Characters shown before the first difference of two long texts. */
    private static final int CONTEXT = 30;

    private MessageText() {}

    /** A text in quotes, without control characters, cut off after 60 characters. */
    static String brief(String text) {
        return text.length() <= MAX_LENGTH ? Json.quote(text) : Json.quote(text.substring(0, MAX_LENGTH)) + "…";
    }

    /** A text without control characters, cut off after 60 characters. */
    static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    /** Shows two different texts. Long texts, such as architectures, start 30 characters before the difference. */
    static String difference(String saved, String expected) {
        int longer = Math.max(saved.length(), expected.length());
        int start = longer <= CONTEXT ? 0 : Math.max(0, commonPrefix(saved, expected) - CONTEXT);
        String cut = start == 0 ? "" : "…";
        return "is " + cut + brief(saved.substring(start)) + " in the saved state, but "
                + cut + brief(expected.substring(start)) + " here";
    }

    /** The number of equal characters at the start of both texts. */
    static int commonPrefix(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int length = 0;
        while (length < shorter && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
