package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.random.RandomStream;
import easel.measures.ModeCoverage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixtureTest {
    @ParameterizedTest
    @EnumSource
    void theDataCoverTheirModes(Mixture data) {
        ModeCoverage coverage = ModeCoverage.of(data.examples.sample(20_000, RandomStream.of(1)), data.means,
                data.sigma);
        assertEquals(data.means.length, coverage.modes());
        assertEquals(1 - Math.exp(-4.5), coverage.highQuality(), 0.003, "P(distance < 3σ) in two dimensions");
        assertTrue(coverage.reverseKl() < 0.01, coverage::toString);
    }
}
