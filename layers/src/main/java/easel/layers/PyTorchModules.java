package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Assigns the modules of a PyTorch network to the layers of a Sequential, in order, and converts their tensors. */
final class PyTorchModules {
    private static final Map<String, String> BATCH_NORM = Map.of(
            "weight", "gamma", "bias", "beta", "running_mean", "running_mean", "running_var", "running_variance");
    /** By the names of torch.nn.utils.spectral_norm. */
    private static final Map<String, String> SPECTRAL_NORM = Map.of(
            "weight_orig", "0.weight", "bias", "0.bias", "weight_u", "u");
    /** The names of torch.nn.utils.parametrizations.spectral_norm, and the older ones. */
    private static final Map<String, String> PARAMETRIZATIONS = Map.of("parametrizations.weight.original", "weight_orig",
            "parametrizations.weight.0._u", "weight_u", "parametrizations.weight.0._v", "weight_v");
    /** Tensors that have no counterpart. Easel computes v from u. */
    private static final Set<String> NOT_NEEDED = Set.of("num_batches_tracked", "weight_v");

    private final List<Leaf> leaves = new ArrayList<>();
    private final State.Builder converted = State.builder();

    private PyTorchModules() {}

    /** A layer of the network or of a nested Sequential, with its path, such as {@code 2.0.}. */
    private record Leaf(Layer layer, String path, Shape input, Shape output) {
        /** The layer whose weight is converted. */
        Layer weighted() {
            return layer instanceof SpectralNorm normalized ? normalized.layer() : layer;
        }
    }

    /** The tensors of a network, in Easel's layouts and under its names. */
    static State convert(Sequential network, State torch) {
        PyTorchModules modules = new PyTorchModules();
        modules.addLeaves(network, "");
        modules.convert(torch);
        return modules.converted.build();
    }

    private void addLeaves(Sequential network, String path) {
        Shape input = network.input();
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            Shape output = network.shapes().get(i);
            if (layer instanceof Sequential inner) {
                addLeaves(inner, path + i + ".");
            } else {
                leaves.add(new Leaf(layer, path + i + ".", input, output));
            }
            input = output;
        }
    }

    private void convert(State torch) {
        List<Map.Entry<String, Map<String, Tensor>>> modules = new ArrayList<>(modules(torch).entrySet());
        List<Leaf> weighted = leaves.stream().filter(leaf -> !leaf.layer.tensors().isEmpty()).toList();
        if (modules.size() != weighted.size()) {
            throw new IllegalArgumentException("expected one PyTorch module for each layer with weights; modules: "
                    + modules.size() + ", " + modules.stream().map(Map.Entry::getKey).collect(Collectors.joining(", "))
                    + "; layers: " + weighted.size() + ", "
                    + weighted.stream().map(leaf -> leaf.path + " " + leaf.layer).collect(Collectors.joining(", ")));
        }
        Optional<Shape> flattened = Optional.empty();    // (H, W, C) if the features are a flattened image
        int next = 0;
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            if (leaf.layer instanceof Flatten) {
                flattened = Optional.of(leaf.input).filter(shape -> shape.rank() == 3);
            }
            if (leaf.layer.tensors().isEmpty()) {
                continue;
            }
            Map.Entry<String, Map<String, Tensor>> module = modules.get(next++);
            Optional<Shape> rows = flattened;
            boolean norm = leaf.layer instanceof BatchNorm;
            Optional<Shape> columns = norm && rows.isPresent() ? rows : imageAfter(i);
            flattened = norm ? rows : Optional.empty();
            module.getValue().forEach((name, tensor) -> {
                try {
                    converted.tensor(leaf.path + easelName(leaf.layer, name),
                            converted(leaf.weighted(), name, tensor, rows, columns));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("PyTorch's module " + module.getKey() + " for layer "
                            + leaf.path + " " + leaf.layer + ": " + e.getMessage(), e);
                }
            });
        }
    }

    /** The name of a tensor in the layer, for its name in PyTorch. */
    private static String easelName(Layer layer, String name) {
        if (layer instanceof BatchNorm) {
            return BATCH_NORM.getOrDefault(name, name);
        }
        if (layer instanceof SpectralNorm) {
            if (!SPECTRAL_NORM.containsKey(name)) {
                throw new IllegalArgumentException("its tensor " + name + " is not one of spectral_norm, which are"
                        + " weight_orig, weight_u and bias; if the module has no spectral_norm, use the layer without"
                        + " SpectralNorm");
            }
            return SPECTRAL_NORM.get(name);
        }
        if (name.equals("weight_orig") || name.equals("weight_u")) {
            throw new IllegalArgumentException("its tensor " + name + " is from spectral_norm; use"
                    + " SpectralNorm.of(layer, random) in the network");
        }
        return name;
    }

    private static Tensor converted(Layer layer, String name, Tensor tensor, Optional<Shape> rows,
            Optional<Shape> columns) {
        boolean matrix = (name.equals("weight") || name.equals("weight_orig")) && !(layer instanceof BatchNorm);
        Tensor result = tensor;
        if (layer instanceof Dense) {
            result = matrix ? PyTorchWeights.linear(tensor) : tensor;
        } else if (layer instanceof Conv2D) {
            return matrix ? PyTorchWeights.conv2d(tensor) : tensor;
        } else if (layer instanceof Conv2DTranspose) {
            return matrix ? PyTorchWeights.convTranspose2d(tensor) : tensor;
        } else if (!(layer instanceof BatchNorm)) {
            throw new IllegalArgumentException("copyInto converts only Dense, Conv2D, Conv2DTranspose, SpectralNorm and"
                    + " BatchNorm; convert the tensors of this network one by one and copy them with State.copyTo");
        }
        if (matrix && rows.isPresent()) {
            result = PyTorchWeights.rowsOf(rows.get(), result);
        }
        return columns.isPresent() ? PyTorchWeights.columnsOf(columns.get(), result) : result;
    }

    /** The (H, W, C) of the next Reshape, if each layer between treats every feature separately; otherwise empty. */
    private Optional<Shape> imageAfter(int position) {
        for (Leaf leaf : leaves.subList(position + 1, leaves.size())) {
            if (leaf.layer instanceof Reshape) {
                return Optional.of(leaf.output).filter(shape -> shape.rank() == 3);
            }
            if (!leaf.input.equals(leaf.output) || leaf.weighted() instanceof Dense) {
                break;
            }
        }
        return Optional.empty();
    }

    /** For each module, in the order of the names: its tensors by the names of their attributes. */
    private static Map<String, Map<String, Tensor>> modules(State torch) {
        Map<String, Map<String, Tensor>> modules = new TreeMap<>(Comparator.comparing(PyTorchModules::sortable));
        torch.tensors().forEach((name, tensor) -> {
            Optional<String> parametrization = PARAMETRIZATIONS.keySet().stream()
                    .filter(end -> ('.' + name).endsWith('.' + end)).findFirst();
            int start = parametrization.map(end -> name.length() - end.length()).orElse(name.lastIndexOf('.') + 1);
            String attribute = parametrization.map(PARAMETRIZATIONS::get).orElse(name.substring(start));
            if (!NOT_NEEDED.contains(attribute)) {
                modules.computeIfAbsent(name.substring(0, Math.max(0, start - 1)), module -> new LinkedHashMap<>())
                        .put(attribute, tensor);
            }
        });
        return modules;
    }

    /** Pads the numbers in a name, so that main.10 follows main.2. */
    private static String sortable(String name) {
        StringBuilder padded = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            padded.append(part.matches("[0-9]{1,9}") ? "0".repeat(9 - part.length()) + part : part).append('.');
        }
        return padded.toString();
    }
}
