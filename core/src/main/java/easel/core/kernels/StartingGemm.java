package easel.core.kernels;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The default on processors with wide vectors: the first products of a process in plain Java, the others by the Vector
 * API, with the same bits. Until C2 has compiled a vector kernel, each vector operation is a call that allocates. C2
 * compiles the loops of {@link JavaGemm} sooner, and until then the interpreter runs them faster. The first step of a
 * GAN of dense layers takes half as much processor time this way; a long training takes 0.1 to 0.5 s of it more,
 * because C2 compiles both kernels. Convolutions and large products end the start, because convolutions use vector
 * kernels anyway; without this rule the first step of the DCGAN takes a tenth more processor time.
 */
final class StartingGemm implements Multiplier {
    /** Multiply-adds until the Vector API takes over, about two steps of vanilla, batch 32. 2^31 is no better. */
    static final long LIMIT = 1L << 30;

    /** A product with more multiply-adds uses the Vector API at once: such as a DCGAN's first layer. */
    static final long LARGE = 1L << 26;

    private final Multiplier first;
    private final Multiplier later;
    private final AtomicLong multiplyAdds = new AtomicLong();

    /**
     * Creates the multiplier.
     *
     * @param first computes the first products
     * @param later computes the other products, with the same bits
     */
    StartingGemm(Multiplier first, Multiplier later) {
        this.first = first;
        this.later = later;
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        next(a, b).multiply(a, b, c, add);
    }

    @Override
    public PackedMatrix pack(MatrixView b) {
        return later.pack(b);
    }

    @Override
    public void multiply(MatrixView a, PackedMatrix b, MatrixView c, boolean add) {
        next(a, b.view()).multiply(a, b, c, add);
    }

    private Multiplier next(MatrixView a, MatrixView b) {
        if (!isStarting()) {
            return later;
        }
        long work = (long) a.rows() * a.columns() * b.columns();
        if (work > LARGE) {
            endStart();
            return later;
        }
        multiplyAdds.addAndGet(work);
        return first;
    }

    @Override
    public boolean isStarting() {
        return multiplyAdds.get() < LIMIT;
    }

    @Override
    public void endStart() {
        if (isStarting()) {
            multiplyAdds.addAndGet(LIMIT);
        }
    }

    @Override
    public String describe() {
        return later.describe();
    }
}
