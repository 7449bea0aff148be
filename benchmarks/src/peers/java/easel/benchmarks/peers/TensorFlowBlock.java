package easel.benchmarks.peers;

import easel.benchmarks.GrowthBlock;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** A block in TensorFlow Java. */
final class TensorFlowBlock implements BlockRunner {
    private final Graph graph = new Graph();
    private final Session session;
    private final List<Op> training;
    private final Operand<TFloat32> output;

    TensorFlowBlock(GrowthBlock block) {
        Ops tf = Ops.create(graph);
        List<Op> initial = new ArrayList<>();
        TensorFlowNetwork network = new TensorFlowNetwork(tf, block.batch(), initial);
        Networks.block(block, network);
        Operand<TFloat32> x = TensorFlowVariables.normal(tf, initial, 1, block.batch(), block.side(), block.side(),
                block.channels());
        output = network.forward(x, TensorFlowNetwork.pass());

        Deque<TensorFlowNetwork.Backward> pass = TensorFlowNetwork.pass();
        Operand<TFloat32> y = network.forward(x, pass);
        Operand<TFloat32> dy = tf.math.mul(y, tf.constant(2f / y.asOutput().shape().size()));
        Map<Variable<TFloat32>, Operand<TFloat32>> gradients = new HashMap<>();
        TensorFlowNetwork.backward(pass, dy, gradients);
        training = network.adam(gradients);
        session = new Session(graph, TensorFlowSteps.config(Integer.getInteger(JavaProcess.THREADS)));
        TensorFlowSteps.run(session, initial);
    }

    @Override
    public void train() {
        TensorFlowSteps.run(session, training);
    }

    @Override
    public void infer() {
        session.runner().fetch(output).run().close();
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
