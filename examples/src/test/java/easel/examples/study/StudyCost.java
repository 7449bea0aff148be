package easel.examples.study;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Question: how much slower is a training while a page is open? Trains without a page and with a page that reads all
 * events, in alternating rounds. Prints the steps per second, the processor time of the training thread per step, and
 * the median ratios. Other work on the machine changes the steps per second, but hardly the processor time per step.
 * Without a page, the cost is one volatile read per step.
 *
 * <pre>java -cp … easel.examples.study.StudyCost [SUBJECT [ROUNDS [SECONDS]]]</pre>
 */
final class StudyCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private StudyCost() {}

    /** Steps per second, and processor time of the training thread per step in nanoseconds. */
    private record Speed(double steps, double cpu) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String subject = args.length > 0 ? args[0] : "ring";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 3;
        try (StudySession session = new StudySession(StudySettings.of(Map.of("subject", subject)));
                StudyServer server = StudyServer.start(session, 0)) {
            session.command(JsonParser.parseString("{\"do\":\"play\"}").getAsJsonObject());
            speed(session, 4 * seconds);      // the JIT compiler
            double[] steps = new double[rounds];
            double[] cpu = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                Speed without = speed(session, seconds);
                Speed with;
                try (RawHttp page = RawHttp.events(server.address())) {
                    new Thread(page::drain).start();
                    with = speed(session, seconds);
                }
                steps[round] = with.steps / without.steps;
                cpu[round] = with.cpu / without.cpu;
                System.out.printf(Locale.ROOT, "%s: %.0f steps/s without a page, %.0f with one; %.0f and %.0f µs of"
                        + " processor time per step%n", subject, without.steps, with.steps, without.cpu / 1000,
                        with.cpu / 1000);
            }
            Arrays.sort(steps);
            Arrays.sort(cpu);
            System.out.printf(Locale.ROOT,
                    "%s: median ratio of the steps per second %.3f, of the processor time %.3f%n", subject,
                    steps[rounds / 2], cpu[rounds / 2]);
        }
    }

    private static Speed speed(StudySession session, double seconds) throws InterruptedException {
        long first = step(session);
        long cpu = cpu();
        long start = System.nanoTime();
        Thread.sleep((long) (1000 * seconds));
        double steps = step(session) - first;
        return new Speed(steps / ((System.nanoTime() - start) / 1e9), (cpu() - cpu) / steps);
    }

    private static long cpu() {
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo thread = THREADS.getThreadInfo(id);
            if (thread != null && thread.getThreadName().equals("easel study")) {
                return THREADS.getThreadCpuTime(id);
            }
        }
        throw new IllegalStateException("no training thread");
    }

    private static long step(StudySession session) {
        JsonObject state = JsonParser.parseString(session.snapshot().get(0).json()).getAsJsonObject();
        return state.get("step").getAsLong();
    }
}
