package easel.examples.commands;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.examples.run.Checkpoints;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A MODEL of the command line: a file of one network, a checkpoint, or a run's folder. */
record ModelFile(Path path, State state) {
    /** Reads a file, or the last checkpoint of a folder. */
    static ModelFile open(Path model) throws IOException {
        Path path = model;
        if (Files.isDirectory(model)) {
            path = Checkpoints.last(model).orElseThrow(() -> new IOException(model
                    + ": a folder without a checkpoint-NNNNNN.safetensors. Name the folder of a run, a checkpoint, or a"
                    + " model file."));
        }
        return new ModelFile(path, Safetensors.read(path));
    }

    /** Whether this is the state of a training, with both networks. */
    boolean isCheckpoint() {
        return state.strings().containsKey("checkpoint");
    }

    /** The valid arguments of {@link #network}; none if the file holds no architecture. */
    List<String> networks() {
        return isCheckpoint() ? List.of("generator", "discriminator")
                : state.strings().containsKey("architecture") ? List.of("generator") : List.of();
    }

    /** Reads a network. In a file with one network, its name is generator. */
    Sequential network(String name) throws IOException {
        try {
            return Models.network(part(name));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + (isCheckpoint() ? "its " + name + ": " : "") + e.getMessage(), e);
        }
    }

    /** The strings and tensors of one network. */
    State part(String name) throws IOException {
        if (isCheckpoint()) {
            return state.within(name);
        }
        if (!name.equals("generator")) {
            throw new IOException(path + ": holds one network and no " + name
                    + ". Name a checkpoint or a run's folder.");
        }
        return state;
    }
}
