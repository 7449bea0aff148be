package easel.core.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Options of the virtual machine. The module jdk.management reads them; a run-time image may lack it. */
final class HotSpot {
    /** The level of code that C2 compiles. */
    private static final int C2_LEVEL = 4;

    private HotSpot() {}

    /** The value of an option; empty if the virtual machine does not have it or the module is missing. */
    static Optional<String> option(String name) {
        try {
            return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
                    .map(hotspot -> hotspot.getVMOption(name).getValue());
        } catch (LinkageError | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean is(String option, String value) {
        return option(option).filter(value::equals).isPresent();
    }

    /** Whether the run-time image has the module that reads the options. */
    static boolean hasManagement() {
        return ModuleLayer.boot().findModule("jdk.management").isPresent();
    }

    /**
     * Why the JIT compiler does not compile the Vector API to vector instructions, with the remedy; empty if it does.
     * Without vector instructions every operation allocates an object, and a training of 6 s takes 90 s.
     */
    static Optional<String> vectorDefect() {
        if (!hasManagement()) {
            return Optional.of("the run-time image has no module jdk.management, which Easel needs to read the"
                    + " width of vectors; add the module to the image");
        }
        if (option("MaxVectorSize").isEmpty()) {
            return Optional.of("the virtual machine, " + System.getProperty("java.vm.name") + ", has no compiler C2,"
                    + " which makes the Vector API fast; use a JDK with the HotSpot server virtual machine");
        }
        return optionAgainstVectors().map(option -> "java runs with " + option + ", so that C2 does not compile the"
                + " Vector API to vector instructions; start it without this option");
    }

    private static Optional<String> optionAgainstVectors() {
        int level = option("TieredStopAtLevel").map(Integer::parseInt).orElse(C2_LEVEL);
        if (is("TieredCompilation", "true") && level < C2_LEVEL || level == 0) {
            return Optional.of("-XX:TieredStopAtLevel=" + level);
        }
        if (is("UseCompiler", "false")) {
            return Optional.of(is("TieredCompilation", "true") ? "-XX:-UseCompiler" : "-Xint");
        }
        if (is("CompilationMode", "quick-only")) {
            return Optional.of("-XX:CompilationMode=quick-only");
        }
        if (is("UseJVMCICompiler", "true")) {
            return Optional.of("-XX:+UseJVMCICompiler");
        }
        return is("EnableVectorSupport", "false") ? Optional.of("-XX:-EnableVectorSupport") : Optional.empty();
    }
}
