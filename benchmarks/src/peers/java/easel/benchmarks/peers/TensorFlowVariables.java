package easel.benchmarks.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** The trained variables of one network in a TensorFlow graph, with their moments in Adam. */
final class TensorFlowVariables {
    private final Ops tf;
    private final List<Op> initial;
    private final List<Variable<TFloat32>> variables = new ArrayList<>();
    private final Map<Variable<TFloat32>, List<Variable<TFloat32>>> moments = new HashMap<>();

    /** No variables yet; adds the operations that initialize them to the list {@code initial}. */
    TensorFlowVariables(Ops tf, List<Op> initial) {
        this.tf = tf;
        this.initial = initial;
    }

    Variable<TFloat32> filled(float value, long... shape) {
        return trained(filled(tf, initial, value, shape));
    }

    Variable<TFloat32> normal(float deviation, long... shape) {
        return trained(normal(tf, initial, deviation, shape));
    }

    private Variable<TFloat32> trained(Variable<TFloat32> variable) {
        variables.add(variable);
        return variable;
    }

    /** One step of Adam for every variable. */
    List<Op> adam(Map<Variable<TFloat32>, Operand<TFloat32>> gradients) {
        List<Op> updates = new ArrayList<>();
        for (Variable<TFloat32> variable : variables) {
            long[] shape = variable.asOutput().shape().asArray();
            List<Variable<TFloat32>> mv = moments.computeIfAbsent(variable,
                    v -> List.of(filled(tf, initial, 0, shape), filled(tf, initial, 0, shape)));
            updates.add(tf.train.applyAdam(variable, mv.get(0), mv.get(1), tf.constant(0.5f), tf.constant(0.999f),
                    tf.constant(2e-4f), tf.constant(0.5f), tf.constant(0.999f), tf.constant(1e-7f),
                    gradients.get(variable)));
        }
        return updates;
    }

    static Variable<TFloat32> filled(Ops tf, List<Op> initial, float value, long... shape) {
        Variable<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
        initial.add(tf.assign(variable, tf.fill(tf.constant(shape), tf.constant(value))));
        return variable;
    }

    static Variable<TFloat32> normal(Ops tf, List<Op> initial, float deviation, long... shape) {
        Variable<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
        initial.add(tf.assign(variable, tf.math.mul(
                tf.random.randomStandardNormal(tf.constant(shape), TFloat32.class), tf.constant(deviation))));
        return variable;
    }
}
