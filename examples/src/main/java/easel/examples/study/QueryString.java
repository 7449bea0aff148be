package easel.examples.study;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a question, such as {@code index=12&row=0}. */
final class QueryString {
    private static final int LIMIT = 4096;

    private QueryString() {}

    /** Returns the decoded names and values. */
    static Map<String, String> of(URI uri) throws Refusal {
        String query = uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        if (query.length() > LIMIT) {
            throw new Refusal(414, "The question is too long: expected at most " + LIMIT + " characters.");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            if (equals < 1
                    || parameters.put(decode(part.substring(0, equals)), decode(part.substring(equals + 1))) != null) {
                throw new Refusal(400, "The question needs parameters of the form name=value, each name once.");
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
