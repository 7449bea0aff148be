package easel.datasets;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names the proxy in the message about a failed download. Java does not read the variable HTTPS_PROXY of curl. */
final class ProxyHint {
    /** Scheme, user and password, which is never printed, host, and port. */
    private static final Pattern URL = Pattern.compile(
            "(?:[a-zA-Z][a-zA-Z0-9]*://)?(?:[^/]*@)?(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(?::([0-9]{1,5}))?/?");

    private ProxyHint() {}

    /**
     * The proxy that Java uses, or one that it does not use although the environment names it.
     *
     * @param property the system properties
     * @param environment the environment variables
     * @return a new line with the remedy, or an empty text if neither names a proxy
     */
    static String of(UnaryOperator<String> property, UnaryOperator<String> environment) {
        Optional<String> used = known(property, "https.proxyHost");
        if (used.isPresent()) {
            String port = known(property, "https.proxyPort").orElse("443");
            return "\nJava uses the proxy " + used.get() + ", port " + port
                    + ", of the system properties https.proxyHost and https.proxyPort.";
        }
        return Stream.of("HTTPS_PROXY", "https_proxy")
                .flatMap(name -> known(environment, name).map(url -> unused(name, url)).stream())
                .findFirst().orElse("");
    }

    private static Optional<String> known(UnaryOperator<String> values, String name) {
        return Optional.ofNullable(values.apply(name)).filter(value -> !value.isBlank());
    }

    private static String unused(String name, String url) {
        Matcher proxy = URL.matcher(url.strip());
        boolean valid = proxy.matches();
        String host = valid ? proxy.group(1) : "HOST";
        String port = valid ? proxy.group(2) : "PORT";
        return "\n" + name + " is set, but Java does not use this variable. For its proxy, start java with"
                + " -Dhttps.proxyHost=" + host + (port == null ? "" : " -Dhttps.proxyPort=" + port) + ".";
    }
}
