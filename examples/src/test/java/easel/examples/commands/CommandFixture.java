package easel.examples.commands;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.gan.AdversarialLoss;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Sgd;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;

/** Small models and runs for the commands, and the pixels of the pictures they draw. */
abstract class CommandFixture {
    @TempDir
    Path folder;

    /** Images of 5 x 4 gray pixels, from 6 latent dimensions. */
    static Sequential generator(Layer last) {
        return Sequential.of(Shape.of(6), Dense.of(6, 20, RandomStream.of(1)), last, Reshape.to(5, 4, 1));
    }

    Path save(Layer model) throws IOException {
        Path file = folder.resolve("model" + model.tensors().size() + model.toString().hashCode() + ".safetensors");
        Models.save(model, file);
        return file;
    }

    /** Saves a generator whose last layers receive this number for every pixel. */
    Path constant(float value, Layer... last) throws IOException {
        Dense dense = Dense.of(3, 4, RandomStream.of(1));
        dense.parameters().get(0).update(weight -> Arrays.fill(weight, 0));
        dense.parameters().get(1).update(bias -> Arrays.fill(bias, value));
        Path file = folder.resolve("constant.safetensors");
        Models.save(Sequential.of(Shape.of(3),
                Stream.concat(Stream.of(dense), Stream.of(last)).toArray(Layer[]::new)), file);
        return file;
    }

    /** A run's folder with a checkpoint of step 0. */
    Path run(LatentSpace latent, Sequential generator, AdversarialLoss loss, String program) throws IOException {
        return run(latent, generator, loss, program, "none");
    }

    Path run(LatentSpace latent, Sequential generator, AdversarialLoss loss, String program, String data)
            throws IOException {
        return run(GanSettings.of(GanSchedule.JOINED, latent, 4).withLoss(loss), generator, program, data);
    }

    Path run(GanSettings settings, Sequential generator, String program, String data) throws IOException {
        Shape image = generator.output();
        Shape input = image.withColumns(image.columns() + settings.classes());
        Sequential discriminator = Sequential.of(input, Flatten.of(), Dropout.withRate(0.3f),
                Dense.of(input.size(), 1, RandomStream.of(2)));
        GanTrainer trainer = new GanTrainer(generator, discriminator, Sgd.withLearningRate(0.1f),
                Sgd.withLearningRate(0.1f), settings);
        Path run = Files.createDirectories(folder.resolve("runs").resolve("tiny-001"));
        Safetensors.write(trainer.state().plus(State.builder().string("run.program", program)
                .string("run.--seed", "1").string("run.data", data).build()),
                run.resolve("checkpoint-000000.safetensors"));
        return run;
    }

    Path run() throws IOException {
        return run(LatentSpace.normal(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
    }

    /** A latent space of an application that the command line does not know: all coordinates are equal. */
    record Diagonal(int size) implements LatentSpace {
        @Override
        public void fill(Tensor z, RandomStream random) {
            Arrays.fill(z.array(), random.nextFloat());
        }

        @Override
        public String text() {
            return "DIAGONAL " + size;
        }
    }

    static BufferedImage read(Path file) throws IOException {
        return ImageIO.read(file.toFile());
    }

    static int[] pixels(BufferedImage picture, int left, int top, int width, int height) {
        return picture.getRGB(left, top, width, height, null, 0, width);
    }

    /** Image n, from 0, of a row of images of 5 x 4 pixels, not magnified. */
    static int[] cell(Path strip, int n) throws IOException {
        return pixels(read(strip), 2 + 6 * n, 2, 4, 5);
    }

    /** Appends options to the arguments of a command. */
    static Object[] with(String[] options, Object... args) {
        return Stream.concat(Stream.of(args), Stream.of(options)).toArray();
    }
}
