package easel.benchmarks.peers;

import easel.benchmarks.Program;
import easel.benchmarks.StepTimer;
import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Training steps in Deeplearning4j. It cannot backpropagate through D without computing D's weight gradients. So G is
 * trained in the way that is usual for Deeplearning4j: in a network of G and a copy of D with a learning rate of 0. The
 * arguments are the same as for {@link StepTimer}.
 */
final class Dl4jSteps {
    private Dl4jSteps() {}

    public static void main(String[] args) throws IOException {
        Program program = StepTimer.program(args);
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
        Nd4j.getRandom().setSeed(1);
        Runnable step = program == Program.CLASSIFIER ? classifier() : gan(program);
        StepTimer.time("deeplearning4j", "ND4J, native", program, () -> {
            step.run();
            return 0;
        }, args);
    }

    private static Runnable classifier() {
        MultiLayerNetwork network = discriminator(Program.CLASSIFIER);
        INDArray images = images(Program.CLASSIFIER);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, Program.CLASSIFIER.batch(), 10);
        for (int n = 0; n < Program.CLASSIFIER.batch(); n++) {
            labels.putScalar(n, n % 10, 1);
        }
        return () -> network.fit(images, labels);
    }

    private static Runnable gan(Program program) {
        int batch = program.batch();
        MultiLayerNetwork discriminator = discriminator(program);
        Dl4jNetwork layers = new Dl4jNetwork();
        Networks.generator(program, layers);
        int generatorLayers = layers.size();
        Networks.discriminator(program, layers.frozen());
        MultiLayerNetwork both = layers.build();
        INDArray real = images(program);
        INDArray one = Nd4j.ones(DataType.FLOAT, batch, 1);
        INDArray zero = Nd4j.zeros(DataType.FLOAT, batch, 1);
        INDArray labels = Nd4j.concat(0, one, zero);
        return () -> {
            INDArray z = latent(program);
            both.setInput(z);                                          // sets the batch size
            INDArray fake = both.activateSelectedLayers(0, generatorLayers - 1, z);
            if (program == Program.VANILLA) {                          // one update per batch
                discriminator.fit(real, one);
                discriminator.fit(fake, zero);
            } else {
                discriminator.fit(Nd4j.concat(0, real, fake), labels);
            }
            for (int i = 0; i < discriminator.getnLayers(); i++) {
                if (discriminator.getLayer(i).numParams() > 0) {
                    both.getLayer(generatorLayers + i).setParams(discriminator.getLayer(i).params());
                }
            }
            both.fit(latent(program), one);
        };
    }

    private static MultiLayerNetwork discriminator(Program program) {
        Dl4jNetwork layers = new Dl4jNetwork();
        Networks.discriminator(program, layers);
        return layers.build();
    }

    private static INDArray images(Program program) {
        return Networks.takesImages(program)
                ? Nd4j.randn(DataType.FLOAT, program.batch(), Networks.channels(program), Networks.size(program),
                        Networks.size(program))
                : Nd4j.randn(DataType.FLOAT, program.batch(), 784);
    }

    private static INDArray latent(Program program) {
        return Nd4j.randn(DataType.FLOAT, program.batch(), Networks.latent(program));
    }
}
