package easel.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.Reshape;
import easel.layers.Sequential;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DiagramTest {
    private static final String ODD = "<b title='\"x\"'> & `#` \\ \uFFFF \u0001 \uD800 \uD83C\uDFA8";

    private final RandomStream random = RandomStream.of(1);
    private final Sequential generator = Sequential.of(Shape.of(100), Dense.of(100, 98, random), Reshape.to(7, 7, 2),
            Conv2DTranspose.of(2, 1, 4, random).withStride(2).withPadding(Padding.SAME), BatchNorm.of(1));
    private final Sequential discriminator = Sequential.of(Shape.of(14, 14, 1), Flatten.of(), Dense.of(196, 1, random));
    private final Diagram both = Diagram.of("G", generator).beside("D", discriminator)
            .beside("G", generator).then("D", discriminator);

    @Test
    void mermaidOfAGeneratorThenADiscriminator() {
        assertEquals("""
                flowchart TB
                subgraph part0["G · 9,935 parameters"]
                n0["Input<br>(N, 100)"]
                n1["Dense 100→98<br>(N, 98) · 9,898 parameters"]
                n2["Reshape (7, 7, 2)<br>(N, 7, 7, 2)"]
                n3["Conv2DTranspose 2→1 4×4 stride 2 same<br>(N, 14, 14, 1) · 33 parameters"]
                n4["BatchNorm 1<br>(N, 14, 14, 1) · 4 parameters"]
                end
                subgraph part1["D · 197 parameters"]
                n5["Flatten<br>(N, 196)"]
                n6["Dense 196→1<br>(N, 1) · 197 parameters"]
                end
                n0 --> n1
                n1 --> n2
                n2 --> n3
                n3 --> n4
                n4 --> n5
                n5 --> n6
                """, Diagram.of("G", generator).then("D", discriminator).mermaid());
    }

    @Test
    void dotOfTwoNetworksSideBySide() {
        assertEquals("""
                digraph {
                node [shape=box, fontname="Helvetica,Arial,sans-serif"];
                subgraph cluster0 {
                label="D · 197 parameters";
                n0 [label="Input\\n(N, 14, 14, 1)"];
                n1 [label="Flatten\\n(N, 196)"];
                n2 [label="Dense 196→1\\n(N, 1) · 197 parameters"];
                }
                subgraph cluster1 {
                label="D · 197 parameters";
                n3 [label="Input\\n(N, 14, 14, 1)"];
                n4 [label="Flatten\\n(N, 196)"];
                n5 [label="Dense 196→1\\n(N, 1) · 197 parameters"];
                }
                n0 -> n1;
                n1 -> n2;
                n3 -> n4;
                n4 -> n5;
                }
                """, Diagram.of("D", discriminator).beside("D", discriminator).dot());
    }

    @Test
    void svgNamesEveryLayerInOrder() throws Exception {
        List<String> texts = texts(both.svg());
        assertEquals(4 + 5 + 3 + 5 + 2, texts.stream().filter(t -> !t.contains("(N, ")).count());
        assertEquals(List.of("G · 9,935 parameters", "Input", "(N, 100)", "Dense 100→98",
                "(N, 98) · 9,898 parameters", "Reshape (7, 7, 2)", "(N, 7, 7, 2)"), texts.subList(0, 7));
        assertEquals(List.of("Dense 196→1", "(N, 1) · 197 parameters"), texts.subList(texts.size() - 2, texts.size()));
    }

    @Test
    void svgBoxesAreInsideThePictureAndDoNotOverlap() throws Exception {
        Element root = parse(both.svg()).getDocumentElement();
        NodeList found = root.getElementsByTagName("rect");
        List<int[]> boxes = IntStream.range(1, found.getLength()).mapToObj(i -> (Element) found.item(i))
                .map(r -> new int[] {number(r, "x"), number(r, "y"), number(r, "width"), number(r, "height")}).toList();
        assertEquals(4 + 5 + 3 + 5 + 2, boxes.size());
        for (int[] a : boxes) {
            assertTrue(a[0] >= 0 && a[0] + a[2] <= number(root, "width")
                    && a[1] >= 0 && a[1] + a[3] <= number(root, "height"));
            for (int[] b : boxes) {
                boolean apart = a[0] + a[2] < b[0] || b[0] + b[2] < a[0] || a[1] + a[3] < b[1] || b[1] + b[3] < a[1];
                assertTrue(apart || contains(a, b) || contains(b, a));
            }
        }
    }

    private static boolean contains(int[] a, int[] b) {
        return a[0] <= b[0] && a[1] <= b[1] && a[0] + a[2] >= b[0] + b[2] && a[1] + a[3] >= b[1] + b[3];
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    @Test
    void specialCharactersInNamesAreEscaped() throws Exception {
        Diagram diagram = Diagram.of(ODD, Sequential.of(Shape.of(2), new CustomLayer()));
        String shown = "<b title='\"x\"'> & `#` \\ \uFFFD \uFFFD \uFFFD \uD83C\uDFA8";
        assertEquals(List.of(shown, "Input", "(N, 2)", shown, "(N, 2)"), texts(diagram.svg()));
        String escaped = "#60;b title=#39;#34;x#34;#39;#62; #38; #96;#35;#96; #92; \uFFFD \uFFFD \uFFFD \uD83C\uDFA8";
        assertTrue(diagram.mermaid().contains("part0[\"" + escaped + "\"]"), diagram.mermaid());
        assertTrue(diagram.dot().contains("label=\"" + escaped.replace("#", "&#") + "\";"), diagram.dot());
    }

    private record CustomLayer() implements Layer {
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
            return ODD;
        }
    }

    @Test
    void refusesANetworkWithAnotherInputShape() {
        assertEquals("G takes (100) and cannot follow D, whose output is (1)",
                assertThrows(IllegalArgumentException.class,
                        () -> Diagram.of("D", discriminator).then("G", generator)).getMessage());
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void thePictureIsTheSameInEveryLocale() {
        String svg = both.svg();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(svg, both.svg());
        } finally {
            Locale.setDefault(before);
        }
    }

    private static List<String> texts(String svg) throws Exception {
        NodeList texts = parse(svg).getElementsByTagName("text");
        return IntStream.range(0, texts.getLength()).mapToObj(i -> texts.item(i).getTextContent()).toList();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
