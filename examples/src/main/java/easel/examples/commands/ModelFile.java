package easel.examples.commands;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.examples.run.Checkpoints;
import easel.examples.run.KilledRun;
import easel.gan.Checkpoint;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A MODEL of the command line: a file of one network, a checkpoint, or a run's folder. */
record ModelFile(Path path, State state) {
    static final String GENERATOR = "generator";
    static final String DISCRIMINATOR = "discriminator";
    /** The only network of a file or of the checkpoint of a classifier. */
    static final String NETWORK = "network";

    /** Reads a file, or the last checkpoint of a folder. */
    static ModelFile open(Path model) throws IOException {
        Path path = path(model);
        return new ModelFile(path, Safetensors.read(path));
    }

    /** The file of a model: the path itself, or the last checkpoint of a folder. Corrects the page of a killed run. */
    static Path path(Path model) throws IOException {
        if (!Files.isDirectory(model)) {
            return model;
        }
        KilledRun.correctPage(model);
        return Checkpoints.last(model).orElseThrow(() -> new IOException(model
                + ": a folder without a checkpoint-NNNNNN.safetensors. Name the folder of a run, a checkpoint, or a"
                + " model file."));
    }

    /** A file with its strings only. It names its networks, but they cannot be read. */
    static ModelFile withoutTensors(Path path, Map<String, String> strings) {
        State.Builder state = State.builder();
        strings.forEach(state::string);
        return new ModelFile(path, state.build());
    }

    /** Whether this is the state of a training, with its network or networks. */
    boolean isCheckpoint() {
        return state.strings().containsKey("checkpoint");
    }

    /** Whether this is the state of the training of a GAN. */
    boolean isGan() {
        return isCheckpoint() && !state.within(GENERATOR).strings().isEmpty();
    }

    /** The number of steps before the checkpoint. */
    String step() throws IOException {
        try {
            return state.string(isGan() ? "step" : "progress.step");
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /** The names of the networks; none if the file holds no architecture. */
    List<String> networks() {
        return isGan() ? List.of(GENERATOR, DISCRIMINATOR)
                : isCheckpoint() || state.strings().containsKey("architecture") ? List.of(NETWORK) : List.of();
    }

    /** Reads a network. The network of a file with one network may also be used as a generator. */
    Sequential network(String name) throws IOException {
        try {
            return Models.network(part(name));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + (isCheckpoint() ? "its " + name + ": " : "") + e.getMessage(), e);
        }
    }

    /** The strings and tensors of one network. The generator is the one for samples. */
    State part(String name) throws IOException {
        boolean absent = isCheckpoint() ? !networks().contains(name) : name.equals(DISCRIMINATOR);
        if (absent) {
            throw new IOException(path + ": holds one network and no " + name
                    + ". Omit --network, or name a checkpoint or the run folder of a GAN.");
        }
        return !isCheckpoint() ? state : name.equals(GENERATOR) ? Checkpoint.generator(state) : state.within(name);
    }

    /** The name of a network in titles. */
    static String title(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
