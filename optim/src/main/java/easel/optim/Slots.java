package easel.optim;

import easel.core.Parameter;
import java.util.IdentityHashMap;
import java.util.Map;

/** What an optimizer remembers of each parameter, by identity: a shared parameter has one slot. */
final class Slots {
    /** The memory of one parameter, all zero before its first update. */
    static final class Slot {
        /**
         * Updates of this parameter. The bias of a moment depends on how many gradients went into it, so a
         * parameter that joins late, or is often left out, counts for itself.
         */
        long t;

        /** Running means, each as long as the parameter. */
        final float[][] moments;

        private Slot(int moments, int size) {
            this.moments = new float[moments][size];
        }
    }

    private final Map<Parameter, Slot> slots = new IdentityHashMap<>();
    private final int moments;

    Slots(int moments) {
        this.moments = moments;
    }

    Slot of(Parameter parameter) {
        return slots.computeIfAbsent(parameter, p -> new Slot(moments, p.size()));
    }
}
