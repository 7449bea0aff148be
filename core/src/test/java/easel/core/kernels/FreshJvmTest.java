package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.JavaProcess;
import easel.testkit.JavaProcess.Result;
import easel.testkit.LongTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The implementation that a new virtual machine chooses, and the output of that choice. */
@Execution(ExecutionMode.CONCURRENT)
class FreshJvmTest {
    private static final String PATH = System.getProperty("java.class.path");
    private static final String PATH_WITHOUT_JBLAS = Arrays.stream(PATH.split(File.pathSeparator))
            .filter(entry -> !new File(entry).getName().startsWith("jblas"))
            .collect(Collectors.joining(File.pathSeparator));

    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    /**
     * Runs {@link #main}. The choice depends on the width of vectors and on fused multiply-add, so the new virtual
     * machine gets these options of this one, which JAVA_TOOL_OPTIONS may have changed.
     */
    private static Result run(String classPath, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-cp", classPath, "-Duser.language=en",
                "-Djava.util.logging.SimpleFormatter.format=%4$s %3$s: %5$s%n"));
        HotSpot.option("MaxVectorSize").ifPresent(bytes -> all.add("-XX:MaxVectorSize=" + bytes));
        if (!FusedMultiplyAdd.AVAILABLE) {
            all.add("-XX:-UseFMA");
        }
        all.addAll(List.of(options));
        all.add(FreshJvmTest.class.getName());
        return JavaProcess.run(JavaProcess.of(all.toArray(String[]::new)));
    }

    /** Compares the chosen implementation with the naive one. Reports the result as an exit code, see {@link #exit}. */
    public static void main(String[] arguments) {
        MatrixView a = Matrices.random(40, 50, false, 1);
        MatrixView b = Matrices.random(50, 60, true, 2);
        MatrixView c = MatrixView.of(new float[2400], 40, 60);
        MatrixView expected = Matrices.copy(c);
        Gemm.chosen().multiply(a, b, c);
        Gemm.of(Gemm.Kind.NAIVE).multiply(a, b, expected);
        boolean equal = Arrays.equals(expected.data(), c.data());
        boolean fused = !Gemm.chosen().describe().contains("without fused multiply-add");
        System.exit(100 + (equal ? 1 : 0) + (fused ? 2 : 0) + 10 * Gemm.chosen().kind().ordinal());
    }

    private static int exit(Gemm.Kind kind, boolean equal, boolean fused) {
        return 100 + (equal ? 1 : 0) + (fused ? 2 : 0) + 10 * kind.ordinal();
    }

    @Test
    void theDefaultChoicePrintsNothing() throws IOException, InterruptedException {
        Assumptions.assumeTrue(FusedMultiplyAdd.AVAILABLE, "this processor has no fused multiply-add");
        Gemm.Kind kind = Incubator.wide() ? Gemm.Kind.VECTOR : Gemm.Kind.JAVA;
        // This warning is from the virtual machine.
        assertEquals(new Result(exit(kind, true, true), "",
                "WARNING: Using incubator modules: jdk.incubator.vector" + System.lineSeparator()), run(PATH, MODULE));
    }

    @Test
    void withoutItsModuleTheVectorApiIsReplacedAndOneLineGivesTheRemedy() throws IOException, InterruptedException {
        Assumptions.assumeTrue(FusedMultiplyAdd.AVAILABLE, "this processor has no fused multiply-add");
        String reason = "java runs without the module that makes them faster; start it with"
                + " --add-modules jdk.incubator.vector";
        assertFallsBack(reason, run(PATH, "-Deasel.gemm=vector", "-Deasel.threads=2"));
        if (Incubator.wide()) {
            assertFallsBack(reason, run(PATH, "-Deasel.threads=2"));
        } else {
            assertEquals(new Result(exit(Gemm.Kind.JAVA, true, true), "", ""), run(PATH));
        }
    }

    /** Each option turns off C2 or its support of the Vector API. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
    void withoutC2TheVectorApiIsReplacedAndOneLineNamesTheOption(String option)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(FusedMultiplyAdd.AVAILABLE, "this processor has no fused multiply-add");
        assertFallsBack("java runs with " + option + ", so that C2 does not compile the Vector API to vector"
                + " instructions; start it without this option", withoutWarning(run(PATH, MODULE,
                "-XX:+UnlockExperimentalVMOptions", option, "-Deasel.gemm=vector", "-Deasel.threads=2")));
    }

    @ParameterizedTest
    @LongTest
    @ValueSource(strings = {"-XX:-UseCompiler", "-XX:TieredStopAtLevel=0", "-XX:TieredStopAtLevel=3",
        "-XX:CompilationMode=quick-only", "-XX:-EnableVectorSupport"})
    void otherOptionsWithoutC2(String option) throws IOException, InterruptedException {
        withoutC2TheVectorApiIsReplacedAndOneLineNamesTheOption(option);
    }

    @Test
    void withoutManagementTheBitsAreTheSameAndOneLineNamesTheModule() throws IOException, InterruptedException {
        Assumptions.assumeTrue(FusedMultiplyAdd.AVAILABLE, "this processor has no fused multiply-add");
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/cpuinfo")), "only Linux describes its processor in a file");
        assertFallsBack("the run-time image has no module jdk.management, which Easel needs to read the width of"
                + " vectors; add the module to the image", withoutWarning(run(PATH, "-Deasel.threads=2", MODULE,
                "--limit-modules=java.logging,jdk.incubator.vector")));
        Result unfused = run(PATH_WITHOUT_JBLAS, "--limit-modules=java.logging", "-XX:-UseFMA");
        assertEquals(new Result(exit(Gemm.Kind.JAVA, true, false), "", "INFO easel.core.kernels.Gemm: Matrix products"
                + " by plain Java loops without fused multiply-add, threads: " + Parallel.threads()
                + ", because java runs without fused multiply-add (the processor lacks it, or an option such as"
                + " -XX:-UseFMA turns it off), and jblas is not on the class path; add org.jblas:jblas:1.2.5"
                + System.lineSeparator()), unfused);
    }

    @Test
    void linuxListsFusedMultiplyAddAmongTheFeaturesOfTheProcessor() {
        assertEquals(Optional.of(true), FusedMultiplyAdd.listed("processor\t: 0\nflags\t\t: avx fma\nbugs\t: mds\n"));
        assertEquals(Optional.of(true), FusedMultiplyAdd.listed("flags\t\t: sse fma avx\n"));
        assertEquals(Optional.of(false), FusedMultiplyAdd.listed("flags\t\t: avx fma4 xfma\nvmx flags: fma\n"));
        assertEquals(Optional.empty(), FusedMultiplyAdd.listed("isa\t: rv64imafdc\n"));
    }

    /** Without the virtual machine's warning about the module. */
    private static Result withoutWarning(Result run) {
        return new Result(run.exit(), run.out(), run.err().replaceFirst("WARNING: Using incubator modules: .*\\R", ""));
    }

    @Test
    void jblasPrintsNothingWhereItWorks() throws IOException, InterruptedException {
        Assumptions.assumeTrue(JblasGemm.defect().isEmpty(), () -> JblasGemm.defect().orElseThrow());
        Result run = run(PATH, "-Deasel.gemm=jblas");
        assertEquals("", run.out() + run.err());
        assertEquals(Gemm.Kind.JBLAS.ordinal(), (run.exit() - 100) / 10);
    }

    @Test
    void missingJblasGivesOneLineWithTheRemedy() throws IOException, InterruptedException {
        assertFallsBack("jblas is not on the class path; add org.jblas:jblas:1.2.5",
                run(PATH_WITHOUT_JBLAS, "-Deasel.gemm=jblas", "-Deasel.threads=2"));
    }

    @Test
    void jblasThatCannotLoadItsLibraryGivesOneLineWithTheRemedy() throws IOException, InterruptedException {
        Assumptions.assumeFalse(PATH.equals(PATH_WITHOUT_JBLAS), "jblas is not on the class path");
        // jblas has no library for this architecture, so loading fails on every machine.
        assertFallsBack("the native library of jblas does not load on Linux abacus;"
                + " on Debian or Ubuntu: apt-get install libgfortran5",
                run(PATH, "-Deasel.gemm=jblas", "-Deasel.threads=2", "-Dos.name=Linux", "-Dos.arch=abacus"));
    }

    @Test
    void jblasThatDoesNotWorkHereGivesOneLine() throws IOException, InterruptedException {
        Assumptions.assumeFalse(JblasGemm.defect().isEmpty(), "jblas works here");
        assertFallsBack(JblasGemm.defect().orElseThrow(), run(PATH, "-Deasel.gemm=jblas", "-Deasel.threads=2"));
    }

    private static void assertFallsBack(String reason, Result run) {
        String loops = "plain Java loops" + (FusedMultiplyAdd.AVAILABLE ? "" : " without fused multiply-add");
        String unfused = FusedMultiplyAdd.defect().map(defect -> defect + ", and ").orElse("");
        assertEquals(new Result(exit(Gemm.Kind.JAVA, true, FusedMultiplyAdd.AVAILABLE), "",
                "INFO easel.core.kernels.Gemm: Matrix products by " + loops + ", threads: 2, because " + unfused
                        + reason + System.lineSeparator()), run);
    }

    @Test
    void withoutFusedMultiplyAddTheUnfusedMicroKernelIsUsed() throws IOException, InterruptedException {
        Result run = run(PATH_WITHOUT_JBLAS, MODULE, "-XX:-UseFMA");
        assertEquals(exit(Gemm.Kind.JAVA, true, false), run.exit());
        assertTrue(run.err().contains("plain Java loops without fused multiply-add"), run.err());
    }

    @Test
    void anInvalidPropertyIsReportedAsIllegalArgument() throws IOException, InterruptedException {
        Result gemm = run(PATH, "-Deasel.gemm=cuda");
        assertTrue(gemm.err().contains("IllegalArgumentException: easel.gemm is 'cuda'; expected vector"), gemm.err());
        Result threads = run(PATH, "-Deasel.threads=many");
        assertTrue(threads.err().contains("IllegalArgumentException: easel.threads is 'many'; expected"),
                threads.err());
        Result vectors = run(PATH, MODULE, "-Deasel.threads=many");
        assertTrue(vectors.err().contains(
                "\"main\" java.lang.IllegalArgumentException: easel.threads is 'many'; expected"), vectors.err());
    }
}
