package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Mnist;
import easel.gan.GanTrainer;
import easel.gan.GradientPenalty;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
    static Stream<Recipe> recipes() {
        return Recipe.all().stream();
    }

    @Test
    void namesAreUniqueWordsAndTheBestRecipeIsCompared() {
        Set<String> names = new HashSet<>();
        recipes().forEach(recipe -> {
            assertTrue(recipe.name().matches("[a-z0-9.-]+"), recipe.name());
            assertTrue(names.add(recipe.name()), recipe.name());
        });
        assertTrue(Recipe.all().contains(Recipe.BEST));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipeTrains(Recipe recipe) {
        Recipe small = recipe.withBatch(4);
        RandomStream random = RandomStream.of(3);
        Sequential generator = small.newGenerator(random);
        GanTrainer trainer = small.trainer(generator, small.newDiscriminator(random), small.settings(3), 2);
        Tensor z = Tensor.full(generator.input().batch(1), 0.5);
        Tensor before = generator.infer(z);
        assertTrue(trainer.train(2, small.batches(Mnist.train(), random)));
        assertEquals(RecipeNetworks.IMAGE.batch(small.samples()), trainer.samples(small.samples()).shape());
        assertFalse(Arrays.equals(before.array(), generator.infer(z).array()));
        assertEquals(recipe.averageHalfLife() == 0, trainer.generator() == generator);
    }

    @Test
    void penaltiesHaveHalfOfGammaInEveryEighthStep() {
        Recipe recipe = recipes().filter(r -> r.name().equals("relativistic")).findFirst().orElseThrow();
        assertEquals(List.of(GradientPenalty.r1(1).withInterval(8), GradientPenalty.r2(1).withInterval(8)),
                recipe.penalties().penalties());
    }

    @Test
    void theLearningRateFallsToATwentieth() {
        Adam adam = Recipe.BEST.rates().adam(100);
        assertEquals("Adam, learning rate cosine(0.002, 1.0E-4, 100) after 0 steps, beta1 0.0, beta2 0.99,"
                + " epsilon 1.0E-7", adam.toString());
        assertEquals(2e-3f, adam.learningRate());
        assertEquals(new Recipe.Rates(1e-4, 1, 0, 0.9, 0.999), Recipe.DCGAN.rates());
        assertEquals(Recipe.BEST, Recipe.BEST.withLearningRate(0.002f), "the default of best-mnist");
    }

    @Test
    void theConstantPartComesFirst() {
        assertTrue(new Recipe.Rates(2e-4, 0.1, 0.25, 0, 0).adam(100).toString()
                .contains("cosine(2.0E-4, 2.0E-5, 75) after 25 steps"));
    }
}
