package easel.examples.study;

import easel.core.DivergedException;
import easel.core.state.State;
import easel.gan.GanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A training from step 0 with settings that change on the way. The state after step k is a function of the first
 * settings, the edits before it and the drawn points, so any step can be reached again: from the nearest kept state,
 * by training forward. Not thread-safe.
 */
final class Course {
    /** Steps between two kept states. */
    static final int INTERVAL = 16;

    private final StudySettings first;
    private final List<float[]> drawn;
    private final List<Edit> edits = new ArrayList<>();
    private final Snapshots snapshots;
    private Training training;

    /** A course at step 0. It keeps states of at most {@code bytes} bytes. */
    Course(StudySettings first, List<float[]> drawn, List<Edit> edits, long bytes) {
        this.first = first;
        this.drawn = List.copyOf(drawn);
        this.snapshots = new Snapshots(bytes);
        long last = 0;
        StudySettings checked = first;
        for (Edit edit : edits) {
            if (edit.step() < last) {
                throw new IllegalArgumentException("The edits must be in the order of their steps.");
            }
            checked = checked.with(edit.key(), edit.value());
            last = edit.step();
        }
        this.edits.addAll(edits);
        this.training = Training.start(settingsAt(0), RealData.of(first.subject(), drawn, first.seed()));
        snapshots.add(0, training.state());
    }

    /** The settings of the step after {@code step} completed steps. */
    private StudySettings settingsAt(long step) {
        StudySettings settings = first;
        for (Edit edit : edits) {
            settings = edit.step() <= step ? settings.with(edit.key(), edit.value()) : settings;
        }
        return settings;
    }

    long step() {
        return training.steps();
    }

    /** The settings before all edits. */
    StudySettings first() {
        return first;
    }

    /** The settings of the next step. */
    StudySettings settings() {
        return training.settings();
    }

    List<Edit> edits() {
        return List.copyOf(edits);
    }

    List<float[]> drawn() {
        return drawn;
    }

    /** The present networks and data. */
    Training training() {
        return training;
    }

    /** Changes a setting from the next step on. Later edits and kept states are dropped. */
    void edit(String key, String value) {
        long step = step();
        StudySettings changed = settings().with(key, value);
        if (changed.equals(settings())) {
            return;
        }
        boolean again = edits.stream().anyMatch(edit -> edit.step() == step);
        edits.removeIf(edit -> edit.step() > step || edit.step() == step && edit.key().equals(key));
        if (!settingsAt(step).equals(changed)) {
            edits.add(new Edit(step, key, value));
        }
        snapshots.dropAfter(step);
        if (again) {
            replay(step);                         // the edit before may have dropped the means of an optimizer
        } else {
            training = training.with(changed);
        }
    }

    /**
     * Takes one step.
     *
     * @param observer sees the updates
     * @throws DivergedException if a loss or gradient is not finite; this object is then still at the step before
     */
    GanStep advance(UpdateObserver observer) {
        training.observe(observer);
        try {
            GanStep step = training.step();
            if (step.step() % INTERVAL == 0) {
                snapshots.add(step.step(), training.state());
            }
            adaptSettings();
            return step;
        } catch (DivergedException e) {
            replay(step());                       // the forward pass may have changed running statistics
            throw e;
        }
    }

    private void adaptSettings() {
        StudySettings due = settingsAt(step());
        if (!due.equals(training.settings())) {
            training = training.with(due);
        }
    }

    /** Goes to the newest kept state at or before a step, unless this object is between that state and the step. */
    void rewind(long step) {
        Map.Entry<Long, State> kept = snapshots.before(step);
        if (step() > step || kept.getKey() > step()) {
            restore(kept);
        }
    }

    private void restore(Map.Entry<Long, State> kept) {
        training = Training.of(settingsAt(kept.getKey()), training.data(), kept.getValue());
    }

    /** Restores the newest kept state and trains forward to a step that was reached before. */
    private void replay(long step) {
        restore(snapshots.before(step));
        while (step() < step) {
            training.step();
            adaptSettings();
        }
    }

    Snapshots snapshots() {
        return snapshots;
    }
}
