package easel.benchmarks;

import com.sun.management.ThreadMXBean;
import easel.core.kernels.Gemm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Times the steps of one program in a process of its own and prints one line, to be run in turn with other libraries:
 * median, minimum and ninth decile in ms, the time from the start of the virtual machine to the end of the first step
 * (on Linux), what a measured step allocates on the Java heap in all threads, and the largest resident memory so far.
 */
public final class StepTimer {
    private StepTimer() {}

    /**
     * Times Easel.
     *
     * @param args name of a {@link Program}; optionally seconds of warm-up and of measurement, by default 3 and 5
     * @throws IOException if the memory cannot be asked for
     */
    public static void main(String[] args) throws IOException {
        Program program = program(args);
        time("easel", Gemm.chosen().describe(), program, program.start(), args);
    }

    /**
     * Reads the name of a program.
     *
     * @param args the first is a name, in upper or lower case
     * @return the program
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Program program(String[] args) {
        return Program.valueOf(args[0].toUpperCase(Locale.ROOT));
    }

    /**
     * Warms up, measures, prints.
     *
     * @param library whose step it is
     * @param backend what computes there
     * @param program which step it is
     * @param step takes one
     * @param args as of {@link #main}
     * @throws IOException if the memory cannot be asked for
     */
    public static void time(String library, String backend, Program program, DoubleSupplier step, String[] args)
            throws IOException {
        double warmUp = args.length > 1 ? Double.parseDouble(args[1]) : 3;
        double measured = args.length > 2 ? Double.parseDouble(args[2]) : 5;
        step.getAsDouble();
        long first = age();
        run(step::getAsDouble, warmUp, 5);
        long before = allocatedBytes();
        double[] ms = run(step::getAsDouble, measured, 5);
        long allocated = (allocatedBytes() - before) / ms.length;
        Arrays.sort(ms);
        System.out.printf(Locale.ROOT, "%s %s batch=%d median_ms=%.3f min_ms=%.3f p90_ms=%.3f steps=%d first_step_ms=%d"
                + " peak_mb=%s allocated_kb=%d [%s]%n", library, program.name().toLowerCase(Locale.ROOT),
                program.batch(), ms[ms.length / 2], ms[0], ms[ms.length * 9 / 10], ms.length, first, peakMegabytes(),
                allocated / 1024, backend);
    }

    /** Milliseconds since this process was started, to a hundredth of a second; 0 where Linux does not say. */
    private static long age() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String afterName = Files.readString(stat).replaceFirst(".*\\) ", "");        // the name may have spaces
        long start = Long.parseLong(afterName.split(" ")[19]) * 10;                  // in ticks of 10 ms since boot
        double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        return Math.round(uptime * 1000) - start;
    }

    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(b -> b > 0).sum();
    }

    /**
     * Does something again and again.
     *
     * @param step what
     * @param seconds for how long
     * @param atLeast how many times, even if that takes longer
     * @return milliseconds of each
     */
    public static double[] run(Runnable step, double seconds, int atLeast) {
        double[] ms = new double[64];
        int count = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (count < atLeast || System.nanoTime() < end) {
            long start = System.nanoTime();
            step.run();
            if (count == ms.length) {
                ms = Arrays.copyOf(ms, 2 * count);
            }
            ms[count++] = (System.nanoTime() - start) / 1e6;
        }
        return Arrays.copyOf(ms, count);
    }

    private static String peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "0";
        }
        String line = Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).findFirst().orElse("");
        String kilobytes = line.replaceAll("\\D", "");
        return kilobytes.isEmpty() ? "0" : String.valueOf(Long.parseLong(kilobytes) / 1024);
    }
}
