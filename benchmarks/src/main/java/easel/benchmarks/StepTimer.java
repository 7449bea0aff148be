package easel.benchmarks;

import com.sun.management.ThreadMXBean;
import easel.core.kernels.Gemm;
import easel.timing.Stopwatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Times the steps of one program in this process and prints one line: the median, minimum and 90th percentile in ms,
 * the time from the start of the JVM to the end of the first step (on Linux), the memory that a measured step allocates
 * on the Java heap in all threads, and the peak resident memory. Run it in a new process for each library and program.
 */
public final class StepTimer {
    private StepTimer() {}

    /**
     * Times Easel.
     *
     * @param args name of a {@link Program}; then, optionally, the seconds of warm-up and of measurement, by default 3
     *         and 5
     * @throws IOException if the memory cannot be read from /proc
     */
    public static void main(String[] args) throws IOException {
        Program program = program(args);
        time("easel", Gemm.chosen().describe(), program, program.start(), args);
    }

    /**
     * Parses the name of a program.
     *
     * @param args the first element is the name, in upper or lower case
     * @return the program
     * @throws IllegalArgumentException if there is no program of this name
     */
    public static Program program(String[] args) {
        return Program.valueOf(args[0].toUpperCase(Locale.ROOT));
    }

    /**
     * Takes the first step, warms up, measures and prints the line.
     *
     * @param library the library that computes the step
     * @param backend a description of its kernels
     * @param program the program of the step
     * @param step computes one step and returns a loss
     * @param args as for {@link #main}
     * @throws IOException if the memory cannot be read from /proc
     */
    public static void time(String library, String backend, Program program, DoubleSupplier step, String[] args)
            throws IOException {
        double warmUp = args.length > 1 ? Double.parseDouble(args[1]) : 3;
        double measured = args.length > 2 ? Double.parseDouble(args[2]) : 5;
        step.getAsDouble();
        long first = age();
        Stopwatch.run(step::getAsDouble, warmUp, 5);
        long before = allocatedBytes();
        double[] ms = Stopwatch.run(step::getAsDouble, measured, 5);
        long allocated = (allocatedBytes() - before) / ms.length;
        Arrays.sort(ms);
        System.out.printf(Locale.ROOT, "%s %s batch=%d median_ms=%.3f min_ms=%.3f p90_ms=%.3f steps=%d first_step_ms=%d"
                + " peak_mb=%s allocated_kb=%d [%s]%n", library, program.name().toLowerCase(Locale.ROOT),
                program.batch(), ms[ms.length / 2], ms[0], ms[ms.length * 9 / 10], ms.length, first, peakMegabytes(),
                allocated / 1024, backend);
    }

    /** Milliseconds since the start of this process, with a resolution of 10 ms; 0 on systems other than Linux. */
    private static long age() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String afterName = Files.readString(stat).replaceFirst(".*\\) ", "");        // the name may contain spaces
        long start = Long.parseLong(afterName.split(" ")[19]) * 10;                  // in ticks of 10 ms since boot
        double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        return Math.round(uptime * 1000) - start;
    }

    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(b -> b > 0).sum();
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
