package application;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.LatentSpace;

/** Standard normal coordinates from -limit to limit: a coordinate beyond the limit is drawn again. */
public record TruncatedNormal(int size, double limit) implements LatentSpace {
    public TruncatedNormal {
        if (size < 1 || !(limit >= 0.1)) {
            throw new IllegalArgumentException("size " + size + " must be at least 1, and limit " + limit
                    + " at least 0.1");
        }
    }

    @Override
    public void fill(Tensor z, RandomStream random) {
        for (int i = 0; i < z.size(); i++) {
            do {
                z.array()[i] = (float) random.nextGaussian();
            } while (Math.abs(z.array()[i]) > limit);
        }
    }

    @Override
    public String text() {
        return "TRUNCATED_NORMAL " + size + " " + limit;
    }

    static TruncatedNormal read(String settings) {
        String[] numbers = settings.split(" ", 2);
        return new TruncatedNormal(Integer.parseInt(numbers[0]), Double.parseDouble(numbers[1]));
    }

    /** Lets checkpoints with this space be read. Call it once, at the start of the program. */
    public static void register() {
        LatentSpace.register("TRUNCATED_NORMAL", TruncatedNormal::read);
    }
}
