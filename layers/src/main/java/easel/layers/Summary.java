package easel.layers;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A model as a table: for each layer, the shape of one example's output and the number of parameters. Statistics, such
 * as the running statistics of BatchNorm, count as non-trainable. {@link #toString} is the printed table.
 *
 * @param title the model's name
 * @param rows one row for each layer
 */
public record Summary(String title, List<Row> rows) {
    /**
     * One line of the table.
     *
     * @param layer the layer's {@link Object#toString}
     * @param output the shape of one example's output, without N
     * @param trainable elements that an optimizer changes
     * @param fixed elements that no optimizer changes
     */
    public record Row(String layer, Shape output, long trainable, long fixed) {
        /**
         * Refuses null.
         *
         * @param layer the layer's {@link Object#toString}
         * @param output the shape of one example's output, without N
         * @param trainable elements that an optimizer changes
         * @param fixed elements that no optimizer changes
         */
        public Row {
            Objects.requireNonNull(layer, "layer");
            Objects.requireNonNull(output, "output");
        }

        private String elements() {
            return String.format(Locale.ROOT, "%,d", trainable + fixed);
        }
    }

    /**
     * Copies the rows.
     *
     * @param title the model's name
     * @param rows one row for each layer
     */
    public Summary {
        Objects.requireNonNull(title, "title");
        rows = List.copyOf(rows);
    }

    /**
     * Lists the layers of a model. A layer that contains layers, such as a Sequential, is one row.
     *
     * @param title the model's name
     * @param model the model
     * @return the table
     */
    public static Summary of(String title, Sequential model) {
        List<Row> rows = new ArrayList<>();
        Set<Tensor> counted = new HashSet<>();
        for (int i = 0; i < model.layers().size(); i++) {
            rows.add(row(model.layers().get(i), model.shapes().get(i), counted));
        }
        return new Summary(title, rows);
    }

    /**
     * Lists models that run one after another, such as a generator and a discriminator, as one row each.
     *
     * @param title the name of the combined model
     * @param parts the tables of the models
     * @return a table with one row for each model
     */
    public static Summary combined(String title, Summary... parts) {
        List<Row> rows = new ArrayList<>();
        for (Summary part : parts) {
            Shape output = part.rows.get(part.rows.size() - 1).output();
            rows.add(new Row(part.title, output, part.trainable(), part.nonTrainable()));
        }
        return new Summary(title, rows);
    }

    /**
     * The same model with all parameters counted as non-trainable, as libraries count a discriminator that they freeze
     * during the generator's update. Changes the table only; Easel freezes no parameters.
     *
     * @return the table with all elements non-trainable
     */
    public Summary withAllFrozen() {
        return new Summary(title + " (frozen)", rows.stream()
                .map(row -> new Row(row.layer, row.output, 0, row.trainable + row.fixed))
                .toList());
    }

    /**
     * The number of all elements.
     *
     * @return trainable plus non-trainable elements
     */
    public long total() {
        return trainable() + nonTrainable();
    }

    /**
     * The number of elements that an optimizer changes.
     *
     * @return their number
     */
    public long trainable() {
        return rows.stream().mapToLong(Row::trainable).sum();
    }

    /**
     * The number of elements that no optimizer changes.
     *
     * @return their number
     */
    public long nonTrainable() {
        return rows.stream().mapToLong(Row::fixed).sum();
    }

    /** The row of a layer. Tensors that an earlier row has counted are not counted again. */
    private static Row row(Layer layer, Shape output, Set<Tensor> counted) {
        long trainable = 0;
        long fixed = 0;
        for (Tensor tensor : layer.tensors().values()) {
            if (counted.add(tensor)) {
                trainable += tensor instanceof Parameter ? tensor.size() : 0;
                fixed += tensor instanceof Parameter ? 0 : tensor.size();
            }
        }
        return new Row(layer.toString(), output, trainable, fixed);
    }

    @Override
    public String toString() {
        int layer = width(34, Row::layer);
        int output = width(18, row -> row.output.toString());
        int elements = width(12, Row::elements);
        String format = "%-" + layer + "s %-" + output + "s %" + elements + "s\n";
        String rule = "-".repeat(layer + output + elements + 2) + "\n";
        StringBuilder text = new StringBuilder(title).append('\n').append(rule)
                .append(String.format(Locale.ROOT, format, "Layer", "Output", "Parameters"))
                .append(rule);
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, format, row.layer, row.output, row.elements()));
        }
        return text.append(rule)
                .append(String.format(Locale.ROOT, "Total parameters: %,d\n", total()))
                .append(String.format(Locale.ROOT, "Trainable: %,d\n", trainable()))
                .append(String.format(Locale.ROOT, "Non-trainable: %,d\n", nonTrainable()))
                .toString();
    }

    /** The width of a column: that of its longest text, but at least {@code least}. */
    private int width(int least, Function<Row, String> column) {
        return rows.stream().map(column).mapToInt(String::length).reduce(least, Math::max);
    }
}
