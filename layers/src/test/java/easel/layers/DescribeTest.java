package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import org.junit.jupiter.api.Test;

/** The settings in model files: a change here needs a new version of the description. */
class DescribeTest {
    private final RandomStream random = RandomStream.of(1);

    @Test
    void linearLayers() {
        assertDescribed("'type':'Dense','in':3,'out':2,'bias':true", Dense.of(3, 2, random));
        assertDescribed("'type':'Dense','in':3,'out':2,'bias':false", Dense.of(3, 2, random).withBias(false));
        assertDescribed("'type':'Conv2D','kernel':[3, 3],'stride':[1, 1],'padding':[0, 0, 0, 0],'channels':2,"
                + "'filters':5,'bias':true", Conv2D.of(2, 5, 3, random));
        assertDescribed("'type':'Conv2D','kernel':[3, 4],'stride':[2, 1],'padding':'same','channels':2,'filters':5,"
                + "'bias':false", Conv2D.of(2, 5, 3, 4, Initializer.zeros(), random).withStride(2, 1)
                .withPadding(Padding.SAME).withBias(false));
        assertDescribed("'type':'Conv2DTranspose','kernel':[3, 4],'stride':[3, 2],'padding':[1, 2, 3, 0],"
                + "'output_padding':[2, 1],'channels':2,'filters':5,'bias':true",
                Conv2DTranspose.of(2, 5, 3, 4, Initializer.zeros(), random).withStride(3, 2)
                        .withPadding(Padding.of(1, 2, 3, 0)).withOutputPadding(2, 1));
    }

    @Test
    void layersWithSettings() {
        assertDescribed("'type':'BatchNorm','features':4,'momentum':0.8,'epsilon':1.0E-5",
                BatchNorm.of(4).withMomentum(0.8f).withEpsilon(1e-5f));
        assertDescribed("'type':'LeakyReLU','slope':0.2", LeakyReLU.withSlope(0.2f));
        assertDescribed("'type':'Dropout','rate':0.4", Dropout.withRate(0.4f));
        assertDescribed("'type':'Reshape','shape':[7, 7, 128]", Reshape.to(7, 7, 128));
        assertDescribed("'type':'ZeroPadding2D','padding':[1, 2, 3, 4]", ZeroPadding2D.of(1, 2, 3, 4));
        assertDescribed("'type':'UpSampling2D','factors':[2, 3]", UpSampling2D.by(2, 3));
        assertDescribed("'type':'MaxPool2D','kernel':[3, 2],'stride':[2, 1]", MaxPool2D.of(new Window(3, 2, 2, 1)));
        assertDescribed("'type':'AveragePool2D','kernel':[2, 2],'stride':[2, 2]", AveragePool2D.of(2));
    }

    @Test
    void aNetwork() {
        assertDescribed("'type':'Sequential','input':[2],'layers':[{'type':'Sequential','input':[2],'layers':["
                + "{'type':'Tanh'}]},{'type':'Softmax'}]",
                Sequential.of(Shape.of(2), Sequential.of(Shape.of(2), Tanh.of()), Softmax.of()));
    }

    private static void assertDescribed(String expected, Layer layer) {
        assertEquals("{\"version\":1," + expected.replace('\'', '"') + "}", layer.describe().toString());
    }

    @Test
    void aLayerOfYourOwnMayLeaveItOut() {
        Layer own = new Layer() {
            @Override
            public Tensor forward(Tensor x, Tape tape) {
                return x;
            }

            @Override
            public Shape outputShape(Shape input) {
                return input;
            }

            @Override
            public String toString() {
                return "Own";
            }
        };
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Sequential.of(Shape.of(2), own).describe()).getMessage();
        assertTrue(message.startsWith("Own does not describe itself: let " + own.getClass().getName()), message);
    }
}
