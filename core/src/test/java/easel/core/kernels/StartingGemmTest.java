package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StartingGemmTest {
    /** A product of 2^25 multiply-adds. */
    private static final int SIDE = 1 << 8;
    private static final MatrixView A = new MatrixView(new float[SIDE * SIDE * 2], 0, SIDE, 2 * SIDE, false);
    private static final MatrixView B = new MatrixView(new float[SIDE * SIDE * 2], 0, 2 * SIDE, SIDE, false);
    private static final MatrixView C = MatrixView.of(new float[SIDE * SIDE], SIDE, SIDE);

    private final List<String> calls = new ArrayList<>();
    private final PackedMatrix packed = new PackedMatrix(B);

    /** Records its calls and computes nothing. */
    private final class Recorder implements Multiplier {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
            calls.add(name + (add ? " adds" : " multiplies"));
        }

        @Override
        public PackedMatrix pack(MatrixView b) {
            calls.add(name + " packs");
            return packed;
        }

        @Override
        public void multiply(MatrixView a, PackedMatrix b, MatrixView c, boolean add) {
            calls.add(name + " multiplies packed");
        }

        @Override
        public String describe() {
            return name;
        }
    }

    @Test
    void theFirstProductsUpToTheLimitAreComputedInPlainJava() {
        assertEquals(StartingGemm.LIMIT, 32L * A.rows() * A.columns() * B.columns());
        StartingGemm gemm = new StartingGemm(new Recorder("java"), new Recorder("vector"));
        assertEquals("vector", gemm.describe());
        assertSame(packed, gemm.pack(B));
        gemm.multiply(A, B, C, false);
        gemm.multiply(A, B, C, true);
        gemm.multiply(A, packed, C, false);
        assertEquals(List.of("vector packs", "java multiplies", "java adds", "java multiplies packed"), calls);
        for (int i = 4; i < 32; i++) {
            gemm.multiply(A, B, C, false);
        }
        assertTrue(gemm.isStarting());
        calls.clear();
        gemm.multiply(A, B, C, false);
        assertFalse(gemm.isStarting());
        gemm.multiply(A, B, C, false);
        gemm.multiply(A, B, C, true);
        gemm.multiply(A, packed, C, false);
        assertEquals(List.of("java multiplies", "vector multiplies", "vector adds", "vector multiplies packed"), calls);
    }

    @Test
    void aLargeProductEndsTheStart() {
        StartingGemm gemm = new StartingGemm(new Recorder("java"), new Recorder("vector"));
        MatrixView wide = MatrixView.of(new float[4 * B.data().length], B.rows(), 4 * B.columns());
        assertTrue((long) A.rows() * A.columns() * wide.columns() > StartingGemm.LARGE);
        gemm.multiply(A, wide, MatrixView.of(new float[4 * C.data().length], C.rows(), 4 * C.columns()), false);
        gemm.multiply(A, B, C, false);
        assertEquals(List.of("vector multiplies", "vector multiplies"), calls);
    }

    @Test
    void convolutionsEndTheStart() {
        assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
        List<Consumer<Gemm>> uses = List.of(Gemm::indirect, Gemm::transforms, Gemm::patches);
        for (Consumer<Gemm> use : uses) {
            Gemm gemm = choose("auto");
            assertTrue(gemm.isStarting());
            use.accept(gemm);
            assertFalse(gemm.isStarting());
        }
    }

    @Test
    void onlyTheDefaultChoiceStartsInPlainJava() {
        assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
        assertTrue(choose("auto").isStarting());
        assertEquals(Gemm.Kind.VECTOR, choose("auto").kind());
        assertFalse(choose("vector").isStarting());
        assertFalse(choose("java").isStarting());
        assertFalse(Gemm.of(Gemm.Kind.VECTOR).isStarting());
    }

    private static Gemm choose(String property) {
        return Gemm.choose(property, true, true, Optional::empty, Optional::empty);
    }

    @Test
    void theProductAfterTheLimitHasTheBitsOfTheProductBefore() {
        assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
        Gemm gemm = choose("auto");
        MatrixView a = Matrices.random(SIDE, 2 * SIDE, false, 1);
        MatrixView b = Matrices.random(2 * SIDE, SIDE, true, 2);
        MatrixView before = MatrixView.of(new float[SIDE * SIDE], SIDE, SIDE);
        MatrixView after = MatrixView.of(new float[SIDE * SIDE], SIDE, SIDE);
        while (gemm.isStarting()) {
            gemm.multiply(a, b, before);
        }
        gemm.multiply(a, b, after);
        assertArrayEquals(before.data(), after.data());
    }
}
