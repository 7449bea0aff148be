package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import easel.gan.GanSchedule;
import easel.gan.UpdateSchedule;

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

    final String title;
    final String node;
    final String text;

    Stage(String title, String node, String text) {
        this.title = title;
        this.node = node;
        this.text = text;
    }

    /** From 1 to 10. */
    int number() {
        return ordinal() + 1;
    }

    /** The stages of a step that updates both networks from one forward pass, as in easel study. */
    static JsonArray json() {
        return json(GanSchedule.SIMULTANEOUS);
    }

    static JsonArray json(UpdateSchedule schedule) {
        JsonArray all = new JsonArray();
        for (Stage stage : values()) {
            JsonObject json = new JsonObject();
            json.addProperty("title", stage.title);
            json.addProperty("text", stage.text(schedule));
            json.addProperty("node", stage.node);
            all.add(json);
        }
        return all;
    }

    private String text(UpdateSchedule schedule) {
        boolean separate = schedule == GanSchedule.SEPARATE;
        if (schedule == GanSchedule.SIMULTANEOUS) {
            return text;
        }
        return switch (this) {
            case READ_REAL -> schedule == GanSchedule.JOINED ? "D maps each example of one batch to a logit: the real"
                    + " examples first, and then the fakes. A logit above 0 means that D takes the example for real."
                    : separate ? text + " D has one update on the real examples, and then one on the fakes; the"
                    + " stages from here to 7 show both." : text;
            case READ_FAKE -> schedule == GanSchedule.JOINED ? "The fakes are in the batch of stage 3." : text;
            case LOSS_OF_D -> separate ? "D's loss on real examples is small if their logits are high, and its loss on"
                    + " fakes if theirs are low." : text;
            case LOSS_OF_G -> "G maps new latent points to fakes, and D reads them with its new weights. G's loss is"
                    + " small if D takes them for real.";
            case GRADIENTS_OF_G -> "The backward pass goes from G's loss through D to the fakes, and on through G. It"
                    + " uses D's weights from after the update.";
            default -> text;
        };
    }
}
