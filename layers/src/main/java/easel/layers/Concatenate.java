package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.state.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Branches that take the same input; their outputs are joined along the channels (the last axis), in the order of the
 * branches: y = [f₀(x), f₁(x), …]. With {@link Identity} as a branch it is a skip connection, as in a U-Net.
 *
 * <p>Shapes: outputs (…, Cᵢ) of the branches, equal except for the last axis; y (…, ΣCᵢ).
 *
 * <p>Backward: each branch receives its channels of dy; dx is the sum of the gradients of the branches.
 *
 * <p>Ronneberger, Fischer and Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, 2015; Szegedy and
 * others, Going Deeper with Convolutions, 2014 (Inception).
 */
public final class Concatenate implements Layer {
    /** The number of branches that messages show. */
    private static final int SHOWN = 8;

    private final List<Layer> branches;

    private Concatenate(List<Layer> branches) {
        this.branches = branches;
    }

    /**
     * Creates the layer.
     *
     * @param branches at least one; the layer shares their parameters
     * @return a layer
     * @throws IllegalArgumentException if there is no branch
     */
    public static Concatenate of(Layer... branches) {
        if (branches.length == 0) {
            throw new IllegalArgumentException("Concatenate needs at least one branch");
        }
        return new Concatenate(List.of(branches));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor shared = Identity.view("Concatenate", x, tape);          // its gradient is the sum; x receives it once
        List<Tensor> outputs = new ArrayList<>();
        for (Layer branch : branches) {
            outputs.add(branch.forward(shared, tape));                  // (N, …, Cᵢ)
        }
        return Rearrange.concatenateColumns(outputs, tape);             // (N, …, ΣCᵢ)
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        outputShape(input);                                             // refuses a wrong shape
        List<PreparedLayer> prepared = branches.stream().map(branch -> branch.prepare(input)).toList();
        return PreparedLayer.keeping(prepared.stream().mapToLong(PreparedLayer::floats).sum(), (x, buffers) -> {
            List<Tensor> outputs = new ArrayList<>();
            for (PreparedLayer branch : prepared) {
                outputs.add(branch.infer(x, buffers));                  // (N, …, Cᵢ)
            }
            return Rearrange.concatenateColumns(outputs, Tape.forInference(buffers));   // (N, …, ΣCᵢ)
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        List<Shape> outputs = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            try {
                outputs.add(branches.get(i).outputShape(input));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("branch " + i + ", " + e.getMessage(), e);
            }
        }
        Shape first = outputs.get(0);
        if (outputs.stream().anyMatch(output -> !output.withColumns(1).equals(first.withColumns(1)))) {
            throw Inputs.wrong(this, input, "branches whose outputs differ in the last axis only",
                    "The outputs are " + outputs.stream().limit(SHOWN).toList()
                    + (outputs.size() > SHOWN ? " and others." : "."));
        }
        return first.withColumns(outputs.stream().mapToLong(Shape::columns).sum());
    }

    @Override
    public long multiplyAdds(Shape input) {
        outputShape(input);                                             // refuses a wrong shape
        return branches.stream().mapToLong(branch -> branch.multiplyAdds(input)).sum();
    }

    /**
     * The branches.
     *
     * @return the branches, in the order of their channels in the output
     */
    public List<Layer> branches() {
        return branches;
    }

    /** Each branch's tensors under its position: {@code 0.weight}, {@code 1.0.bias}. */
    @Override
    public Map<String, Tensor> tensors() {
        return Sequential.tensors(branches);
    }

    @Override
    public Description describe() {
        return Description.of("Concatenate").withLayers(branches.stream().map(Layer::describe).toList());
    }

    /** Builds a layer from its {@link #describe}. */
    static Concatenate from(Description d, Weights w) {
        return of(w.layers(d).toArray(Layer[]::new));
    }

    @Override
    public String toString() {
        return branches.stream().limit(SHOWN).map(Layer::toString).collect(Collectors.joining(", ", "Concatenate(",
                branches.size() > SHOWN ? ", and " + (branches.size() - SHOWN) + " more)" : ")"));
    }
}
