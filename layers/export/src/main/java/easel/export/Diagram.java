package easel.export;

import easel.core.Shape;
import easel.layers.Sequential;
import easel.layers.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of networks: a box for each layer, with its output shape and its number of parameters, and an arrow to the
 * next layer. A layer that contains layers, such as a Sequential, is one box, and the parameters of a layer used twice
 * count once, as in {@link Summary}. Any layer can be drawn, even one without a description.
 *
 * <pre>{@code
 * Diagram diagram = Diagram.of("Generator", generator).beside("Discriminator", discriminator)
 *         .beside("Generator", generator).then("Discriminator", discriminator);
 * Files.writeString(Path.of("networks.svg"), diagram.svg());
 * }</pre>
 */
public final class Diagram {
    // Heights and distances in pixels.
    private static final int BOX = 42;
    private static final int GAP = 22;
    private static final int MARGIN = 16;
    private static final int TITLE = 34;
    /** Pixels for each letter, enough for common sans-serif fonts, because the width of text is not measured. */
    private static final double LETTER = 7.6;

    /** The networks of each column, from top to bottom; each takes the output of the network above it. */
    private final List<List<Summary>> columns;

    private Diagram(List<List<Summary>> columns) {
        this.columns = columns;
    }

    /**
     * Creates a diagram of one network.
     *
     * @param title its name
     * @param network the network. Not modified
     * @return a diagram
     */
    public static Diagram of(String title, Sequential network) {
        return new Diagram(List.of(List.of(part(title, network, true))));
    }

    /**
     * Adds a network to the right of all others.
     *
     * @param title its name
     * @param network the network. Not modified
     * @return a new diagram that also has this network
     */
    public Diagram beside(String title, Sequential network) {
        List<List<Summary>> more = new ArrayList<>(columns);
        more.add(List.of(part(title, network, true)));
        return new Diagram(more);
    }

    /**
     * Adds a network below the last one of the rightmost column; it takes that network's output.
     *
     * @param title its name
     * @param network the network. Not modified
     * @return a new diagram that also has this network
     * @throws IllegalArgumentException if its input shape differs from that network's output shape
     */
    public Diagram then(String title, Sequential network) {
        List<List<Summary>> more = new ArrayList<>(columns);
        List<Summary> column = new ArrayList<>(more.get(more.size() - 1));
        Summary before = column.get(column.size() - 1);
        Shape output = before.rows().get(before.rows().size() - 1).output();
        if (!output.equals(network.input())) {
            throw new IllegalArgumentException(title + " takes " + network.input() + " and cannot follow "
                    + before.title() + ", whose output is " + output);
        }
        column.add(part(title, network, false));
        more.set(more.size() - 1, column);
        return new Diagram(more);
    }

    private static Summary part(String title, Sequential network, boolean first) {
        Summary summary = Summary.of(title, network);
        List<Summary.Row> rows = new ArrayList<>(summary.rows());
        if (first) {
            rows.add(0, new Summary.Row("Input", network.input(), 0, 0));
        }
        return new Summary(title, rows);
    }

    private static String heading(Summary part) {
        return clean(part.title()) + parameters(part.total());
    }

    private static String name(Summary.Row row) {
        return clean(row.layer());
    }

    private static String detail(Summary.Row row) {
        return "(N, " + row.output().toString().substring(1) + parameters(row.trainable() + row.fixed());
    }

    private static String parameters(long count) {
        return count == 0 ? "" : format(" · %,d parameters", count);
    }

    /** Replaces characters that XML forbids, such as control characters, by U+FFFD. */
    private static String clean(String text) {
        return text.replaceAll("[^ -\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }

    /**
     * The picture as SVG, on a white background, in the default sans-serif font of the viewer.
     *
     * @return an XML document
     */
    public String svg() {
        StringBuilder shapes = new StringBuilder();
        int right = MARGIN;
        int bottom = 0;
        for (List<Summary> column : columns) {
            int width = width(column);
            bottom = Math.max(bottom, draw(column, right, width, shapes));
            right += width + MARGIN;
        }
        return format("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"
                     font-family="Helvetica, Arial, sans-serif" font-size="13" text-anchor="middle" fill="#1f2328">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                %3$s</svg>
                """, right, bottom + MARGIN, shapes);
    }

    private static int width(List<Summary> column) {
        int letters = 0;
        for (Summary part : column) {
            letters = Math.max(letters, heading(part).length());
            for (Summary.Row row : part.rows()) {
                letters = Math.max(letters, Math.max(name(row).length(), detail(row).length()));
            }
        }
        return (int) (letters * LETTER) + 3 * MARGIN;
    }

    /** Draws a column and returns its lower edge. */
    private static int draw(List<Summary> column, int left, int width, StringBuilder svg) {
        int middle = left + width / 2;
        int y = MARGIN;
        for (Summary part : column) {
            if (y > MARGIN) {
                y = arrow(middle, y, svg);
            }
            int height = TITLE + part.rows().size() * (BOX + GAP) - GAP + MARGIN;
            rectangle(left, y, width, height, "#f6f8fa", svg);
            text(middle, y + 22, heading(part), " font-weight=\"bold\"", svg);
            int top = y + TITLE;
            for (Summary.Row row : part.rows()) {
                if (top > y + TITLE) {
                    top = arrow(middle, top, svg);
                }
                boolean hasParameters = row.trainable() + row.fixed() > 0;
                rectangle(left + MARGIN / 2, top, width - MARGIN, BOX, hasParameters ? "#dbeafe" : "#ffffff", svg);
                text(middle, top + 17, name(row), "", svg);
                text(middle, top + 34, detail(row), " font-size=\"12\" fill=\"#57606a\"", svg);
                top += BOX;
            }
            y += height;
        }
        return y;
    }

    private static void rectangle(int x, int y, int width, int height, String fill, StringBuilder svg) {
        String rect = "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"%s\" stroke=\"#afb8c1\"/>\n";
        svg.append(format(rect, x, y, width, height, fill));
    }

    private static void text(int x, int y, String text, String style, StringBuilder svg) {
        svg.append(format("<text x=\"%d\" y=\"%d\"%s>%s</text>\n", x, y, style, escape(text, "&#%d;")));
    }

    /** Draws an arrow and returns the y of its end. */
    private static int arrow(int x, int y, StringBuilder svg) {
        svg.append(format("<path d=\"M%d %dv%dm-4 -6l4 6l4 -6\" fill=\"none\" stroke=\"#57606a\"/>\n", x, y, GAP));
        return y + GAP;
    }

    /**
     * The diagram in the language of Mermaid, which many sites render in Markdown.
     *
     * @return a flowchart
     */
    public String mermaid() {
        return graph("flowchart TB\n", "subgraph part%d[\"%s\"]\n", "n%d[\"%s<br>%s\"]\n", "end\n", "n%d --> n%d\n", "",
                "#%d;");
    }

    /**
     * The diagram in the language of Graphviz.
     *
     * @return a graph in the language DOT
     */
    public String dot() {
        return graph("digraph {\nnode [shape=box, fontname=\"Helvetica,Arial,sans-serif\"];\n",
                "subgraph cluster%d {\nlabel=\"%s\";\n", "n%d [label=\"%s\\n%s\"];\n", "}\n", "n%d -> n%d;\n", "}\n",
                "&#%d;");
    }

    private String graph(String head, String open, String node, String close, String edge, String tail, String entity) {
        StringBuilder nodes = new StringBuilder(head);
        StringBuilder edges = new StringBuilder();
        int parts = 0;
        int count = 0;
        for (List<Summary> column : columns) {
            int first = count;
            for (Summary part : column) {
                nodes.append(format(open, parts++, escape(heading(part), entity)));
                for (Summary.Row row : part.rows()) {
                    if (count > first) {
                        edges.append(format(edge, count - 1, count));
                    }
                    nodes.append(format(node, count++, escape(name(row), entity), escape(detail(row), entity)));
                }
                nodes.append(close);
            }
        }
        return nodes.append(edges).append(tail).toString();
    }

    /** Formats with ASCII digits in every locale. */
    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** Replaces characters with a special meaning in SVG, Mermaid or DOT by numeric entities. */
    private static String escape(String text, String entity) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append("&<>\"'#\\`".indexOf(c) >= 0 ? format(entity, c)
                : String.valueOf((char) c)));
        return escaped.toString();
    }
}
