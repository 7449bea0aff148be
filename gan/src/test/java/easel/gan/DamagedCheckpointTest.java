package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Layer;
import easel.optim.Adam;
import easel.optim.Sgd;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged checkpoint is either still valid or rejected. A rejected one does not change the trainer. */
class DamagedCheckpointTest {
    /** Switched off here: logging the first line allocates more than the limit below. */
    private static final Logger LOG = Logger.getLogger("easel.core.state");

    @TempDir
    Path folder;

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void log() {
        LOG.setLevel(null);
    }

    private static GanTrainer trained(Layer generator, Layer discriminator, LatentSpace latent,
            LongFunction<Tensor> real, int steps) {
        GanTrainer trainer = new GanTrainer(generator, discriminator, Adam.withLearningRate(0.01f),
                Sgd.withLearningRate(0.1f).withMomentum(0.9f),
                GanSettings.of(GanSchedule.JOINED, latent, 8).withSeed(7));
        trainer.train(steps, real);
        return trainer;
    }

    private static GanTrainer small(int steps) {
        return trained(Given.generator(), Given.discriminator(), Given.LATENT, Given.real(), steps);
    }

    private static GanTrainer large(int steps) {
        Shape image = Shape.of(28, 28, 1);
        return trained(DenseNetworks.smallGenerator(100, image, RandomStream.of(1)),
                DenseNetworks.smallDiscriminator(image, RandomStream.of(2)), LatentSpace.normal(100),
                number -> Given.normal((int) number, 8, 28, 28, 1), steps);
    }

    @Test
    void aDamagedCheckpointIsRestoredOrRejected() throws Exception {
        byte[] good = file(small(3));
        GanTrainer trainer = small(1);
        // The tensors take about 1 kB, so most of the limit is for names and messages.
        int[] outcomes = restoreMutants(9_000, good, trainer, 1_000_000);
        assertTrue(Arrays.stream(outcomes).allMatch(count -> count > 500), "restored, rejected, unreadable: "
                + Arrays.toString(outcomes));
    }

    @Test
    void wrongSizesInADamagedCheckpointCauseNoLargeAllocation() throws Exception {
        byte[] good = file(large(2));
        restoreMutants(60, good, large(1), 4L * good.length);
    }

    private byte[] file(GanTrainer trainer) throws IOException {
        Path file = folder.resolve("checkpoint");
        Safetensors.write(trainer.state(), file);
        return withoutChecksum(Files.readAllBytes(file));
    }

    /** Blanks the checksum in the header. With a checksum, which older files lack, nearly no mutant would be read. */
    private static byte[] withoutChecksum(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Matcher checksum = Pattern.compile("\"easel_checksum\":\"[^\"]*\",").matcher(text);
        assertTrue(checksum.find());
        return (text.substring(0, checksum.start()) + " ".repeat(checksum.end() - checksum.start())
                + text.substring(checksum.end())).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Runs on a new thread, where stack traces are short, because filling in stack traces takes most of the time. */
    private static int[] restoreMutants(int count, byte[] good, GanTrainer trainer, long limit) throws Exception {
        FutureTask<int[]> task = new FutureTask<>(() -> restore(count, good, trainer, limit));
        new Thread(task).start();
        return task.get();
    }

    /** Returns the numbers of restored, rejected and unreadable checkpoints. */
    private static int[] restore(int count, byte[] good, GanTrainer trainer, long limit) {
        State own = trainer.state();
        int headerEnd = 8 + (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(20261122);
        int[] outcomes = new int[3];
        for (int i = 0; i < count; i++) {
            byte[] mutant = switch (i % 3) {
                case 0 -> damaged(good, 0, headerEnd, random);
                case 1 -> misspelt(good, headerEnd, random);
                default -> damaged(good, headerEnd, good.length, random);
            };
            long bytes = restore(mutant, trainer, own, outcomes);
            if (bytes >= limit) {
                bytes = restore(mutant, trainer, own, outcomes);    // the first message of a kind also loads classes
            }
            assertTrue(bytes < limit, i + ": " + bytes + " bytes allocated for " + mutant.length);
        }
        return outcomes;
    }

    /** Tries one mutant, counts the outcome and restores the trainer; returns the allocated bytes. */
    private static long restore(byte[] mutant, GanTrainer trainer, State own, int[] outcomes) {
        State expected = own;
        long before = allocated();
        try {
            State state = Safetensors.read(mutant, "mutant");
            trainer.restore(state);
            expected = state;
            outcomes[0]++;
        } catch (IOException e) {
            assertTrue(e.getMessage().startsWith("mutant: "), e.getMessage());
            outcomes[2]++;
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("checkpoint"), e.getMessage());
            outcomes[1]++;
        }
        long bytes = allocated() - before;
        assertSame(expected, trainer.state());
        if (expected != own) {
            trainer.restore(own);
        }
        return bytes;
    }

    private static void assertSame(State expected, State actual) {
        actual.strings().forEach((name, string) -> assertEquals(expected.string(name), string, name));
        actual.tensors().forEach((name, tensor) -> {
            assertEquals(expected.tensor(name).shape(), tensor.shape(), name);
            assertArrayEquals(expected.tensor(name).array(), tensor.array(), name);
        });
    }

    /** Makes 1 to 3 changes between two offsets: flips a bit, sets, cuts or repeats bytes, or writes a large number. */
    private static byte[] damaged(byte[] good, int from, int to, Random random) {
        byte[] bytes = good;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = from + random.nextInt(Math.max(1, Math.min(to, bytes.length) - from));
            int end = Math.min(bytes.length, at + 1 + random.nextInt(9));
            if (at >= bytes.length) {
                return bytes;
            }
            bytes = switch (random.nextInt(5)) {
                case 0 -> spliced(bytes, at, at + 1, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
                case 1 -> spliced(bytes, at, at + 1, (byte) random.nextInt());
                case 2 -> spliced(bytes, at, random.nextBoolean() ? end : bytes.length);
                case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
                default -> spliced(bytes, at, at + 1, Long.toString(random.nextLong() >>> random.nextInt(64))
                        .getBytes(StandardCharsets.US_ASCII));
            };
        }
        return bytes;
    }

    /** Replaces one to three letters or digits of the header, so that many files are still valid safetensors. */
    private static byte[] misspelt(byte[] good, int headerEnd, Random random) {
        byte[] bytes = good.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = 8 + random.nextInt(headerEnd - 8);
            while (!Character.isLetterOrDigit(bytes[at])) {
                at = 8 + random.nextInt(headerEnd - 8);
            }
            bytes[at] = (byte) (Character.isDigit(bytes[at]) ? '0' + random.nextInt(10) : 'a' + random.nextInt(26));
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte... inserted) {
        return ByteBuffer.allocate(bytes.length - (to - from) + inserted.length)
                .put(bytes, 0, from).put(inserted).put(bytes, to, bytes.length - to).array();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
