package easel.library;

import easel.core.Buffers;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.kernels.MatrixView;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.core.state.State;
import easel.datasets.Images;
import easel.datasets.PictureSettings;
import easel.gan.AdversarialLoss;
import easel.gan.DiscriminatorMetrics;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.GradientPenalty;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.gan.Regularization;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.measures.Balls;
import easel.measures.Evaluator;
import easel.measures.Moments;
import easel.measures.NearestNeighbours;
import easel.optim.Adam;
import easel.training.Evaluation;
import easel.training.Examples;
import easel.training.Objective;
import easel.training.Training;
import java.awt.image.BufferedImage;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A valid argument of each type that the factories of the library take. */
final class Samples {
    static final int SETS = 3;

    private static final RandomStream RANDOM = RandomStream.of(1);
    private static final Sequential NETWORK = Sequential.of(Shape.of(1), Dense.of(1, 1, RANDOM));
    private static final GanSettings SETTINGS = GanSettings.of(GanSchedule.JOINED, LatentSpace.normal(1), 1);
    private static final Examples EXAMPLES = Examples.of(Tensor.scalar(1).reshaped(Shape.of(1, 1)),
            Tensor.scalar(1).reshaped(Shape.of(1, 1)));
    private static final DiscriminatorMetrics.Side SIDE = new DiscriminatorMetrics.Side(0, 0, 0);

    /** Values that each set contains. */
    private static final List<Object> VALUES = List.of("text", RANDOM, Tape.training(RANDOM), new Buffers(), NETWORK,
            Matrices.packed(Tensor.zeros(Shape.of(1, 1))),
            Dense.of(1, 1, RANDOM), Conv2D.of(1, 1, 1, RANDOM), Conv2DTranspose.of(1, 1, 1, RANDOM),
            new Sequential[] {NETWORK}, new Layer[] {NETWORK}, Adam.withLearningRate(0.1), LabelPolicy.standard(),
            LatentSpace.normal(1), AdversarialLoss.minimax(LabelPolicy.standard()), SETTINGS,
            new GanTrainer(NETWORK, NETWORK, Adam.withLearningRate(0.1), Adam.withLearningRate(0.1), SETTINGS),
            Images.of(Shape.of(1, 1, 1), new byte[1]), Map.of(), Path.of("missing"), Window.square(1, 1), Padding.SAME,
            Padding.of(0, 0, 0, 0), Description.of("Flatten"), State.builder().build(), Summary.of("N", NETWORK),
            new Summary[] {Summary.of("N", NETWORK)}, SIDE, MatrixView.of(new float[1], 1, 1),
            Geometry.of(Shape.of(1, 1, 1), Window.square(1, 1), Padding.SAME),
            Regularization.none(), GradientPenalty.r1(1), Balls.open(1), Moments.of(Tensor.full(Shape.of(3, 1), 1)),
            NearestNeighbours.within(Tensor.full(Shape.of(3, 1), 1), 1), Evaluator.mnist(),
            PictureSettings.standard(), EXAMPLES,
            new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), Optional.empty(),
            new Evaluation(1, Map.of()), Objective.regression(),
            Training.of(NETWORK, Adam.withLearningRate(0.1), Objective.regression()));

    /** The other values of each set: numbers, shapes and tensors. */
    private static final List<List<Object>> SET_VALUES = List.of(
            values(1, Shape.of(1, 1)), values(0, Shape.of(28, 28, 1)), values(2, Shape.of(1, 1, 1, 1)));

    private Samples() {}

    private static List<Object> values(int number, Shape shape) {
        Parameter tensor = Parameter.of(Tensor.full(shape, number));
        float[] floats = {number};
        return List.of(number, (long) number, 0.5 * number, 0.5f * number, true, (byte) number, shape, tensor,
                List.of(tensor), new Tensor[] {tensor}, new int[] {number}, floats, new double[] {number},
                new byte[] {(byte) number}, new float[][] {floats}, new double[][] {{number}});
    }

    /** A value of a type. Functions and other interfaces return null. */
    static Object of(Class<?> type, int set) {
        if (type.isPrimitive()) {
            return of(MethodType.methodType(type).wrap().returnType(), set);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return Stream.concat(SET_VALUES.get(set).stream(), VALUES.stream()).filter(type::isInstance).findFirst()
                .orElseGet(() -> Proxy.newProxyInstance(Samples.class.getClassLoader(), new Class<?>[] {type},
                        (proxy, method, arguments) -> null));
    }
}
