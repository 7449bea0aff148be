package easel.examples.run;

import easel.core.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The batches of a training, of which the next one can be read early. Each is read once. Not thread-safe. */
final class PeekedBatches implements LongFunction<Tensor> {
    private final LongFunction<Tensor> batches;
    private final Map<Long, Tensor> peeked = new TreeMap<>();

    PeekedBatches(LongFunction<Tensor> batches) {
        this.batches = batches;
    }

    /** Reads a batch, and keeps it for {@link #apply} until a later one is peeked. */
    Tensor peek(long number) {
        peeked.keySet().removeIf(earlier -> earlier < number - 1);
        return peeked.computeIfAbsent(number, batches::apply);
    }

    @Override
    public Tensor apply(long number) {
        Tensor kept = peeked.get(number);
        return kept != null ? kept : batches.apply(number);
    }
}
