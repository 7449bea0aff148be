package easel.benchmarks.peers;

import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import easel.benchmarks.GrowthBlock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/** A block in libtorch, channels last. */
final class LibtorchBlock implements BlockRunner {
    private final PointerScope scope = new PointerScope();
    private final LibtorchNetwork network = new LibtorchNetwork(true);
    private final Adam adam;
    private final Tensor x;
    private final Tensor zeros;

    @SuppressWarnings("try")
    LibtorchBlock(GrowthBlock block) {
        set_num_threads(Integer.getInteger(JavaProcess.THREADS));
        Networks.block(block, network);
        adam = network.adam();
        x = network.ordered(randn(block.batch(), block.channels(), block.side(), block.side()));
        try (AutoGradMode off = new AutoGradMode(false)) {
            zeros = zeros_like(network.forward(x));
        }
    }

    @Override
    @SuppressWarnings("try")
    public void train() {
        try (PointerScope step = new PointerScope()) {
            adam.zero_grad();
            mse_loss(network.forward(x), zeros).backward();
            adam.step();
        }
    }

    @Override
    @SuppressWarnings("try")
    public void infer() {
        try (PointerScope step = new PointerScope(); AutoGradMode off = new AutoGradMode(false)) {
            network.forward(x);
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
