package easel.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Trains three GANs in one process and on clusters of real executor processes, some of which are killed or stopped, and
 * prints the SHA-256 of each last checkpoint. They must be equal for each GAN. With a number of kills, trains one GAN
 * longer and kills executors at random moments.
 *
 * <pre>java … easel.spark.Proof FOLDER STEPS [KILLS | GAN]</pre>
 *
 * <p>README of this module has the whole command.
 */
final class Proof {
    private enum Gan {
        VANILLA("vanilla-mnist"),
        DCGAN("dcgan-mnist"),
        SPECTRAL("");

        final String program;

        Gan(String program) {
            this.program = program;
        }
    }

    private enum Trouble {
        NONE(""),
        KILLED(", one killed in mid-step"),
        SPECULATION(", one stopped, speculative copies");

        final String text;

        Trouble(String text) {
            this.text = text;
        }
    }

    private final Path folder;
    private final int steps;

    private Proof(Path folder, int steps) {
        this.folder = folder;
        this.steps = steps;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Proof proof = new Proof(Files.createDirectories(Path.of(args[0]).toAbsolutePath()), Integer.parseInt(args[1]));
        if (args.length > 2 && args[2].matches("\\d+")) {
            proof.kills(Integer.parseInt(args[2]));
        } else {
            proof.table(args.length == 2 ? Gan.values() : new Gan[] {Gan.valueOf(args[2])});
        }
    }

    private void table(Gan[] gans) throws IOException, InterruptedException {
        for (Gan gan : gans) {
            String alone = row(gan, 0, Trouble.NONE);
            List<String> others = new ArrayList<>();
            for (int executors : new int[] {1, 2, 4}) {
                others.add(row(gan, executors, Trouble.NONE));
            }
            others.add(row(gan, 2, Trouble.KILLED));
            others.add(row(gan, 2, Trouble.SPECULATION));
            if (!others.stream().allMatch(alone::equals)) {
                throw new AssertionError("the bytes differ");
            }
        }
    }

    private String row(Gan gan, int executors, Trouble trouble) throws IOException, InterruptedException {
        String name = gan.name().toLowerCase() + "-" + executors + "-" + trouble.name().toLowerCase();
        long start = System.nanoTime();
        ProcessBuilder builder = process(gan, name, executors, trouble == Trouble.SPECULATION);
        Process process = builder.start();
        if (trouble != Trouble.NONE) {
            ProcessHandle executor = Cluster.executorAfterStep(steps / 2, process, run(gan, name));
            if (trouble == Trouble.KILLED) {
                executor.destroyForcibly();
                Cluster.succeed(builder, process);
            } else {
                Cluster.freeze(executor);
                Cluster.succeed(builder, process);
                executor.destroyForcibly();
            }
        } else {
            Cluster.succeed(builder, process);
        }
        String sha = sha(run(gan, name));
        System.out.printf("%-9s %-48s %s  %3d s%n", gan.name().toLowerCase(), executors == 0 ? "one process"
                : executors + (executors == 1 ? " executor" : " executors") + trouble.text, sha,
                (System.nanoTime() - start) / 1_000_000_000);
        return sha;
    }

    private ProcessBuilder process(Gan gan, String name, int executors, boolean speculation) {
        Path log = folder.resolve(name + ".log");
        List<String> properties = speculation ? Cluster.SPECULATION : List.of();
        List<Object> args = new ArrayList<>();
        if (gan == Gan.SPECTRAL) {
            args.addAll(List.of(executors == 0 ? "alone" : Cluster.executors(executors), steps, run(gan, name)));
            String main = SpectralGan.class.getName();
            return executors == 0 ? Cluster.alone(log, List.of(), main, args)
                    : Cluster.driver(log, properties, main, args);
        }
        List<Object> train = List.of("train", gan.program, "--steps", steps, "--batch", 32, "--shards", 4,
                "--evaluate-every", 0, "--out", folder.resolve(name));
        if (executors == 0) {
            return Cluster.alone(log, List.of(), "easel.examples.Easel", train);
        }
        args.addAll(List.of("--master", Cluster.executors(executors)));
        args.addAll(train);
        return Cluster.driver(log, properties, SparkTrain.class.getName(), args);
    }

    private Path run(Gan gan, String name) {
        return folder.resolve(name).resolve(gan == Gan.SPECTRAL ? "run" : gan.program + "-001");
    }

    private static String sha(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            Path last = files.filter(file -> file.getFileName().toString().matches("checkpoint.*safetensors"))
                    .sorted().reduce((first, second) -> second).orElseThrow();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(last)));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /**
     * Kills one of two executors again and again, at random moments after a step that one of them has computed, and
     * compares the result with that of one process.
     */
    private void kills(int number) throws IOException, InterruptedException {
        String alone = row(Gan.VANILLA, 0, Trouble.NONE);
        Random random = new Random(1);
        ProcessBuilder builder = process(Gan.VANILLA, "kills", 2, false);
        Process driver = builder.start();
        Path run = run(Gan.VANILLA, "kills");
        for (int killed = 0; killed < number; killed++) {
            ProcessHandle executor = Cluster.executorAfterStep(Cluster.stepsDone(run) + 1, driver, run);
            Thread.sleep(random.nextInt(1000));
            executor.destroyForcibly();
        }
        Cluster.succeed(builder, driver);
        String sha = sha(run);
        System.out.printf("%d kills at random moments: %s, %s%n", number, sha,
                sha.equals(alone) ? "the bytes of one process" : "OTHER BYTES");
        if (!sha.equals(alone)) {
            throw new AssertionError("the proof failed");
        }
    }
}
