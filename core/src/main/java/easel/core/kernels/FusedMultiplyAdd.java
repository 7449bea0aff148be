package easel.core.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Detects whether {@link Math#fma} is one instruction or is emulated, which takes microseconds. */
final class FusedMultiplyAdd {
    /** Architectures on which every processor has the instruction. x86 processors have had it since 2013. */
    private static final Set<String> ALWAYS = Set.of("aarch64", "ppc64", "ppc64le", "s390x");

    /** The line of /proc/cpuinfo that lists the features of an x86 processor. */
    private static final Pattern X86_FLAGS = Pattern.compile("(?m)^flags\\s*:(.*)$");

    /** Options that keep HotSpot from using the instruction. */
    private static final Set<String> OFF = Set.of("-XX:-UseFMA", "-XX:UseAVX=0");

    // Queries, not time measurements: a measurement could differ between runs, and with it the bits of all products.
    private static final Optional<Boolean> DETECTED =
            HotSpot.option("UseFMA").map(Boolean::parseBoolean).or(FusedMultiplyAdd::byProcessor);

    /** Whether {@link Math#fma} is one instruction in this virtual machine. */
    static final boolean AVAILABLE = DETECTED.orElse(false);

    private FusedMultiplyAdd() {}

    /** The reason why a product and a sum are rounded separately, with a remedy; empty if {@link #AVAILABLE}. */
    static Optional<String> defect() {
        if (AVAILABLE) {
            return Optional.empty();
        }
        if (DETECTED.isPresent()) {
            return Optional.of("java runs without fused multiply-add (the processor lacks it, or an option such as"
                    + " -XX:-UseFMA turns it off)");
        }
        return Optional.of((HotSpot.hasManagement()
                ? "the virtual machine, " + System.getProperty("java.vm.name") + ", has no option UseFMA"
                : "the run-time image has no module jdk.management")
                + ", so that Easel cannot find out whether the processor has fused multiply-add; "
                + (HotSpot.hasManagement() ? "use a JDK with HotSpot" : "add the module to the image"));
    }

    /** Detection without jdk.management, by the processor; empty if the result is unknown. */
    private static Optional<Boolean> byProcessor() {
        if (ALWAYS.contains(System.getProperty("os.arch"))) {
            return Optional.of(true);
        }
        // Other virtual machines may emulate the operation although the processor has it.
        if (!System.getProperty("java.vm.name").contains("Server VM")) {
            return Optional.empty();
        }
        String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
        try {
            return listed(Files.readString(Path.of("/proc/cpuinfo")))
                    .map(has -> has && Arrays.stream(arguments).noneMatch(OFF::contains));
        } catch (IOException e) {
            return Optional.empty();      // not Linux
        }
    }

    /** Whether the content of /proc/cpuinfo lists the instruction; empty if it does not describe an x86 processor. */
    static Optional<Boolean> listed(String cpuinfo) {
        Matcher flags = X86_FLAGS.matcher(cpuinfo);
        return flags.find() ? Optional.of(List.of(flags.group(1).split(" ")).contains("fma")) : Optional.empty();
    }
}
