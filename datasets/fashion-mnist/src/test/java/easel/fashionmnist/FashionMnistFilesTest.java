package easel.fashionmnist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.testkit.JavaProcess.Result;
import easel.testkit.ProjectModules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class FashionMnistFilesTest {
    /** On the module path the application names the module easel.datasets only. */
    @Test
    void anApplicationReadsTheSampleOnTheClassPathAndOnTheModulePath(@TempDir Path folder) throws Exception {
        for (Result run : ProjectModules.runOnBothPaths("easel.datasets", Path.of("../src/it/Application.java"),
                folder.resolve("grid.png").toString())) {
            List<String> loaded = run.expectSuccess().lines().filter(line -> line.contains(" images (")).toList();
            assertEquals(List.of("FashionMnist.sample: 10000 images (28, 28, 1)"), loaded);
        }
    }
}
