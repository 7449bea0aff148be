package easel.examples;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A MODEL of the command line: a file of one network, a checkpoint, or a run's folder with checkpoints. */
record ModelFile(Path path, State state) {
    /** Opens the file itself, or the folder's last checkpoint. */
    static ModelFile open(Path model) throws IOException {
        Path path = model;
        if (Files.isDirectory(model)) {
            path = Checkpoints.last(model).orElseThrow(() -> new IOException(model
                    + ": a folder without a checkpoint-NNNNNN.safetensors. Name the folder of a run, a checkpoint, or a"
                    + " model's file."));
        }
        return new ModelFile(path, Safetensors.read(path));
    }

    /** Of a whole training, with both networks. */
    boolean isCheckpoint() {
        return state.strings().containsKey("checkpoint");
    }

    /** Names for {@link #network}: those of a checkpoint, the only one of a model, or none if the file says none. */
    List<String> networks() {
        return isCheckpoint() ? List.of("generator", "discriminator")
                : state.strings().containsKey("architecture") ? List.of("generator") : List.of();
    }

    /** A network of a checkpoint; a file of one network has only that, which is taken for a generator. */
    Sequential network(String name) throws IOException {
        try {
            return Models.network(part(name));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + (isCheckpoint() ? "its " + name + ": " : "") + e.getMessage(), e);
        }
    }

    /** The strings and tensors of a network. */
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
