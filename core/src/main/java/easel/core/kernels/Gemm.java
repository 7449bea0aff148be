package easel.core.kernels;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Matrix products. Arguments are checked here; what computes is one of a closed set of implementations.
 *
 * <p>{@link #chosen} is chosen once, in a fixed order and never by a race. With fused multiply-add: the
 * Vector API if vectors have at least 256 bits and java was started with {@code --add-modules jdk.incubator.vector},
 * else plain Java; both give the same bits. Without: jblas if it works, else plain Java. The system property
 * {@code easel.gemm} names another: {@code vector}, {@code java}, {@code jblas}, {@code naive}, or {@code auto}, the
 * default. If the Vector API or jblas is wanted and does not work, plain Java takes its place, and one line of the log
 * says why, and the remedy.
 */
public final class Gemm {
    private static final System.Logger LOG = System.getLogger(Gemm.class.getName());

    private static volatile Gemm chosen;

    private final Kind kind;
    private final Multiplier multiplier;
    private final IndirectGemm indirect;
    private final TransformGemm transforms;
    private final PatchGemm patches;

    /**
     * A facade of one implementation.
     *
     * @param kind what the multiplier is
     * @param multiplier what computes
     */
    Gemm(Kind kind, Multiplier multiplier) {
        this.kind = kind;
        this.multiplier = multiplier;
        this.indirect = kind == Kind.VECTOR ? Incubator.create(IndirectGemm.class, "VectorRows")
                : new CopiedRows(multiplier);
        this.transforms = kind == Kind.VECTOR ? Incubator.create(TransformGemm.class, "VectorTransformGemm")
                : new JavaTransformGemm(FusedMultiplyAdd.AVAILABLE);
        this.patches = kind == Kind.VECTOR ? Incubator.create(PatchGemm.class, "VectorPatches")
                : new CopiedPatches(multiplier);
    }

    /** The implementations. */
    public enum Kind {
        /** The Vector API: needs its module and fused multiply-add; the same bits as the naive loop. */
        VECTOR,
        /** BLAS through jblas: optional, one call at a time; other bits than the rest. */
        JBLAS,
        /** Plain loops that the compiler turns into vector instructions; the same bits as the naive loop. */
        JAVA,
        /** The definition as a triple loop: the reference, slow. */
        NAIVE
    }

    /**
     * The implementation in use.
     *
     * @return the same object each time
     * @throws IllegalArgumentException if {@code easel.gemm} or {@code easel.threads} has an unknown value
     */
    public static Gemm chosen() {
        return chosen != null ? chosen : chooseOnce();
    }

    // Not in a static initializer: a bad property must reach the caller as what it is, not as a class that cannot load.
    private static synchronized Gemm chooseOnce() {
        if (chosen == null) {
            chosen = choose(System.getProperty("easel.gemm", "auto"), FusedMultiplyAdd.AVAILABLE, Incubator.wide(),
                    Incubator::defect, JblasGemm::defect);
        }
        return chosen;
    }

    /**
     * A particular implementation.
     *
     * @param kind which one
     * @return a facade of it
     * @throws IllegalStateException if it does not work here; the message says why, and the remedy
     */
    public static Gemm of(Kind kind) {
        Optional<String> defect = switch (kind) {
            case VECTOR -> Incubator.defect();
            case JBLAS -> JblasGemm.defect();
            case JAVA, NAIVE -> Optional.empty();
        };
        if (defect.isPresent()) {
            throw new IllegalStateException("matrix products by " + kind + ": " + defect.get());
        }
        return of(kind, FusedMultiplyAdd.AVAILABLE);
    }

    private static Gemm of(Kind kind, boolean fused) {
        return new Gemm(kind, switch (kind) {
            case VECTOR -> Incubator.create(Multiplier.class, "VectorGemm");
            case JBLAS -> new JblasGemm();
            case JAVA -> new JavaGemm(fused, Parallel.shared());
            case NAIVE -> new NaiveGemm(fused);
        });
    }

    /**
     * Chooses as {@link #chosen} does.
     *
     * @param wanted value of {@code easel.gemm}
     * @param fused whether the processor has fused multiply-add
     * @param wide whether its vectors have at least 256 bits
     * @param vectorDefect what keeps the Vector API from working, asked only when it is a candidate
     * @param jblasDefect what keeps jblas from working, asked only when it is a candidate
     */
    static Gemm choose(String wanted, boolean fused, boolean wide, Supplier<Optional<String>> vectorDefect,
            Supplier<Optional<String>> jblasDefect) {
        Kind kind = switch (wanted.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> !fused ? Kind.JBLAS : wide ? Kind.VECTOR : Kind.JAVA;
            case "vector" -> Kind.VECTOR;
            case "java" -> Kind.JAVA;
            case "jblas" -> Kind.JBLAS;
            case "naive" -> Kind.NAIVE;
            default -> throw new IllegalArgumentException("easel.gemm is '" + wanted
                    + "'; expected vector, java, jblas, naive or auto");
        };
        Optional<String> defect = switch (kind) {
            case VECTOR -> vectorDefect.get();
            case JBLAS -> jblasDefect.get();
            case JAVA, NAIVE -> Optional.empty();
        };
        Gemm gemm = of(defect.isPresent() ? Kind.JAVA : kind, fused);
        String choice = "Matrix products by " + gemm.describe();
        if (defect.isPresent()) {
            LOG.log(System.Logger.Level.INFO, choice + ", because " + defect.get());
        } else {
            LOG.log(System.Logger.Level.DEBUG, choice);
        }
        return gemm;
    }

    /**
     * Which implementation this is.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * One line for people, such as {@code plain Java loops, threads: 2}.
     *
     * @return what computes
     */
    public String describe() {
        return multiplier.describe();
    }

    /**
     * The same products, with matrices that lie in pieces.
     *
     * @return the same object each time
     */
    public IndirectGemm indirect() {
        return indirect;
    }

    /**
     * The same products, of a small matrix and a few long rows.
     *
     * @return the same object each time
     */
    public TransformGemm transforms() {
        return transforms;
    }

    /**
     * The same products, with the patches under a window.
     *
     * @return the same object each time
     */
    public PatchGemm patches() {
        return patches;
    }

    /**
     * C = A·B. A and B may be views of one array.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n), not transposed, sharing no element with a or b. Modified
     * @throws IllegalArgumentException if the shapes do not fit together, or c is transposed or shares elements
     */
    public void multiply(MatrixView a, MatrixView b, MatrixView c) {
        validate(a, b, c);
        multiplier.multiply(a, b, c, false);
    }

    /**
     * C += A·B. A and B may be views of one array.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n), not transposed, sharing no element with a or b. Modified
     * @throws IllegalArgumentException if the shapes do not fit together, or c is transposed or shares elements
     */
    public void multiplyAdd(MatrixView a, MatrixView b, MatrixView c) {
        validate(a, b, c);
        multiplier.multiply(a, b, c, true);
    }

    private static void validate(MatrixView a, MatrixView b, MatrixView c) {
        if (a.columns() != b.rows()) {
            throw new IllegalArgumentException("A·B of A " + a.shape() + " and B " + b.shape()
                    + ": A has " + a.columns() + " columns, B " + b.rows() + " rows; expected as many");
        }
        if (c.rows() != a.rows() || c.columns() != b.columns()) {
            throw new IllegalArgumentException("C = A·B of A " + a.shape() + " and B " + b.shape() + ": C is "
                    + c.shape() + "; expected " + a.rows() + "×" + b.columns());
        }
        if (c.transposed()) {
            throw new IllegalArgumentException("C = A·B of A " + a.shape() + " and B " + b.shape() + ": C is "
                    + c.shape() + "; give C untransposed and compute Cᵀ = Bᵀ·Aᵀ instead");
        }
        if (c.overlaps(a) || c.overlaps(b)) {
            throw new IllegalArgumentException("C = A·B of A " + a.shape() + " and B " + b.shape() + ": C " + c.shape()
                    + " shares elements with " + (c.overlaps(a) ? "A" : "B") + "; give it an array of its own");
        }
    }
}
