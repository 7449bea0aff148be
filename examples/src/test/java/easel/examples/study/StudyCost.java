package easel.examples.study;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.OperatingSystemMXBean;
import easel.core.random.RandomStream;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.examples.run.ResumableGan;
import easel.gan.GanListener;
import easel.gan.GanProgram;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.optim.Adam;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Question: how much slower is a training while a page is open? Trains without a page and with a page that reads all
 * events, in alternating rounds. Prints the steps per second, the processor time per step, and the median ratios. Other
 * work on the machine changes the steps per second, but hardly the processor time per step. Without a page, the cost is
 * one volatile read per step.
 *
 * <p>The training is that of {@code easel study} for a SUBJECT, or a live run of small-mnist or dcgan-mnist, as with
 * {@code easel train PROGRAM --study}. The processor time is that of the training thread, or of all threads for a live
 * run, because another thread computes the frames. Its rounds must be long (20 s, dcgan-mnist 60 s), because a page
 * that opens gets a frame at once, and the next one after ten times its cost.
 *
 * <pre>mvn -q -pl examples -am test-compile exec:exec -Dexec.classpathScope=test -Dexec.args="--add-modules
 * jdk.incubator.vector -cp %classpath easel.examples.study.StudyCost [SUBJECT | PROGRAM [ROUNDS [SECONDS]]]"</pre>
 */
final class StudyCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private StudyCost() {}

    /** A running training: the steps so far, the processor time so far in nanoseconds, and its page. */
    private record Trained(LongSupplier steps, LongSupplier cpu, URI page) {}

    /** Steps per second, and processor time per step in nanoseconds. */
    private record Rate(double steps, double cpu) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String name = args.length > 0 ? args[0] : "ring";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 3;
        Optional<GanProgram> program = Stream.of(GanProgram.SMALL, GanProgram.DCGAN)
                .filter(each -> each.title().equals(name)).findFirst();
        if (program.isPresent()) {
            measureLiveRun(program.get(), rounds, seconds);
        } else {
            measureSession(name, rounds, seconds);
        }
    }

    private static void measureSession(String subject, int rounds, double seconds)
            throws IOException, InterruptedException {
        try (StudySession session = new StudySession(StudySettings.of(Map.of("subject", subject)));
                StudyServer server = StudyServer.start(session, 0)) {
            session.command(JsonParser.parseString("{\"do\":\"play\"}").getAsJsonObject());
            measure(subject, new Trained(() -> step(session), StudyCost::cpu, server.address()), rounds, seconds);
        }
    }

    /** Networks, schedule and batch size are those of the program. */
    private static void measureLiveRun(GanProgram program, int rounds, double seconds)
            throws IOException, InterruptedException {
        RandomStream random = RandomStream.of(1);
        GanTrainer trainer = new GanTrainer(program.generator(random), program.discriminator(random),
                Adam.withLearningRate(1e-4), Adam.withLearningRate(1e-4), program.settings(program.batch()));
        AtomicLong steps = new AtomicLong();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                steps.set(step.step());
            }
        });
        LabeledImages mnist = Mnist.train();
        ResumableGan gan = new ResumableGan(trainer, Pipeline.of(mnist, Scaling.MINUS_ONE_TO_ONE)
                .shuffle(1000, random).withPartialBatch(false).batch(program.batch()));
        try (StudyPage.Watched page = StudyPage.watch(trainer, program.title(), mnist, gan::peek)) {
            Thread training = new Thread(() -> gan.train(Long.MAX_VALUE, Supplier::get));
            training.setDaemon(true);
            training.start();
            measure(program.title(), new Trained(steps::get, PROCESS::getProcessCpuTime, URI.create(page.address())),
                    rounds, seconds);
            gan.stop();
            training.join();
        }
    }

    private static void measure(String name, Trained training, int rounds, double seconds)
            throws IOException, InterruptedException {
        rate(training, 4 * seconds);      // the JIT compiler
        double[] steps = new double[rounds];
        double[] cpu = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            Rate without = rate(training, seconds);
            Rate with;
            try (RawHttp page = RawHttp.events(training.page)) {
                new Thread(page::drain).start();
                with = rate(training, seconds);
            }
            steps[round] = with.steps / without.steps;
            cpu[round] = with.cpu / without.cpu;
            System.out.printf(Locale.ROOT, "%s: %.1f steps/s without a page, %.1f with one; %.0f and %.0f µs of"
                    + " processor time per step%n", name, without.steps, with.steps, without.cpu / 1000,
                    with.cpu / 1000);
        }
        Arrays.sort(steps);
        Arrays.sort(cpu);
        System.out.printf(Locale.ROOT, "%s: median ratio of the steps per second %.3f, of the processor time %.3f%n",
                name, steps[rounds / 2], cpu[rounds / 2]);
    }

    /** Measures whole steps, because a step of dcgan-mnist is long. */
    private static Rate rate(Trained training, double seconds) throws InterruptedException {
        long first = awaitStep(training);
        long cpu = training.cpu.getAsLong();
        long start = System.nanoTime();
        Thread.sleep((long) (1000 * seconds));
        double steps = awaitStep(training) - first;
        return new Rate(steps / ((System.nanoTime() - start) / 1e9), (training.cpu.getAsLong() - cpu) / steps);
    }

    private static long awaitStep(Trained training) throws InterruptedException {
        long before = training.steps.getAsLong();
        long now = before;
        while (now == before) {
            Thread.sleep(1);
            now = training.steps.getAsLong();
        }
        return now;
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
