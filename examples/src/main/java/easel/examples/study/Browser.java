package easel.examples.study;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens a page in the user's browser, with the command that the desktop has for this. */
final class Browser {
    private Browser() {}

    /** Opens an address, if this machine shows a desktop. The page is also reachable by hand, so errors are ignored. */
    static void open(URI address) {
        command(System.getProperty("os.name"), System.getenv()).ifPresent(command -> {
            try {
                new ProcessBuilder(Stream.concat(command.stream(), Stream.of(address.toString())).toList())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            } catch (IOException e) {
                // This desktop lacks the command. The address is printed.
            }
        });
    }

    /** Returns the command without the address; nothing on a machine without a screen. */
    static Optional<List<String>> command(String system, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        if (name.contains("mac")) {
            return Optional.of(List.of("open"));
        }
        boolean hasScreen = Stream.of("DISPLAY", "WAYLAND_DISPLAY")
                .anyMatch(variable -> !environment.getOrDefault(variable, "").isBlank());
        return hasScreen ? Optional.of(List.of("xdg-open")) : Optional.empty();
    }
}
