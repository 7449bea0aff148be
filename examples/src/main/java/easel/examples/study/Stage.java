package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** The ten stages of a training step, in the order of the page. */
enum Stage {
    INPUTS("Draw noise and real examples", "noise", "Latent points z come from the noise distribution, and real"
            + " examples x from the data. Both depend only on the seed and the number of the step. If D takes several"
            + " steps before G, the stages show the last one."),
    GENERATE("G makes fakes", "G", "G maps each latent point z to a fake example G(z)."),
    READ_REAL("D reads the real examples", "D", "D maps each real example to one number, the logit. A logit above 0"
            + " means that D takes the example for real."),
    READ_FAKE("D reads the fakes", "D", "The same D maps each fake to a logit."),
    LOSS_OF_D("D's loss", "loss", "D's loss is small if the logits of real examples are high and those of fakes are"
            + " low. D minimizes the mean of both parts."),
    GRADIENTS_OF_D("Gradients of D", "D", "The backward pass goes from D's loss through the layers of D, last to"
            + " first. It gives each weight of D its gradient, and stops at the examples. The gradients of both"
            + " parts of the loss are added."),
    UPDATE_OF_D("Update of D", "D", "The optimizer moves each weight of D against its gradient."),
    LOSS_OF_G("G's loss", "loss", "G's loss is small if D takes the fakes for real. It reads the logits of stage 4."),
    GRADIENTS_OF_G("Gradients of G", "G", "The backward pass goes from G's loss through D to the fakes, and on through"
            + " G. It uses D's weights from before the update: both backward passes come before either update."),
    UPDATE_OF_G("Update of G", "G", "The optimizer moves each weight of G against its gradient.");

    private static final JsonArray ALL = new JsonArray();

    final String title;
    final String node;
    final String text;

    Stage(String title, String node, String text) {
        this.title = title;
        this.node = node;
        this.text = text;
    }

    static {
        for (Stage stage : values()) {
            JsonObject json = new JsonObject();
            json.addProperty("title", stage.title);
            json.addProperty("text", stage.text);
            json.addProperty("node", stage.node);
            ALL.add(json);
        }
    }

    /** From 1 to 10. */
    int number() {
        return ordinal() + 1;
    }

    static JsonArray json() {
        return ALL.deepCopy();
    }
}
