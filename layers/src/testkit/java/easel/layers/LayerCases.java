package easel.layers;

import application.PReLU;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.testkit.PackageClasses;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All layers with various settings, for the tests that every layer must pass and for the tests of ONNX export. Add rows
 * here for a new layer; a test fails if a layer of the package has no row. PReLU is an example of an application's
 * layer.
 */
public final class LayerCases {
    /** The number of classes of the rows with an Embedding. */
    private static final int CLASSES = 3;

    static {
        PReLU.register();
    }

    public static final List<Case> ROWS = List.of(
            on(Shape.of(3, 7), () -> Dense.of(7, 5, random()))
                    .json("'type':'Dense','in':7,'out':5,'bias':true").multiplyAdds(35),
            on(Shape.of(1, 1), () -> Dense.of(1, 1, random())).multiplyAdds(1),
            on(Shape.of(5, 17), () -> Dense.of(17, 33, random())).multiplyAdds(17 * 33),
            on(Shape.of(4, 3), () -> Dense.of(3, 8, random()).withBias(false))
                    .json("'type':'Dense','in':3,'out':8,'bias':false").multiplyAdds(24),
            on(Shape.of(5, 9), () -> LeakyReLU.withSlope(0.2f)).json("'type':'LeakyReLU','slope':0.2"),
            on(Shape.of(2, 3, 5, 2), () -> LeakyReLU.withSlope(0.01f)),
            on(Shape.of(5, 9), () -> LeakyReLU.withSlope(0)),
            on(Shape.of(5, 9), ReLU::of).json("'type':'ReLU'"),
            on(Shape.of(2, 3, 5, 2), ReLU::of),
            on(Shape.of(5, 9), Tanh::of).json("'type':'Tanh'"),
            on(Shape.of(2, 3, 5, 2), Tanh::of),
            on(Shape.of(5, 9), Sigmoid::of).json("'type':'Sigmoid'"),
            on(Shape.of(2, 3, 5, 2), Sigmoid::of),
            on(Shape.of(5, 9), Softplus::of).json("'type':'Softplus'"),
            on(Shape.of(2, 3, 5, 2), Softplus::of),
            on(Shape.of(5, 9), ELU::of).json("'type':'ELU','alpha':1.0"),
            on(Shape.of(2, 3, 5, 2), () -> ELU.withAlpha(0.3)).json("'type':'ELU','alpha':0.3"),
            on(Shape.of(5, 9), SiLU::of).json("'type':'SiLU'"),
            on(Shape.of(2, 3, 5, 2), SiLU::of),
            on(Shape.of(5, 9), GELU::of).json("'type':'GELU'"),
            on(Shape.of(2, 3, 5, 2), GELU::of),
            on(Shape.of(5, 9), Softmax::of).json("'type':'Softmax'"),
            on(Shape.of(2, 3, 5, 2), Softmax::of),
            on(Shape.of(7, 5), () -> BatchNorm.of(5))
                    .json("'type':'BatchNorm','features':5,'momentum':0.99,'epsilon':0.001"),
            on(Shape.of(3, 5, 3), () -> BatchNorm.of(3).withMomentum(0.8f)),
            on(Shape.of(2, 3, 5, 4), () -> BatchNorm.of(4).withMomentum(0.8f).withEpsilon(1e-5f))
                    .json("'type':'BatchNorm','features':4,'momentum':0.8,'epsilon':1.0E-5"),
            on(Shape.of(7, 5), () -> LayerNorm.of(5)).json("'type':'LayerNorm','features':5,'epsilon':1.0E-5"),
            on(Shape.of(3, 5, 3), () -> LayerNorm.of(3).withEpsilon(1e-3)),
            on(Shape.of(2, 3, 5, 4), () -> LayerNorm.of(4)),
            on(Shape.of(2, 3, 5, 1), () -> LayerNorm.of(1)),
            on(Shape.of(5, 6), () -> Maxout.of(3)).json("'type':'Maxout','pieces':3"),
            on(Shape.of(2, 3, 4, 4), () -> Maxout.of(2)),
            on(Shape.of(5, 5), () -> Maxout.of(5)),
            on(Shape.of(8, 5), MinibatchStdDev::of).kind(Kind.USES_BATCH)
                    .json("'type':'MinibatchStdDev','group_size':4"),
            on(Shape.of(7, 2, 3, 2), () -> MinibatchStdDev.withGroupSize(3)).kind(Kind.USES_BATCH),
            on(Shape.of(3, 4, 2), MinibatchStdDev::of).kind(Kind.USES_BATCH),
            on(Shape.of(6, 1), () -> Embedding.of(CLASSES, 4, random())).kind(Kind.CLASSES)
                    .json("'type':'Embedding','classes':3,'features':4"),
            on(Shape.of(5, 1), () -> Sequential.of(Shape.of(1), Embedding.of(CLASSES, 2, random()),
                    Dense.of(2, 3, random()))).kind(Kind.CLASSES).multiplyAdds(6),
            on(Shape.of(5, 9), () -> Dropout.withRate(0.4f)).json("'type':'Dropout','rate':0.4"),
            on(Shape.of(2, 3, 5, 2), () -> Dropout.withRate(0.5f)),
            on(Shape.of(3, 5), () -> Dropout.withRate(0)),
            on(Shape.of(5, 9), Flatten::of).json("'type':'Flatten'"),
            on(Shape.of(2, 3, 5, 2), Flatten::of),
            on(Shape.of(5, 9), Identity::of).json("'type':'Identity'"),
            on(Shape.of(2, 3, 5, 2), Identity::of),
            on(Shape.of(3, 12), () -> Reshape.to(2, 3, 2)).json("'type':'Reshape','shape':[2, 3, 2]"),
            on(Shape.of(2, 2, 3, 2), () -> Reshape.to(12)),
            on(Shape.of(2, 5, 4, 3), () -> Conv2D.of(3, 2, 3, random()))
                    .json("'type':'Conv2D','kernel':[3, 3],'stride':[1, 1],'padding':[0, 0, 0, 0],'channels':3,"
                            + "'filters':2,'bias':true").multiplyAdds(6 * 9 * 3 * 2),
            on(Shape.of(3, 5, 7, 2),
                    () -> Conv2D.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME).withBias(false))
                    .multiplyAdds(12 * 9 * 2 * 3),
            on(Shape.of(2, 5, 7, 2), () -> Conv2D.of(2, 3, 3, random()).withPadding(Padding.SAME))
                    .multiplyAdds(5 * 7 * 9 * 2 * 3),
            on(Shape.of(2, 6, 5, 1), () -> Conv2D.of(1, 2, 2, 3, Initializer.glorotUniform(), random()).withStride(3, 2)
                    .withPadding(Padding.of(2, 0, 1, 3))).multiplyAdds(3 * 4 * 6 * 2),
            on(Shape.of(2, 6, 5, 2), () -> Conv2D.of(2, 3, 2, 3, Initializer.glorotUniform(), random())
                    .withStride(2, 1).withBias(false)).multiplyAdds(9 * 6 * 2 * 3),
            on(Shape.of(2, 4, 5, 2), () -> Conv2D.of(2, 5, 3, 4, Initializer.glorotUniform(), random()).withStride(2, 1)
                    .withPadding(Padding.SAME).withBias(false))
                    .json("'type':'Conv2D','kernel':[3, 4],'stride':[2, 1],'padding':'same','channels':2,'filters':5,"
                            + "'bias':false").multiplyAdds(10 * 12 * 2 * 5),
            on(Shape.of(2, 1, 1, 1), () -> Conv2D.of(1, 1, 1, random())).multiplyAdds(1),
            on(Shape.of(2, 7, 6, 2), () -> Conv2D.of(2, 3, 3, random()).withDilation(2).withPadding(Padding.SAME))
                    .json("'type':'Conv2D','kernel':[3, 3],'stride':[1, 1],'dilation':[2, 2],'padding':'same',"
                            + "'channels':2,'filters':3,'bias':true").multiplyAdds(42 * 9 * 2 * 3),
            on(Shape.of(2, 7, 6, 2), () -> Conv2D.of(2, 3, 3, 2, Initializer.glorotUniform(), random())
                    .withDilation(2, 3).withStride(2, 1)).multiplyAdds(2 * 3 * 6 * 2 * 3),
            on(Shape.of(2, 3, 4, 2), () -> Conv2DTranspose.of(2, 3, 3, random()).withDilation(2).withStride(3, 2)
                    .withOutputPadding(1, 0))
                    .json("'type':'Conv2DTranspose','kernel':[3, 3],'stride':[3, 2],'dilation':[2, 2],"
                            + "'padding':[0, 0, 0, 0],'output_padding':[1, 0],'channels':2,'filters':3,'bias':true")
                    .multiplyAdds(12 * 9 * 2 * 3),
            on(Shape.of(2, 4, 3, 2), () -> Conv2DTranspose.of(2, 3, 3, random()).withDilation(3, 2).withStride(2)
                    .withPadding(Padding.SAME)).multiplyAdds(12 * 9 * 2 * 3),
            on(Shape.of(2, 3, 4, 2),
                    () -> Conv2DTranspose.of(2, 3, 3, random()).withStride(2).withPadding(Padding.SAME))
                    .json("'type':'Conv2DTranspose','kernel':[3, 3],'stride':[2, 2],'padding':'same',"
                            + "'output_padding':[0, 0],'channels':2,'filters':3,'bias':true")
                    .multiplyAdds(12 * 9 * 2 * 3),
            on(Shape.of(2, 4, 5, 3), () -> Conv2DTranspose.of(3, 2, 3, random()).withStride(2))
                    .multiplyAdds(20 * 9 * 2 * 3),
            on(Shape.of(2, 2, 3, 2), () -> Conv2DTranspose.of(2, 1, 5, random()).withStride(2).withPadding(Padding.SAME)
                    .withBias(false)).multiplyAdds(6 * 25 * 2),
            on(Shape.of(2, 5, 7, 2),
                    () -> Conv2DTranspose.of(2, 3, 5, random()).withStride(2).withPadding(Padding.SAME))
                    .multiplyAdds(5 * 7 * 25 * 2 * 3),
            on(Shape.of(2, 3, 2, 2), () -> Conv2DTranspose.of(2, 3, 3, 2, Initializer.glorotUniform(), random())
                    .withStride(3, 2).withOutputPadding(2, 1)).multiplyAdds(6 * 6 * 2 * 3),
            on(Shape.of(2, 3, 2, 1), () -> Conv2DTranspose.of(1, 3, 2, 3, Initializer.glorotUniform(), random())
                    .withStride(2, 3).withOutputPadding(1, 2).withBias(false)).multiplyAdds(6 * 6 * 3),
            on(Shape.of(2, 3, 3, 1), () -> Conv2DTranspose.of(1, 2, 4, random()).withStride(2)
                    .withPadding(Padding.of(1, 2, 0, 1)).withOutputPadding(1, 0))
                    .json("'type':'Conv2DTranspose','kernel':[4, 4],'stride':[2, 2],'padding':[1, 2, 0, 1],"
                            + "'output_padding':[1, 0],'channels':1,'filters':2,'bias':true")
                    .multiplyAdds(9 * 16 * 2),
            on(Shape.of(2, 3, 3, 2), () -> Conv2DTranspose.of(2, 5, 3, 4, Initializer.glorotUniform(), random())
                    .withStride(3, 2).withPadding(Padding.of(1, 2, 3, 0)).withOutputPadding(2, 1))
                    .json("'type':'Conv2DTranspose','kernel':[3, 4],'stride':[3, 2],'padding':[1, 2, 3, 0],"
                            + "'output_padding':[2, 1],'channels':2,'filters':5,'bias':true")
                    .multiplyAdds(9 * 12 * 2 * 5),
            on(Shape.of(2, 2, 2, 1), () -> Conv2DTranspose.of(1, 2, 1, random()).withStride(2)).multiplyAdds(4 * 2),
            on(Shape.of(2, 3, 2, 3), () -> UpSampling2D.by(2)),
            on(Shape.of(2, 2, 3, 1), () -> UpSampling2D.by(3, 2)).json("'type':'UpSampling2D','factors':[3, 2]"),
            on(Shape.of(2, 3, 2, 3), () -> ZeroPadding2D.of(1, 2, 0, 3))
                    .json("'type':'ZeroPadding2D','padding':[1, 2, 0, 3]"),
            on(Shape.of(2, 5, 6, 3), () -> MaxPool2D.of(2)),
            on(Shape.of(2, 5, 7, 2), () -> MaxPool2D.of(new Window(3, 2, 2, 1)))
                    .json("'type':'MaxPool2D','kernel':[3, 2],'stride':[2, 1]"),
            on(Shape.of(2, 5, 6, 3), () -> AveragePool2D.of(2))
                    .json("'type':'AveragePool2D','kernel':[2, 2],'stride':[2, 2]"),
            on(Shape.of(2, 5, 7, 2), () -> AveragePool2D.of(new Window(3, 2, 2, 1))),
            on(Shape.of(2, 5, 6, 3), () -> MaxPool2D.of(Window.square(3, 2)).withPadding(Padding.SAME))
                    .json("'type':'MaxPool2D','kernel':[3, 3],'stride':[2, 2],'padding':'same'"),
            on(Shape.of(2, 5, 6, 2), () -> MaxPool2D.of(new Window(3, 4, 2, 1)).withPadding(Padding.of(1, 2, 3, 0)))
                    .json("'type':'MaxPool2D','kernel':[3, 4],'stride':[2, 1],'padding':[1, 2, 3, 0]"),
            on(Shape.of(2, 4, 5, 2), () -> MaxPool2D.of(2).withPadding(Padding.of(1, 1, 1, 1))),
            on(Shape.of(2, 5, 6, 3), () -> AveragePool2D.of(Window.square(3, 2)).withPadding(Padding.SAME))
                    .json("'type':'AveragePool2D','kernel':[3, 3],'stride':[2, 2],'padding':'same'"),
            on(Shape.of(2, 5, 6, 2), () -> AveragePool2D.of(new Window(3, 4, 2, 1)).withPadding(Padding.of(1, 2, 3, 0))
                    .withPaddingCounted(true))
                    .json("'type':'AveragePool2D','kernel':[3, 4],'stride':[2, 1],'padding':[1, 2, 3, 0],"
                            + "'count_include_pad':true"),
            on(Shape.of(2, 4, 5, 2), () -> AveragePool2D.of(2).withPadding(Padding.of(1, 1, 1, 1))),
            on(Shape.of(3, 3, 5, 2), GlobalAveragePool::of).json("'type':'GlobalAveragePool'"),
            on(Shape.of(3, 7), LayerCases::generator).multiplyAdds(35 + 30),
            on(Shape.of(3, 2, 3, 1), LayerCases::nested).multiplyAdds(24),
            on(Shape.of(2, 4, 4, 1), () -> Sequential.of(Shape.of(4, 4, 1), Conv2D.of(1, 1, 2, random()), Flatten.of(),
                    Sequential.of(Shape.of(9), Dense.of(9, 1, random())), LeakyReLU.withSlope(0.2f)))
                    .multiplyAdds(9 * 4 + 9),
            on(Shape.of(2, 3, 3, 2), () -> Sequential.of(Shape.of(3, 3, 2), UpSampling2D.by(2),
                    Conv2D.of(2, 3, 3, random()).withPadding(Padding.SAME))).multiplyAdds(36 * 9 * 2 * 3),
            on(Shape.of(2, 3), () -> Sequential.of(Shape.of(3), Sequential.of(Shape.of(3), Tanh.of()), Softmax.of()))
                    .json("'type':'Sequential','input':[3],'layers':[{'type':'Sequential','input':[3],'layers':["
                            + "{'type':'Tanh'}]},{'type':'Softmax'}]"),
            on(Shape.of(3, 4), () -> Sequential.of(Shape.of(4), Dropout.withRate(0.3f))),
            on(Shape.of(3, 4), () -> Residual.of(Dense.of(4, 4, random()))).multiplyAdds(16)
                    .json("'type':'Residual','layers':[{'type':'Dense','in':4,'out':4,'bias':true}]"),
            on(Shape.of(2, 3, 4, 2), LayerCases::residualBlock).multiplyAdds(2 * 12 * 9 * 2 * 2),
            on(Shape.of(2, 5, 2), () -> Residual.of(Identity.of())),
            on(Shape.of(3, 4), () -> Concatenate.of(Identity.of(), Dense.of(4, 2, random()))).multiplyAdds(8)
                    .json("'type':'Concatenate','layers':[{'type':'Identity'},"
                            + "{'type':'Dense','in':4,'out':2,'bias':true}]"),
            on(Shape.of(2, 5, 2), () -> Concatenate.of(Tanh.of(), Identity.of(), Dropout.withRate(0.3))),
            on(Shape.of(4, 5), () -> ClassProjection.of(Dense.of(3, 3, random()), 2)).multiplyAdds(9)
                    .json("'type':'ClassProjection','classes':2,'layers':["
                            + "{'type':'Dense','in':3,'out':3,'bias':true}]"),
            on(Shape.of(3, 4, 2, 4), () -> ClassProjection.of(Sequential.of(Shape.of(4, 2, 1), Flatten.of(), Tanh.of(),
                    Dense.of(8, 4, random())), 3)).multiplyAdds(32),
            on(Shape.of(3, 7), () -> SpectralNorm.of(Dense.of(7, 5, random()), random())).kind(Kind.SETTLED)
                    .multiplyAdds(35).json("'type':'SpectralNorm','features':5,'layers':["
                            + "{'type':'Dense','in':7,'out':5,'bias':true}]"),
            on(Shape.of(3, 2), () -> SpectralNorm.of(Dense.of(2, 4, random()).withBias(false), random()))
                    .kind(Kind.SETTLED).multiplyAdds(8),
            on(Shape.of(2, 4, 5, 2), () -> SpectralNorm.of(Conv2D.of(2, 3, 3, random()).withStride(2)
                    .withPadding(Padding.SAME), random())).kind(Kind.SETTLED).multiplyAdds(6 * 9 * 2 * 3),
            on(Shape.of(2, 2, 3, 2), () -> SpectralNorm.of(Conv2DTranspose.of(2, 3, 3, random()).withStride(2),
                    random())).kind(Kind.SETTLED).multiplyAdds(6 * 9 * 2 * 3),
            on(Shape.of(8, 3, 4, 1), LayerCases::critic).kind(Kind.USES_BATCH).multiplyAdds(12 * 9 * 3 + 48 * 2),
            on(Shape.of(2, 4, 6, 1), LayerCases::uNet).multiplyAdds(24 * 9 * 2 + 2 * 6 * 16 * 2 * 3 + 24 * 6),
            on(Shape.of(2, 3, 4, 2), () -> PReLU.of(2)).json("'type':'PReLU','channels':2"));

    /** Each row in training and in inference mode. */
    static final List<Case> CASES = ROWS.stream().flatMap(row -> Stream.of(row, row.inInference())).toList();

    /** Shapes that a layer does not take. A layer without a row here must take any shape. */
    static final List<Refusal> REFUSALS = List.of(
            new Refusal(Dense.of(7, 5, random()), Shape.of(3, 8), "(N, 8)", "(N, 7)"),
            new Refusal(Dense.of(12, 5, random()), Shape.of(3, 2, 3, 2), "(N, 2, 3, 2)", "(N, 12). Put Flatten before"),
            new Refusal(Dense.of(7, 5, random()), Shape.of(7), "(7)", "(1, …)"),
            new Refusal(BatchNorm.of(5), Shape.of(3, 5, 4), "(N, 5, 4)", "(N, …, 5)"),
            new Refusal(BatchNorm.of(5), Shape.of(5), "(5)", "(1, …)"),
            new Refusal(LayerNorm.of(5), Shape.of(3, 5, 4), "(N, 5, 4)", "(N, …, 5)"),
            new Refusal(LayerNorm.of(1), Shape.of(3, 1), "(N, 1)", "at least 2 values per example"),
            new Refusal(Maxout.of(3), Shape.of(2, 4, 5), "(N, 4, 5)", "(N, …, out·3)"),
            new Refusal(Embedding.of(CLASSES, 4, random()), Shape.of(3, 2), "(N, 2)", "(N, 1)"),
            new Refusal(SpectralNorm.of(Dense.of(7, 5, random()), random()), Shape.of(7), "(7)", "(1, …)"),
            new Refusal(Flatten.of(), Shape.of(5), "(5)", "(1, …)"),
            new Refusal(Conv2D.of(3, 2, 3, random()), Shape.of(2, 5, 5, 1), "(N, 5, 5, 1)", "(N, H, W, 3)"),
            new Refusal(Conv2D.of(3, 2, 3, random()), Shape.of(2, 75), "(N, 75)", "(N, H, W, 3). Put Reshape before"),
            new Refusal(Conv2D.of(3, 2, 3, random()), Shape.of(2, 5, 2, 3), "(N, 5, 2, 3)", "3×3 does not fit"),
            new Refusal(Conv2DTranspose.of(3, 2, 3, random()), Shape.of(2, 5, 5, 1), "(N, 5, 5, 1)", "(N, H, W, 3)"),
            new Refusal(Conv2DTranspose.of(1, 1, 3, random()).withPadding(Padding.of(2, 2, 0, 0)), Shape.of(2, 1, 1, 1),
                    "(N, 1, 1, 1)", "pad less"),
            new Refusal(UpSampling2D.by(2), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(ZeroPadding2D.of(1, 1, 1, 1), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(MaxPool2D.of(2), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(MaxPool2D.of(3), Shape.of(2, 2, 5, 1), "(N, 2, 5, 1)", "3×3 does not fit"),
            new Refusal(AveragePool2D.of(3), Shape.of(2, 2, 5, 1), "(N, 2, 5, 1)", "3×3 does not fit"),
            new Refusal(GlobalAveragePool.of(), Shape.of(2, 5), "(N, 5)", "(N, H, W, C). Put Reshape before"),
            new Refusal(Reshape.to(2, 3), Shape.of(4, 7), "(N, 7)", "an example of 6 values"),
            new Refusal(generator(), Shape.of(3, 7, 1), "(N, 7, 1)", "(N, 7)"),
            new Refusal(nested(), Shape.of(3, 6), "(N, 6)", "(N, 2, 3, 1)"),
            new Refusal(Residual.of(Dense.of(7, 5, random())), Shape.of(3, 7), "(N, 7)",
                    "expected (N, 5). The body must keep the shape"),
            new Refusal(Residual.of(Tanh.of()), Shape.of(7), "(7)", "(1, …)"),
            new Refusal(Concatenate.of(Identity.of(), UpSampling2D.by(2)), Shape.of(2, 3, 4, 1), "(N, 3, 4, 1)",
                    "outputs differ in the last axis only. The outputs are [(3, 4, 1), (6, 8, 1)]."),
            new Refusal(Concatenate.of(Identity.of(), Flatten.of()), Shape.of(2, 3, 4), "(N, 3, 4)",
                    "The outputs are [(3, 4), (12)]."),
            new Refusal(ClassProjection.of(Dense.of(3, 3, random()), 2), Shape.of(2, 2), "(N, 2)",
                    "expected (N, …, C + 2). Join a one-hot label to each pixel."),
            new Refusal(ClassProjection.of(Dense.of(3, 2, random()), 2), Shape.of(2, 5), "(N, 5)",
                    "expected a body with the output (N, 3). Its output is (N, 2)."),
            new Refusal(PReLU.of(3), Shape.of(2, 5, 2), "(5, 2)", "3 channels"));

    private LayerCases() {}

    /** A property of a row that tests take into account. */
    enum Kind {
        /** In inference, an example's output depends on this example only. */
        USUAL,
        /** An input is a class, a whole number from 0 to CLASSES - 1. It has no gradient. */
        CLASSES,
        /** A training pass improves an estimate; {@link Case#layer} runs passes until it no longer changes. */
        SETTLED,
        /** An output depends on the whole batch, in inference too. */
        USES_BATCH
    }

    /**
     * A layer and a batch for it.
     *
     * @param factory creates the layer
     * @param x the shape of the batch
     * @param training whether the layer runs in training mode
     * @param json the description without its version, in single quotes, or null
     * @param multiplyAdds the expected number for one example
     * @param kind a property that tests take into account
     */
    public record Case(Supplier<Layer> factory, Shape x, boolean training, String json, long multiplyAdds, Kind kind) {
        Case json(String expected) {
            return new Case(factory, x, training, expected, multiplyAdds, kind);
        }

        Case multiplyAdds(long expected) {
            return new Case(factory, x, training, json, expected, kind);
        }

        Case kind(Kind other) {
            return new Case(factory, x, training, json, multiplyAdds, other);
        }

        public Case inInference() {
            return new Case(factory, x, false, json, multiplyAdds, kind);
        }

        /** A batch of the shape x: normal numbers, or classes. */
        Tensor input(long seed) {
            return input(x.axis(0), seed);
        }

        /** A batch of n examples: normal numbers, or classes. */
        Tensor input(int n, long seed) {
            Tensor input = Tensor.zeros(x.withFirst(n));
            if (kind == Kind.CLASSES) {
                RandomStream.of(seed).fillUniform(input.array(), 0, CLASSES);
                for (int i = 0; i < input.size(); i++) {
                    input.array()[i] = (int) input.array()[i];
                }
            } else {
                RandomStream.of(seed).fillNormal(input.array(), 0, 1);
            }
            return input;
        }

        /** The tensors with a gradient: the input, unless it holds classes, and the parameters of the layer. */
        List<Tensor> wanted(Tensor input, Layer layer) {
            List<Tensor> wanted = new ArrayList<>(layer.parameters());
            if (kind != Kind.CLASSES) {
                wanted.add(0, input);
            }
            return wanted;
        }

        /** The layer with random values in all tensors, the same at each call. */
        public Layer layer() {
            Layer layer = factory.get();
            RandomStream random = RandomStream.of(5);
            layer.tensors().values().forEach(tensor -> {
                if (tensor instanceof Parameter parameter) {
                    parameter.update(values -> random.fillUniform(values, -0.8f, 0.8f));
                } else {
                    random.fillUniform(tensor.array(), 0.5f, 1.5f);   // a statistic; a variance is positive
                }
            });
            for (int pass = 0; kind == Kind.SETTLED && pass < 300; pass++) {
                layer.forward(input(1), Tape.training(random()).unrecorded());
            }
            return layer;
        }

        /** A recording tape in this case's mode, with the same random numbers at each call. */
        Tape tape() {
            return mode(Tape.training(random()));
        }

        Tape mode(Tape tape) {
            return training ? tape : tape.inference();
        }

        @Override
        public String toString() {
            return factory.get() + " on " + x + (training ? ", training" : ", inference");
        }
    }

    /** A batch of shape x that the layer refuses; the message names the found and the expected shape. */
    record Refusal(Layer layer, Shape x, String found, String expected) {}

    /** A row in training mode. */
    public static Case on(Shape x, Supplier<Layer> factory) {
        return new Case(factory, x, true, null, 0, Kind.USUAL);
    }

    public static RandomStream random() {
        return RandomStream.of(11);
    }

    private static Sequential generator() {
        return Sequential.of(Shape.of(7),
                Dense.of(7, 5, random()), Tanh.of(), BatchNorm.of(5).withMomentum(0.8f), Dense.of(5, 6, random()),
                Softplus.of(), Reshape.to(2, 3, 1));
    }

    private static Sequential nested() {
        Sequential inner = Sequential.of(Shape.of(6), Dropout.withRate(0.3f), Dense.of(6, 4, random()), Sigmoid.of());
        return Sequential.of(Shape.of(2, 3, 1), LeakyReLU.withSlope(0.2f), Flatten.of(), inner, BatchNorm.of(4));
    }

    /** A critic with the norms for gradient penalties. */
    private static Sequential critic() {
        return Sequential.of(Shape.of(3, 4, 1), Conv2D.of(1, 3, 3, random()).withPadding(Padding.SAME), LayerNorm.of(3),
                Tanh.of(), MinibatchStdDev.of(), Flatten.of(), Dense.of(48, 2, random()));
    }

    private static Layer residualBlock() {
        return Residual.of(Sequential.of(Shape.of(3, 4, 2), Conv2D.of(2, 2, 3, random()).withPadding(Padding.SAME),
                BatchNorm.of(2), SiLU.of(), Conv2D.of(2, 2, 3, random()).withPadding(Padding.SAME).withBias(false)));
    }

    /** A U-Net that halves images once. In ONNX one branch keeps the channels first, and one does not. */
    private static Sequential uNet() {
        Sequential half = Sequential.of(Shape.of(4, 6, 2),
                Conv2D.of(2, 3, 4, random()).withStride(2).withPadding(Padding.SAME), GELU.of(),
                Conv2DTranspose.of(3, 2, 4, random()).withStride(2).withPadding(Padding.SAME));
        Sequential reshaped = Sequential.of(Shape.of(4, 6, 2), Flatten.of(), Reshape.to(4, 6, 2), ELU.of(),
                AveragePool2D.of(2), UpSampling2D.by(2), Reshape.to(4, 6, 2));
        return Sequential.of(Shape.of(4, 6, 1), Conv2D.of(1, 2, 3, random()).withPadding(Padding.SAME),
                Concatenate.of(Identity.of(), half, reshaped), Residual.of(Tanh.of()), Conv2D.of(6, 1, 1, random()));
    }

    /** The public layers of the package for which no row has the property. */
    static Set<String> layersWithout(Predicate<Case> property) {
        Set<String> layers = publicLayers();
        Set<String> covered = ROWS.stream().filter(property).map(row -> row.factory.get().getClass())
                .filter(type -> type.getPackage().equals(Layer.class.getPackage())).map(Class::getSimpleName)
                .collect(Collectors.toSet());
        if (!layers.containsAll(covered)) {
            throw new AssertionError("the scan of the class files found only " + layers);
        }
        layers.removeAll(covered);
        return layers;
    }

    /** Finds the public layers of the package by their class files; returns their simple names. */
    static Set<String> publicLayers() {
        return PackageClasses.of(Layer.class).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && !type.isInterface()
                        && Modifier.isPublic(type.getModifiers()))
                .map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    }
}
