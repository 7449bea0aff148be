package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import easel.core.state.Description;
import easel.gan.LatentSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The formula and the source of an operation: the Javadoc and the methods of the classes that compute it. The build
 * copies these files into the resources of this package, so text and code have one place.
 */
final class LayerText {
    private static final String OPS = "easel/core/ops/";
    private static final String LAYERS = "easel/layers/";
    private static final String OPTIM = "easel/optim/";
    private static final String NOISE = "noise";
    private static final String STUDY = "easel/examples/study/";

    /**
     * Where an operation is documented and computed.
     *
     * @param doc the file whose text is shown
     * @param method the method whose Javadoc is shown, or empty for the Javadoc of the class
     * @param forward the file and methods of the forward pass
     * @param backward the file and methods of the backward pass
     */
    private record Source(String doc, String method, Code forward, Code backward) {}

    private record Code(String file, List<String> methods) {}

    private static final Map<String, Source> SOURCES = Map.ofEntries(
            layer("Dense", List.of("forward"), List.of("backward")),
            layer("Conv2D", List.of("forward"), List.of("backward")),
            layer("Conv2DTranspose", List.of("forward"), List.of("backward")),
            layer("LeakyReLU", List.of("forward", "rectifyLeaky"), List.of("backward", "timesSlope")),
            layer("BatchNorm", List.of("normalizeByBatch", "normalize", "yOfTile"),
                    List.of("backwardByBatch", "dxOfTile", "addTile")),
            elsewhere("Tanh", OPS + "Functions.java", "tanh"),
            elsewhere("Reshape", OPS + "Rearrange.java", "reshape"),
            elsewhere("Flatten", OPS + "Rearrange.java", "reshape"),
            loss("binaryCrossEntropyWithLogits", "backwardOfLogits"),
            loss("meanSquaredError", "backwardOfSquares"),
            operation("mean", "Reduce"),
            operation("scale", "Arithmetic"),
            operation("negate", "Arithmetic"),
            operation("addScalar", "Arithmetic"),
            operation("relu", "Functions"),
            operation("softplus", "Functions"),
            operation("subtract", "Arithmetic"),
            Map.entry(NOISE, new Source("", "",       // the text is that of {@link #ofNoise}
                    new Code("easel/gan/IndependentSpace.java", List.of("fill")), null)),
            Map.entry("points", new Source(STUDY + "RealData.java", "",
                    new Code(STUDY + "RealData.java", List.of("of", "aroundPoints")), null)),
            Map.entry("images", new Source(STUDY + "RealData.java", "",
                    new Code("easel/datasets/ImageSource.java", List.of("images")), null)),
            optimizer("Adam", List.of("update")),
            optimizer("Sgd", List.of("plain")),
            optimizer("RmsProp", List.of("update")));

    private LayerText() {}

    private static Map.Entry<String, Source> layer(String kind, List<String> forward, List<String> backward) {
        String file = LAYERS + kind + ".java";
        return Map.entry(kind, new Source(file, "", new Code(file, forward), new Code(file, backward)));
    }

    /** A layer whose method in another class has both passes. */
    private static Map.Entry<String, Source> elsewhere(String kind, String file, String method) {
        Code code = new Code(file, List.of(method));
        return Map.entry(kind, new Source(LAYERS + kind + ".java", "", code, code));
    }

    private static Map.Entry<String, Source> loss(String name, String backward) {
        String file = LAYERS + "Losses.java";
        return Map.entry(name, new Source(file, name, new Code(file, List.of(name)),
                new Code(file, List.of(backward))));
    }

    private static Map.Entry<String, Source> operation(String name, String type) {
        Code code = new Code(OPS + type + ".java", List.of(name));
        return Map.entry(name, new Source(code.file, name, code, code));
    }

    private static Map.Entry<String, Source> optimizer(String type, List<String> methods) {
        String file = OPTIM + type + ".java";
        return Map.entry(type, new Source(file, "", new Code(file, methods), null));
    }

    /**
     * Describes the operation that draws latent points: what z is, and its text.
     *
     * @param columns of its result: more than a point has if there are labels
     */
    static Description ofNoise(LatentSpace latent, int columns) {
        int size = latent.size();
        String numbers = size == 1 ? "one random number" : size + " random numbers";
        String from = switch (latent.text().split(" ")[0]) {
            case "NORMAL" -> " from the normal distribution N(0, 1)";
            case "UNIFORM" -> ", uniform in [-1, 1)";
            default -> " from the distribution " + latent.text();
        };
        String row = columns > size ? "one z with its label" : "one z";
        return Description.of(NOISE).with(NOISE, "z is the latent vector, the input of G: " + numbers + from
                + ". Each row of y is " + row + ", and G makes one fake of it.");
    }

    /** Adds formula, paragraphs and source of an operation. Modified: json. */
    static void addTo(JsonObject json, Operation operation) {
        String kind = operation.kind().equals("optimizer") ? operation.settings().orElseThrow().type()
                : operation.kind();
        boolean backward = operation.pass().equals("backward");
        Source source = SOURCES.containsKey(kind) ? SOURCES.get(kind) : ofLayer(kind);
        JsonArray paragraphs = new JsonArray();
        if (source == null) {
            json.addProperty("formula", "");
            json.add("paragraphs", paragraphs);
            json.add("source", JsonNull.INSTANCE);
            return;
        }
        List<String> text = kind.equals(NOISE)
                ? List.of(operation.settings().orElseThrow().settings().get(NOISE).toString())
                : paragraphs(source, kind);
        text.forEach(paragraphs::add);
        json.addProperty("formula", text.isEmpty() ? "" : text.get(0));
        json.add("paragraphs", paragraphs);
        json.add("source", code(backward && source.backward != null ? source.backward : source.forward));
    }

    /** The class of another layer, as in the run of a program; null for another operation. */
    private static Source ofLayer(String kind) {
        String file = LAYERS + kind + ".java";
        if (!kind.matches("\\w+") || LayerText.class.getResource("source/" + file) == null) {
            return null;
        }
        List<String> lines = lines(file);
        Code forward = new Code(file, List.of("forward"));
        return find(lines, "forward") < 0 ? null : new Source(file, "", forward,
                find(lines, "backward") < 0 ? forward : new Code(file, List.of("backward")));
    }

    private static List<String> paragraphs(Source source, String kind) {
        List<String> lines = lines(source.doc);
        int from = source.method.isEmpty() ? lines.indexOf("/**") : docOf(lines, source.method);
        if (from < 0) {
            throw new IllegalStateException("no Javadoc of " + kind + " in " + source.doc);
        }
        StringBuilder text = new StringBuilder();
        for (int i = from + 1; i < lines.size() && !lines.get(i).strip().equals("*/"); i++) {
            String line = lines.get(i).strip().replaceFirst("^\\* ?", "");
            if (line.startsWith("@")) {
                break;
            }
            text.append(line).append('\n');
        }
        return Javadoc.paragraphs(text.toString());
    }

    private static int docOf(List<String> lines, String method) {
        int i = start(lines, method);
        while (i >= 0 && !lines.get(i).strip().equals("/**")) {
            i--;
        }
        return i;
    }

    private static JsonObject code(Code code) {
        List<String> lines = lines(code.file);
        JsonArray shown = new JsonArray();
        int first = -1;
        for (String method : code.methods) {
            int start = start(lines, method);
            if (first < 0) {
                first = start;
            } else {
                shown.add("");
            }
            for (int i = start; i < lines.size(); i++) {
                shown.add(lines.get(i).replaceFirst("^ {4}", ""));
                if (lines.get(i).equals("    }")) {
                    break;
                }
            }
        }
        JsonObject json = new JsonObject();
        json.addProperty("file", code.file.substring(code.file.lastIndexOf('/') + 1));
        json.addProperty("first", first + 1);
        json.add("lines", shown);
        return json;
    }

    /** The line where the declaration of a method starts. */
    private static int start(List<String> lines, String method) {
        int start = find(lines, method);
        if (start < 0) {
            throw new IllegalStateException("found no method " + method);
        }
        return start;
    }

    /** The same, or -1 if there is no such method. */
    private static int find(List<String> lines, String method) {
        Pattern declaration = Pattern.compile(" {4}[a-zA-Z][^=;.]* " + method + "\\(.*");
        for (int i = 0; i < lines.size(); i++) {
            if (declaration.matcher(lines.get(i)).matches() && !lines.get(i).endsWith(";")) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> lines(String file) {
        try (InputStream in = LayerText.class.getResourceAsStream("source/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the resources lack " + file + "; see examples/pom.xml");
            }
            return new ArrayList<>(List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
