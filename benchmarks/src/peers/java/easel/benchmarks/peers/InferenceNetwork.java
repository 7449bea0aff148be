package easel.benchmarks.peers;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.gan.ConvNetworks;
import easel.gan.GanProgram;
import easel.layers.Sequential;
import java.util.Locale;
import java.util.function.Function;

/** The networks whose inference is timed, with the names of the option {@code --networks}. */
enum InferenceNetwork {
    VANILLA_G(GanProgram.VANILLA::generator),
    DCGAN_G(GanProgram.DCGAN::generator),
    DCGAN64_G(GanProgram.DCGAN64::generator),
    FASHION_G(GanProgram.FASHION::generator),
    DCGAN_D(GanProgram.DCGAN::discriminator),
    DCGAN64_D(GanProgram.DCGAN64::discriminator),
    CLASSIFIER(random -> ConvNetworks.classifier(Shape.of(28, 28, 1), 10, random));

    private final Function<RandomStream, Sequential> factory;

    InferenceNetwork(Function<RandomStream, Sequential> factory) {
        this.factory = factory;
    }

    /** The name in tables, such as "dcgan G". */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace("_g", " G").replace("_d", " D");
    }

    /**
     * The network with initial weights and random running statistics. With the initial statistics, mean 0 and variance
     * 1, BatchNorm would compute nearly the identity, and a comparison of outputs would not find missing statistics.
     */
    Sequential create() {
        Sequential network = factory.apply(RandomStream.of(1));
        network.tensors().values().stream().filter(tensor -> !(tensor instanceof Parameter))
                .forEach(statistics -> RandomStream.of(3).fillUniform(statistics.array(), 0.5f, 1.5f));
        return network;
    }
}
