package easel.gan;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one update reads. A shard is a part of it with consecutive examples; all shards together are the batch.
 *
 * @param realIfRead real examples, (N, …), if the update reads some
 * @param z latent points, (M, latent + K)
 * @param random the stream of dropout, noise and labels
 */
record UpdateInputs(Optional<Tensor> realIfRead, Tensor z, RandomStream random) {
    static UpdateInputs of(Tensor z, RandomStream random) {
        return new UpdateInputs(Optional.empty(), z, random);
    }

    UpdateInputs withReal(Tensor real) {
        return new UpdateInputs(Optional.of(real), z, random);
    }

    UpdateInputs withStream(String name) {
        return new UpdateInputs(realIfRead, z, random.stream(name));
    }

    Tensor real() {
        return realIfRead.orElseThrow();
    }

    /**
     * One of the shards, with a random stream of its own. The numbers of examples of two shards are equal, or differ by
     * one group of {@code packing} examples.
     *
     * @throws IllegalArgumentException if there are fewer groups than shards
     */
    UpdateInputs shard(int shard, GanSettings settings) {
        return new UpdateInputs(realIfRead.map(x -> rows(x, shard, settings, "real examples")),
                rows(z, shard, settings, "latent points"), random.stream("shard").at(shard));
    }

    private static Tensor rows(Tensor x, int shard, GanSettings settings, String name) {
        int n = x.shape().axis(0);
        int packing = settings.packing();
        if (n < (long) packing * settings.shards()) {
            throw new IllegalArgumentException("a batch of " + n + " " + name + " cannot be cut into "
                    + settings.shards() + " shards of at least " + packing + "; use a larger batch or fewer shards");
        }
        long groups = n / packing;
        int from = (int) (groups * shard / settings.shards()) * packing;
        int until = shard == settings.shards() - 1 ? n : (int) (groups * (shard + 1) / settings.shards()) * packing;
        int size = x.size() / n;
        return Tensor.of(x.shape().withFirst(until - from), Arrays.copyOfRange(x.array(), from * size, until * size));
    }
}
