package easel.gan;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sums shards in a fixed binary tree, whatever their number: the sum of n shards is that of the first 2ᵏ, with 2ᵏ the
 * largest power of two below n, plus that of the others. At most log₂ n + 1 sums are in memory. A sum of 2ᵏ shards that
 * begins at a multiple of 2ᵏ may come from elsewhere.
 */
final class TreeSum {
    private record Part(ShardSum sum, int shards) {}

    private final Deque<Part> parts = new ArrayDeque<>();

    /** Adds the next shards; their number is a power of two that divides the number of shards before. */
    void add(ShardSum next, int shards) {
        if (parts.isEmpty() || parts.peek().shards > shards) {
            parts.push(new Part(next.copy(), shards));
            return;
        }
        Part left = parts.pop();
        assert left.shards == shards : left.shards + " and " + shards + " shards are no neighbours in the tree";
        Part sum = new Part(left.sum.add(next), 2 * shards);
        while (!parts.isEmpty() && parts.peek().shards == sum.shards) {
            Part before = parts.pop();
            sum = new Part(before.sum.add(sum.sum), 2 * sum.shards);
        }
        parts.push(sum);
    }

    /** The sum of all shards. */
    ShardSum sum() {
        ShardSum sum = parts.pop().sum;
        while (!parts.isEmpty()) {
            sum = parts.pop().sum.add(sum);
        }
        return sum;
    }
}
