package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line about a proxy in the message of a failed download. */
class ProxyHintTest {
    private static String hint(Map<String, String> properties, Map<String, String> environment) {
        return ProxyHint.of(properties::get, environment::get);
    }

    @Test
    void withoutAProxyThereIsNoLine() {
        assertEquals("", hint(Map.of(), Map.of("PATH", "/bin", "HTTPS_PROXY", " ")));
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example:3128, -Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128",
        "https://user:secret@proxy.example:3128/, -Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128",
        "http://user:sec@ret@10.0.0.1:80, -Dhttps.proxyHost=10.0.0.1 -Dhttps.proxyPort=80",
        "proxy.example:3128, -Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128",
        "proxy-1, -Dhttps.proxyHost=proxy-1",
        "'http://[fe80::1]:8080', -Dhttps.proxyHost=[fe80::1] -Dhttps.proxyPort=8080",
        "'http://evil\u001b[2J:1', -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT",
        "'http://user:secret/x', -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT"})
    void aProxyOfTheEnvironmentIsNamedWithoutItsPassword(String url, String options) {
        for (String name : new String[] {"HTTPS_PROXY", "https_proxy"}) {
            assertEquals("\n" + name + " is set, but Java does not use this variable. For its proxy, start java with "
                    + options + ".", hint(Map.of(), Map.of(name, url)));
        }
    }

    @Test
    void theProxyOfTheSystemPropertiesIsNamed() {
        assertEquals("\nJava uses the proxy p.example, port 3128, of the system properties https.proxyHost and"
                + " https.proxyPort.", hint(Map.of("https.proxyHost", "p.example", "https.proxyPort", "3128"),
                Map.of("HTTPS_PROXY", "http://other:1")));
        assertEquals("\nJava uses the proxy p.example, port 443, of the system properties https.proxyHost and"
                + " https.proxyPort.", hint(Map.of("https.proxyHost", "p.example"), Map.of()));
    }
}
