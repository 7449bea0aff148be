package easel.examples.study;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.layers.Layer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * For each layer with parameters: the Euclidean norm of their gradients, and log₁₀ of the norm of the update divided by
 * the norm of the parameters. A ratio near −3 is usual.
 */
final class LayerNorms implements UpdateObserver {
    private final StudyNetworks networks;
    private final Map<String, Double> norms = new LinkedHashMap<>();
    private final Map<String, Double> ratios = new LinkedHashMap<>();

    LayerNorms(StudyNetworks networks) {
        this.networks = networks;
    }

    @Override
    public void update(String network, Gradients gradients, Runnable update) {
        List<Layer> layers = (network.equals("G") ? networks.generator() : networks.discriminator()).layers();
        Map<Parameter, float[]> before = new LinkedHashMap<>();
        layers.forEach(layer -> layer.parameters().forEach(p -> before.put(p, p.array().clone())));
        update.run();
        for (int i = 0; i < layers.size(); i++) {
            List<Parameter> parameters = layers.get(i).parameters();
            if (!parameters.isEmpty()) {
                add(network + "/" + i + " " + layers.get(i), parameters, gradients, before);
            }
        }
    }

    private void add(String layer, List<Parameter> parameters, Gradients gradients, Map<Parameter, float[]> before) {
        double gradient = 0;
        double values = 0;
        double moved = 0;
        for (Parameter parameter : parameters) {
            float[] old = before.get(parameter);
            float[] g = gradients.of(parameter).array();
            for (int i = 0; i < old.length; i++) {
                double step = (double) parameter.array()[i] - old[i];
                gradient += (double) g[i] * g[i];
                values += (double) old[i] * old[i];
                moved += step * step;
            }
        }
        norms.put(layer, Math.sqrt(gradient));
        ratios.put(layer, Math.log10(Math.sqrt(moved / values)));
    }

    Map<String, Double> norms() {
        return norms;
    }

    Map<String, Double> ratios() {
        return ratios;
    }
}
