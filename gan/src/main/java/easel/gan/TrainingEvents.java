package easel.gan;

import easel.core.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** The listeners of a trainer and the intervals of their events. */
final class TrainingEvents {
    private final List<GanListener> listeners = new CopyOnWriteArrayList<>();
    private long sampleInterval = Long.MAX_VALUE;
    private int sampleCount = 1;
    private long epochLength = Long.MAX_VALUE;

    void listen(GanListener listener) {
        listeners.add(listener);
    }

    void sampleEvery(long interval, int count) {
        if (interval < 1 || count < 1) {
            throw new IllegalArgumentException("cannot generate " + count + " samples every " + interval
                    + " steps: both must be at least 1");
        }
        sampleInterval = interval;
        sampleCount = count;
    }

    void stepsPerEpoch(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("an epoch has at least 1 step, found " + steps);
        }
        epochLength = steps;
    }

    /** Calls the listeners before a step, which waits for them. */
    void before(long step) {
        listeners.forEach(listener -> listener.beforeStep(step));
    }

    /** Calls the listeners after a step; each gets samples of its own. */
    void after(GanStep step, IntFunction<Tensor> samples) {
        listeners.forEach(listener -> listener.onStep(step));
        if (step.step() % sampleInterval == 0) {
            listeners.forEach(listener -> listener.onSample(step.step(), samples.apply(sampleCount)));
        }
        if (step.step() % epochLength == 0) {
            listeners.forEach(listener -> listener.onEpoch(step.step() / epochLength, step.step()));
        }
    }
}
