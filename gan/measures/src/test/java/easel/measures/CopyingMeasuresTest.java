package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import org.junit.jupiter.api.Test;

class CopyingMeasuresTest {
    @Test
    void theReferenceValuesAreReached() {
        assertEquals(0.390625, Authenticity.share(Golden.train(), Golden.fake()), 1e-9);
        CopyingTest test = CopyingTest.of(Golden.train(), Golden.real(), Golden.fake());
        assertEquals(2542, test.u());
        assertEquals(2.35657946967103, test.z(), 1e-9);
    }

    @Test
    void copiesAreFound() {
        Tensor training = Golden.normal(300, 4, 1, 1);
        Tensor heldOut = Golden.normal(300, 4, 1, 2);
        Tensor copies = training.copy();
        for (int i = 0; i < copies.size(); i++) {
            copies.array()[i] += 0.001f * (i % 7);
        }
        assertTrue(CopyingTest.of(training, heldOut, copies).z() < -15);
        assertTrue(Authenticity.share(training, copies) < 0.01);
        double independent = CopyingTest.of(training, heldOut, Golden.normal(300, 4, 1, 4)).z();
        assertTrue(Math.abs(independent) < 3, "z " + independent);
        assertEquals(0.5, Authenticity.share(training, heldOut), 0.1);
        assertTrue(CopyingTest.of(training, heldOut, Golden.normal(300, 4, 3, 4)).z() > 5);
    }

    @Test
    void equalDistancesCountHalf() {
        Tensor training = Tensor.zeros(Shape.of(1, 1));
        CopyingTest test = CopyingTest.of(training, Tensor.of(Shape.of(3, 1), 1.0, 2.0, 3.0),
                Tensor.of(Shape.of(2, 1), 2.0, -3.0));
        assertEquals(1.5 + 2.5, test.u());
        assertEquals((4 - 2.5) / Math.sqrt(3), test.z(), 1e-15);             // √(3·2·(3 + 2 + 1)/12) = √3
    }

    @Test
    void anExampleIsAuthenticIfAnotherTrainingExampleIsNearer() {
        Tensor training = Tensor.of(Shape.of(3, 1), 0.0, 1.0, 5.0);
        assertEquals(1 / 3.0, Authenticity.share(training, Tensor.of(Shape.of(3, 1), -1.0, -1.5, 0.25)), 1e-15);
    }
}
