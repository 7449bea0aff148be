package easel.core.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;

/** Detects whether {@link Math#fma} is one instruction or is emulated, which takes microseconds. */
final class FusedMultiplyAdd {
    /** Architectures on which every processor has the instruction. x86 processors have had it since 2013. */
    private static final Set<String> ALWAYS = Set.of("aarch64", "ppc64", "ppc64le", "s390x");

    /** Whether it is one instruction in this virtual machine. */
    static final boolean AVAILABLE = available();

    private FusedMultiplyAdd() {}

    // A query, not a time measurement: a measurement could differ between runs, and with it the bits of all products.
    private static boolean available() {
        return option("UseFMA").map(Boolean::parseBoolean).orElseGet(FusedMultiplyAdd::always);
    }

    /** The value of a HotSpot option; empty if the virtual machine does not have it. */
    static Optional<String> option(String name) {
        try {
            return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
                    .map(hotspot -> hotspot.getVMOption(name).getValue());
        } catch (LinkageError | IllegalArgumentException e) {
            // The run-time image lacks the management module, or the virtual machine lacks the option.
            return Optional.empty();
        }
    }

    private static boolean always() {
        return ALWAYS.contains(System.getProperty("os.arch"));
    }
}
