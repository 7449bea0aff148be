package easel.benchmarks.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network of Deeplearning4j layers. Images are (N, C, H, W). */
final class Dl4jNetwork implements NetworkBuilder {
    private final List<Layer> layers = new ArrayList<>();
    private final Map<Integer, InputPreProcessor> reshaping = new HashMap<>();
    private IUpdater updater = new Adam(2e-4, 0.5, 0.999, 1e-7);

    /** Layers added after this call have a learning rate of 0. */
    Dl4jNetwork frozen() {
        updater = new Sgd(0);
        return this;
    }

    int size() {
        return layers.size();
    }

    MultiLayerNetwork build() {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1)
                .dataType(DataType.FLOAT).weightInit(WeightInit.XAVIER).updater(new Adam(2e-4, 0.5, 0.999, 1e-7))
                .list();
        layers.forEach(list::layer);
        reshaping.forEach(list::inputPreProcessor);
        MultiLayerNetwork network = new MultiLayerNetwork(list.build());
        network.init();
        return network;
    }

    private Dl4jNetwork layer(Layer layer) {
        layers.add(layer);
        return this;
    }

    @Override
    public Dl4jNetwork dense(int in, int out, boolean bias) {
        return layer(new DenseLayer.Builder().nIn(in).nOut(out).hasBias(bias).activation(Activation.IDENTITY)
                .updater(updater).build());
    }

    @Override
    public Dl4jNetwork logits(int in, int out) {
        return logits(in, out, true);
    }

    /** A dense layer on flattened images, because only an output layer has a loss. It computes the same numbers. */
    @Override
    public Dl4jNetwork logitsOfImages(int size, int in) {
        return toRows(size, in).logits(size * size * in, 1, false);
    }

    private Dl4jNetwork logits(int in, int out, boolean bias) {
        return layer(new OutputLayer.Builder(out == 1 ? LossFunction.XENT : LossFunction.MCXENT).nIn(in).nOut(out)
                .hasBias(bias).activation(out == 1 ? Activation.SIGMOID : Activation.SOFTMAX).updater(updater).build());
    }

    private Dl4jNetwork activation(Activation activation) {
        return layer(new ActivationLayer.Builder().activation(activation).build());
    }

    @Override
    public Dl4jNetwork leaky(float slope) {
        return layer(new ActivationLayer.Builder().activation(new ActivationLReLU(slope)).build());
    }

    @Override
    public Dl4jNetwork relu() {
        return activation(Activation.RELU);
    }

    @Override
    public Dl4jNetwork tanh() {
        return activation(Activation.TANH);
    }

    @Override
    public Dl4jNetwork sigmoid() {
        return activation(Activation.SIGMOID);
    }

    @Override
    public Dl4jNetwork batchNorm(int features, float momentum, float epsilon) {
        return layer(new BatchNormalization.Builder().nIn(features).nOut(features).decay(momentum).eps(epsilon)
                .updater(updater).build());
    }

    @Override
    public Dl4jNetwork dropout(float rate) {
        return layer(new DropoutLayer.Builder(1 - rate).build());      // the argument is the keep probability
    }

    @Override
    public Dl4jNetwork toImages(int size, int channels) {
        reshaping.put(layers.size(), new FeedForwardToCnnPreProcessor(size, size, channels));
        return this;
    }

    @Override
    public Dl4jNetwork toRows(int size, int channels) {
        reshaping.put(layers.size(), new CnnToFeedForwardPreProcessor(size, size, channels));
        return this;
    }

    @Override
    public Dl4jNetwork same(int size, int in, int out, int kernel, int stride, boolean bias) {
        return convolution(in, out, kernel, stride, ConvolutionMode.Same, bias);
    }

    @Override
    public Dl4jNetwork valid(int size, int in, int out, int kernel) {
        return convolution(in, out, kernel, 1, ConvolutionMode.Truncate, true);
    }

    private Dl4jNetwork convolution(int in, int out, int kernel, int stride, ConvolutionMode mode, boolean bias) {
        return layer(new ConvolutionLayer.Builder(kernel, kernel).stride(stride, stride).nIn(in).nOut(out)
                .convolutionMode(mode).hasBias(bias).activation(Activation.IDENTITY).updater(updater).build());
    }

    @Override
    public Dl4jNetwork transposed(int size, int in, int out, int kernel, int stride, boolean bias) {
        return transposed(in, out, kernel, stride, ConvolutionMode.Same, bias);
    }

    @Override
    public Dl4jNetwork transposedPoint(int in, int out, int kernel) {
        return transposed(in, out, kernel, 1, ConvolutionMode.Truncate, false);
    }

    private Dl4jNetwork transposed(int in, int out, int kernel, int stride, ConvolutionMode mode, boolean bias) {
        return layer(new Deconvolution2D.Builder(kernel, kernel).stride(stride, stride).nIn(in).nOut(out)
                .convolutionMode(mode).hasBias(bias).activation(Activation.IDENTITY)
                .updater(updater).build());
    }

    @Override
    public Dl4jNetwork up(int size) {
        return layer(new Upsampling2D.Builder(2).build());
    }

    @Override
    public Dl4jNetwork pool() {
        return layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX).kernelSize(2, 2).stride(2, 2)
                .build());
    }
}
