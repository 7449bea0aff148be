package easel.core.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;

/** Whether {@link Math#fma} is one instruction here, or arithmetic with big decimals that takes microseconds. */
final class FusedMultiplyAdd {
    /** Architectures on which every processor has the instruction. On x86 it came in 2013. */
    private static final Set<String> ALWAYS = Set.of("aarch64", "ppc64", "ppc64le", "s390x");

    /** The answer for this virtual machine. */
    static final boolean AVAILABLE = available();

    private FusedMultiplyAdd() {}

    // Asked, not timed: a race could end differently from run to run, and with it the bits of every product.
    private static boolean available() {
        return option("UseFMA").map(Boolean::parseBoolean).orElseGet(FusedMultiplyAdd::always);
    }

    /** What the virtual machine set an option of its own to; empty where it does not say. */
    static Optional<String> option(String name) {
        try {
            return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
                    .map(hotspot -> hotspot.getVMOption(name).getValue());
        } catch (LinkageError | IllegalArgumentException e) {
            // A run-time image without the management module, or a virtual machine without this option.
            return Optional.empty();
        }
    }

    private static boolean always() {
        return ALWAYS.contains(System.getProperty("os.arch"));
    }
}
