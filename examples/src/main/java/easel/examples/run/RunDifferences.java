package easel.examples.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares the options and images of a checkpoint with those of the run that resumes it. */
final class RunDifferences {
    private static final int LONGEST = 100;

    private RunDifferences() {}

    /**
     * Refuses differences.
     *
     * @param saved the strings of the checkpoint
     * @param required names of options, and perhaps of the images, to their values in the resumed run
     * @param images the name of the images
     * @throws IllegalArgumentException if values differ; shows both values of each, and says how to continue
     */
    static void require(Map<String, String> saved, Map<String, String> required, String images) {
        List<String> options = required.keySet().stream().filter(name -> !name.equals(images)
                && !required.get(name).equals(saved.get(name))).toList();
        boolean otherImages = required.containsKey(images)
                && !Objects.equals(saved.get(images), required.get(images));
        List<String> differences = new ArrayList<>();
        options.forEach(option -> differences.add(option + " is " + text(saved.get(option)) + " in the checkpoint, but "
                + text(required.get(option)) + " on the command line"));
        if (otherImages) {
            differences.add("the training images are " + text(saved.get(images)) + " in the checkpoint, but now "
                    + text(required.get(images)));
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", differences) + (options.isEmpty()
                    ? "; restore the images, or add --accept-changed-data to continue with the changed ones"
                    : ". To continue this run, leave out " + String.join(", ", options)
                    + "; to start a new run, leave out --resume"));
        }
    }

    private static String text(String value) {
        return value == null || value.equals("null") ? "not set"
                : value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
