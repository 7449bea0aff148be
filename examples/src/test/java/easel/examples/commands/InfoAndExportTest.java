package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.easel;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.examples.Execution;
import easel.export.Diagram;
import easel.export.Onnx;
import easel.gan.AdversarialLoss;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class InfoAndExportTest extends CommandFixture {
    @Test
    void infoPrintsTheContentOfAModel() throws IOException {
        Path model = save(generator(Tanh.of()));
        List<String> lines = succeed("info", model).lines().toList();
        assertEquals(model.toString(), lines.get(0));
        assertEquals(String.format(Locale.ROOT, "%,d bytes; 2 tensors of 140 numbers", Files.size(model)),
                lines.get(1));
        for (String line : List.of("Dense 6→20                         (20)                        140",
                "(6) to (5, 4, 1) from -1 to 1; 120 multiply-adds for each",
                "written by easel " + Models.LIBRARY_VERSION)) {
            assertTrue(lines.contains(line), lines.toString());
        }
        String all = succeed("info", model, "--all");
        assertTrue(all.contains("0.weight F32 (6, 20)") && all.contains("architecture = {"), all);
    }

    @Test
    void infoPrintsTheContentOfACheckpoint() throws IOException {
        String info = succeed("info", run());
        for (String line : List.of("checkpoint of tiny after step 0", "trained on none", "--seed 1",
                "Generator", "Discriminator",
                "(6) to (5, 4, 1) from -1 to 1; 120 multiply-adds for each",
                "(5, 4, 1) to (1); 20 multiply-adds for each")) {
            assertTrue(info.lines().toList().contains(line), info);
        }
        assertFalse(info.contains("settings.latent"), info);
        assertTrue(succeed("info", run(), "--all").contains("settings.latent = NORMAL 6"));
    }

    @Test
    void infoSaysThatAnApplicationWroteTheCheckpoint() throws IOException {
        State.Builder application = State.builder();
        State checkpoint = Safetensors.read(run().resolve("checkpoint-000000.safetensors"));
        checkpoint.tensors().forEach(application::tensor);
        checkpoint.strings().entrySet().stream().filter(entry -> !entry.getKey().startsWith("run."))
                .forEach(entry -> application.string(entry.getKey(), entry.getValue()));
        Path file = folder.resolve("application.safetensors");
        Safetensors.write(application.build(), file);
        assertEquals("checkpoint after step 0, written by an application; names neither program nor data",
                succeed("info", file).lines().skip(2).findFirst().orElseThrow());
    }

    @Test
    void anErrorAboutAMissingStringNamesTheFile() throws IOException {
        State checkpoint = Safetensors.read(run().resolve("checkpoint-000000.safetensors"));
        Path file = folder.resolve("incomplete.safetensors");
        int refused = 0;
        for (String missing : checkpoint.strings().keySet()) {
            State.Builder others = State.builder();
            checkpoint.tensors().forEach(others::tensor);
            checkpoint.strings().forEach((name, value) -> {
                if (!name.equals(missing)) {
                    others.string(name, value);
                }
            });
            Safetensors.write(others.build(), file);
            for (Execution execution : List.of(easel("info", file),
                    easel("sample", file, "--out", folder.resolve("s.png")))) {
                if (execution.code() != 0) {
                    assertEquals(1, execution.err().lines().count(), execution.err());
                    assertTrue(execution.err().contains(file.toString()), missing + ": " + execution.err());
                    refused++;
                }
            }
        }
        assertTrue(refused >= 3, refused + " refused");
    }

    @Test
    void exportPrintsTheLatentSpaceThatTheFileDoesNotStore() throws IOException {
        Path run = run(LatentSpace.uniform(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
        Path file = folder.resolve("uniform.safetensors");
        assertTrue(succeed("export", run, file).contains("Note: " + file + " does not store the latent space. The"
                + " generator was trained with uniform points; sample it with --latent uniform"));
        Path own = run(new Diagonal(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
        assertTrue(succeed("export", own, file).contains("Note: " + file + " does not store the latent space. The"
                + " generator was trained with points of DIAGONAL 6"));
    }

    @Test
    void infoListsTheTensorsOfForeignFiles() throws IOException {
        Path numbers = folder.resolve("numbers.safetensors");
        Safetensors.write(State.builder().string("by", "another").tensor("w", Tensor.zeros(Shape.of(2, 3))).build(),
                numbers);
        assertTrue(succeed("info", numbers).contains("by = another" + System.lineSeparator() + "w F32 (2, 3)"));
        assertRefused(1, "no such file", "info", folder.resolve("none"));
    }

    @Test
    void exportWritesEachFormat() throws IOException {
        Sequential generator = generator(Tanh.of());
        Path run = run();
        Path model = folder.resolve("generator.safetensors");
        assertEquals(model + ": generator of " + run.resolve("checkpoint-000000.safetensors") + " as safetensors",
                succeed("export", run, model).strip());
        assertArrayEquals(Files.readAllBytes(save(generator)), Files.readAllBytes(model));
        Path onnx = folder.resolve("expected.onnx");
        Onnx.write(generator, onnx);
        assertArrayEquals(Files.readAllBytes(onnx), export(model, "a.onnx"));
        assertEquals(Diagram.of("Network", generator).svg(), text(model, "a.svg"));
        assertEquals(Diagram.of("Network", generator).mermaid(), text(model, "a.MMD"));
        assertEquals(Diagram.of("Network", generator).dot(), text(model, "a.gv"));
        assertEquals(Diagram.of("Network", generator).dot(), text(model, "b", "--format", "dot"));
        Sequential discriminator = Models.network(Safetensors.read(run.resolve("checkpoint-000000.safetensors"))
                .within("discriminator"));
        assertEquals(Diagram.of("Discriminator", discriminator).dot(),
                text(run, "d.dot", "--network", "discriminator"));
        assertEquals(Diagram.of("Generator", generator).then("Discriminator", discriminator).mermaid(),
                text(run, "g.mmd", "--network", "both"));
    }

    private byte[] export(Path model, String name, String... more) throws IOException {
        succeed(with(more, "export", model, folder.resolve(name)));
        return Files.readAllBytes(folder.resolve(name));
    }

    private String text(Path model, String name, String... more) throws IOException {
        return new String(export(model, name, more), StandardCharsets.UTF_8);
    }

    @Test
    void badExportsAreRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        assertRefused(2, "x.png is not known; use .onnx", "export", model, folder.resolve("x.png"));
        assertRefused(2, "onnx holds one network", "export", run(), folder.resolve("x.onnx"), "--network", "both");
        assertRefused(1, "holds one network and no discriminator", "export", model, folder.resolve("x.onnx"),
                "--network", "discriminator");
        assertRefused(1, "is a folder; name a file", "export", model, folder, "--format", "svg");
        assertRefused(2, "--format", "export", model, folder.resolve("x"), "--format", "pdf");
        assertFalse(Files.exists(folder.resolve("x.onnx")));
    }
}
