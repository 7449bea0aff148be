package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GoldenTest {
    @Test
    void theSetsAreThoseOfTheReference() {
        assertEquals(0.01288404360753221, Golden.REAL[0][0]);
        assertEquals(0.6204162537165511, Golden.REAL[0][1]);
        assertEquals(0.7313676907829535, Golden.FAKE[63][0]);
        assertEquals(0.05946481665014866, Golden.TRAIN[95][5]);
    }
}
