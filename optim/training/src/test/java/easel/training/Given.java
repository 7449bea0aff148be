package easel.training;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Small problems and networks for tests. */
final class Given {
    private Given() {}

    /** Points (x, y) in a square with the class of their quadrant, 0 to 3. */
    static Examples quadrants(int count) {
        Tensor points = points(count);
        return Examples.of(points, IntStream.range(0, count)
                .map(n -> (points.at(n, 0) > 0 ? 1 : 0) + (points.at(n, 1) > 0 ? 2 : 0)).toArray());
    }

    private static Tensor points(int count) {
        Tensor points = Tensor.zeros(Shape.of(count, 2));
        RandomStream.of(7).fillUniform(points.array(), -1, 1);
        return points;
    }

    /** Points (x, y) with the target x·y, (N, 1). */
    static Examples products(int count) {
        Tensor points = points(count);
        Tensor products = Tensor.zeros(Shape.of(count, 1));
        for (int n = 0; n < count; n++) {
            products.array()[n] = points.at(n, 0) * points.at(n, 1);
        }
        return Examples.of(points, products);
    }

    /** A network with batch statistics and dropout, so that a step depends on its random stream. */
    static Sequential network(int outputs) {
        RandomStream random = RandomStream.of(3);
        return Sequential.of(Shape.of(2), Dense.of(2, 16, random), BatchNorm.of(16), Tanh.of(), Dropout.withRate(0.1),
                Dense.of(16, outputs, random));
    }

    /** A network that gives the same outputs in training and inference mode. */
    static Sequential plainNetwork(int outputs) {
        RandomStream random = RandomStream.of(3);
        return Sequential.of(Shape.of(2), Dense.of(2, 32, random), Tanh.of(), Dense.of(32, outputs, random));
    }

    /** A classifier of {@link #quadrants} with batches of 8. */
    static Training classifier(Sequential network) {
        return Training.of(network, Adam.withLearningRate(0.01), Objective.classification()).withBatch(8).withSeed(5);
    }

    /** Copies of all tensors of a network, as lists that are equal if all bits are equal. */
    static Map<String, List<Integer>> bits(Sequential network) {
        return bits(network.tensors());
    }

    static Map<String, List<Integer>> bits(State state) {
        return bits(state.tensors());
    }

    private static Map<String, List<Integer>> bits(Map<String, Tensor> tensors) {
        Map<String, List<Integer>> bits = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> bits.put(name, IntStream.range(0, tensor.size())
                .mapToObj(i -> Float.floatToRawIntBits(tensor.array()[i])).toList()));
        return bits;
    }
}
