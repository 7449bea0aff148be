package easel.gan;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tensor;
import easel.gan.GanSteps.Metrics;
import easel.layers.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What shards of an update contribute to it: the sums of their gradients, of the running statistics after their forward
 * passes, and of their metrics.
 *
 * @param gradients of D and then of G, for the networks that the update changes, in the order of their parameters
 * @param statistics all tensors of D and then of G that are no parameters
 * @param metrics of {@link GanSteps.Metrics}
 */
record ShardSum(List<Tensor> gradients, List<Tensor> statistics, Metrics metrics) {
    /** A view of one shard; {@link #copy} stays valid after the tape is closed and the next shard is computed. */
    static ShardSum of(UpdateGradients.Result shard, List<Tensor> statistics) {
        List<Tensor> gradients = Stream.of(shard.discriminator(), shard.generator()).flatMap(Optional::stream)
                .flatMap(g -> g.sources().stream().map(g::of)).toList();
        return new ShardSum(gradients, statistics, shard.metrics());
    }

    /** The tensors of both networks that are no parameters, such as running means and variances. */
    static List<Tensor> statistics(Layer discriminator, Layer generator) {
        return Stream.of(discriminator, generator).flatMap(network -> network.tensors().values().stream())
                .filter(tensor -> !(tensor instanceof Parameter)).toList();
    }

    ShardSum copy() {
        return new ShardSum(copies(gradients), copies(statistics), metrics);
    }

    private static List<Tensor> copies(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::copy).toList();
    }

    /** Adds another sum of the same update. Modified: the tensors of this sum. */
    ShardSum add(ShardSum other) {
        add(gradients, other.gradients);
        add(statistics, other.statistics);
        return new ShardSum(gradients, statistics, metrics.plus(other.metrics));
    }

    private static void add(List<Tensor> sums, List<Tensor> terms) {
        for (int t = 0; t < sums.size(); t++) {
            float[] sum = sums.get(t).array();
            float[] term = terms.get(t).array();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += term[i];
            }
        }
    }

    /** Divides by the number of shards. Modified: the tensors of this sum. */
    ShardSum divide(int shards) {
        Stream.of(gradients, statistics).flatMap(List::stream).map(Tensor::array).forEach(sum -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= shards;
            }
        });
        return new ShardSum(gradients, statistics, metrics.dividedBy(shards));
    }

    /** The gradients as those of the networks that an update changes. */
    UpdateGradients.Result result(GanUpdate update, Layer discriminator, Layer generator) {
        List<Tensor> rest = new ArrayList<>(gradients);
        return new UpdateGradients.Result(take(rest, discriminator, update.changesDiscriminator()),
                take(rest, generator, update.changesGenerator()), metrics);
    }

    private static Optional<Gradients> take(List<Tensor> rest, Layer network, boolean changes) {
        if (!changes) {
            return Optional.empty();
        }
        List<Parameter> parameters = network.parameters();
        List<Tensor> own = rest.subList(0, parameters.size());
        Gradients gradients = Gradients.of(parameters, own);
        own.clear();
        return Optional.of(gradients);
    }
}
