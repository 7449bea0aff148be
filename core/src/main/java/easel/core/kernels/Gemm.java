package easel.core.kernels;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Matrix products (general matrix multiplication). This class checks the arguments and passes them to one of four
 * implementations.
 *
 * <p>Long sums are added in blocks of at most 256 terms ({@link SumOrder}). The error of an element is below 5e-7 of
 * the sum of the absolute values of its terms; this was measured for up to 200,000 positive terms. The order of the
 * additions is the same for all implementations but jblas.
 *
 * <p>The implementation is chosen once, by fixed rules and not by timing. On a processor with fused multiply-add, the
 * choice is the Vector API if vectors have at least 256 bits, java was started with
 * {@code --add-modules jdk.incubator.vector} and the JIT compiler C2 is on, else plain Java; the results of both have
 * the same bits. With this choice, plain Java also computes the first products of a process, which the Vector API would
 * compute slowly until C2 has compiled it; {@code vector} uses the Vector API from the first product on. If the
 * run-time image lacks the module jdk.management, the choice is plain Java, too. On a processor without fused
 * multiply-add, or if Easel cannot detect it, the choice is jblas if jblas works, else plain Java. The system property
 * {@code easel.gemm} selects an implementation: {@code vector}, {@code java}, {@code jblas}, {@code naive}, or
 * {@code auto} (the default). If the Vector API or jblas is selected and does not work, plain Java
 * replaces it, and one log line gives the reason and the remedy.
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
     * Creates the facade of an implementation.
     *
     * @param kind the kind of the multiplier
     * @param multiplier the implementation
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
        /** The Vector API. Needs its module and fused multiply-add; same bits as {@link #NAIVE}. */
        VECTOR,
        /** BLAS through jblas. Optional, one call at a time; its results differ in the last bits. */
        JBLAS,
        /** Plain Java loops that the JIT compiler vectorizes; same bits as {@link #NAIVE}. */
        JAVA,
        /** The definition as a triple loop: the reference for tests, slow. */
        NAIVE
    }

    /**
     * The implementation in use.
     *
     * @return the same object each time
     * @throws IllegalArgumentException if {@code easel.gemm} or {@code easel.threads} has an invalid value
     */
    public static Gemm chosen() {
        return chosen != null ? chosen : chooseOnce();
    }

    // Not in a static initializer, which would turn the error about a property into ExceptionInInitializerError.
    private static synchronized Gemm chooseOnce() {
        if (chosen == null) {
            chosen = choose(System.getProperty("easel.gemm", "auto"), FusedMultiplyAdd.AVAILABLE, Incubator.wide(),
                    Incubator::defect, Gemm::jblasDefect);
        }
        return chosen;
    }

    /** Why jblas does not work. First names the lack of fused multiply-add, which makes jblas the default. */
    private static Optional<String> jblasDefect() {
        return JblasGemm.defect().map(jblas ->
                FusedMultiplyAdd.defect().map(fused -> fused + ", and " + jblas).orElse(jblas));
    }

    /**
     * The facade of a given implementation.
     *
     * @param kind the implementation
     * @return a new object
     * @throws IllegalStateException if it does not work on this machine; the message gives the reason and the remedy
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
     * Applies the rules of {@link #chosen}.
     *
     * @param property value of {@code easel.gemm}
     * @param fused whether the processor has fused multiply-add
     * @param wide whether its vectors have at least 256 bits
     * @param vectorDefect gives the reason if the Vector API does not work; called only if the rules select it
     * @param jblasDefect gives the reason if jblas does not work; called only if the rules select it
     */
    static Gemm choose(String property, boolean fused, boolean wide, Supplier<Optional<String>> vectorDefect,
            Supplier<Optional<String>> jblasDefect) {
        String wanted = property.strip().toLowerCase(Locale.ROOT);
        Kind kind = switch (wanted) {
            case "auto" -> !fused ? Kind.JBLAS : wide ? Kind.VECTOR : Kind.JAVA;
            case "vector" -> Kind.VECTOR;
            case "java" -> Kind.JAVA;
            case "jblas" -> Kind.JBLAS;
            case "naive" -> Kind.NAIVE;
            default -> throw new IllegalArgumentException("easel.gemm is '" + property
                    + "'; expected vector, java, jblas, naive or auto");
        };
        Optional<String> defect = switch (kind) {
            case VECTOR -> vectorDefect.get();
            case JBLAS -> jblasDefect.get();
            case JAVA, NAIVE -> Optional.empty();
        };
        Gemm gemm = of(defect.isPresent() ? Kind.JAVA : kind, fused);
        if (gemm.kind == Kind.VECTOR && wanted.equals("auto")) {
            gemm = new Gemm(Kind.VECTOR, new StartingGemm(new JavaGemm(fused, Parallel.shared()), gemm.multiplier));
        }
        String choice = "Matrix products by " + gemm.describe();
        if (defect.isPresent()) {
            LOG.log(System.Logger.Level.INFO, choice + ", because " + defect.get());
        } else {
            LOG.log(System.Logger.Level.DEBUG, choice);
        }
        return gemm;
    }

    /**
     * The kind of this implementation.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Describes the implementation for logs and tables, such as {@code plain Java loops, threads: 2}.
     *
     * @return one line
     */
    public String describe() {
        return multiplier.describe();
    }

    /** Whether plain Java computes the next product although the kind is {@link Kind#VECTOR}. */
    boolean isStarting() {
        return multiplier.isStarting();
    }

    /**
     * Products of the same kind whose left matrix is given by a table of row offsets.
     *
     * @return the same object each time
     */
    public IndirectGemm indirect() {
        multiplier.endStart();
        return indirect;
    }

    /**
     * Products of the same kind with a small left matrix.
     *
     * @return the same object each time
     */
    public TransformGemm transforms() {
        multiplier.endStart();
        return transforms;
    }

    /**
     * Products of the same kind with the patch matrix of a convolution.
     *
     * @return the same object each time
     */
    public PatchGemm patches() {
        multiplier.endStart();
        return patches;
    }

    /**
     * Computes C = A·B. A and B may be views of the same array.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n), not transposed, shares no element with a or b. Modified
     * @throws IllegalArgumentException if the shapes do not match, or c is transposed or shares elements
     */
    public void multiply(MatrixView a, MatrixView b, MatrixView c) {
        validate(a, b, c);
        multiplier.multiply(a, b, c, false);
    }

    /**
     * Computes C += A·B. A and B may be views of the same array.
     *
     * @param a (m, k). Not modified
     * @param b (k, n). Not modified
     * @param c (m, n), not transposed, shares no element with a or b. Modified
     * @throws IllegalArgumentException if the shapes do not match, or c is transposed or shares elements
     */
    public void multiplyAdd(MatrixView a, MatrixView b, MatrixView c) {
        validate(a, b, c);
        multiplier.multiply(a, b, c, true);
    }

    /**
     * Prepares a right-hand matrix for several products. Only {@link Kind#VECTOR} copies it, in parallel; the others
     * keep the view. Packing takes about as long as the product of 30 rows with the packed matrix.
     *
     * @param b (k, n), may be transposed. Not modified. The result refers to its array, whose values must not change
     * @return B for {@link #multiply(MatrixView, PackedMatrix, MatrixView)}
     */
    public PackedMatrix pack(MatrixView b) {
        return multiplier.pack(b);
    }

    /**
     * Computes C = A·B with the bits of {@link #multiply(MatrixView, MatrixView, MatrixView)}.
     *
     * @param a (m, k), may be transposed. Not modified
     * @param b (k, n), from {@link #pack} of any kind; a kind that does not know the copy reads the view. Not modified
     * @param c (m, n), not transposed, shares no element with a or b. Modified
     * @throws IllegalArgumentException if the shapes do not match, or c is transposed or shares elements
     */
    public void multiply(MatrixView a, PackedMatrix b, MatrixView c) {
        validate(a, b.view(), c);
        multiplier.multiply(a, b, c, false);
    }

    /**
     * Computes C += A·B with the bits of {@link #multiplyAdd(MatrixView, MatrixView, MatrixView)}.
     *
     * @param a (m, k), may be transposed. Not modified
     * @param b (k, n), from {@link #pack} of any kind. Not modified
     * @param c (m, n), not transposed, shares no element with a or b. Modified
     * @throws IllegalArgumentException if the shapes do not match, or c is transposed or shares elements
     */
    public void multiplyAdd(MatrixView a, PackedMatrix b, MatrixView c) {
        validate(a, b.view(), c);
        multiplier.multiply(a, b, c, true);
    }

    private static void validate(MatrixView a, MatrixView b, MatrixView c) {
        if (a.columns() != b.rows()) {
            throw new IllegalArgumentException("A·B with A " + a.shape() + " and B " + b.shape()
                    + ": A has " + a.columns() + " columns, B has " + b.rows() + " rows; expected the same number");
        }
        if (c.rows() != a.rows() || c.columns() != b.columns()) {
            throw new IllegalArgumentException("C = A·B with A " + a.shape() + " and B " + b.shape() + ": C is "
                    + c.shape() + "; expected " + a.rows() + "×" + b.columns());
        }
        if (c.transposed()) {
            throw new IllegalArgumentException("C = A·B with A " + a.shape() + " and B " + b.shape() + ": C is "
                    + c.shape() + "; pass C untransposed and compute Cᵀ = Bᵀ·Aᵀ instead");
        }
        if (c.overlaps(a) || c.overlaps(b)) {
            throw new IllegalArgumentException("C = A·B with A " + a.shape() + " and B " + b.shape() + ": C "
                    + c.shape() + " shares elements with " + (c.overlaps(a) ? "A" : "B")
                    + "; use a separate array for C");
        }
    }
}
