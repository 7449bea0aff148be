package easel.optim;

import easel.core.Parameter;
import easel.core.Tensor;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

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

    Optional<Slot> find(Tensor tensor) {
        return Optional.ofNullable(slots.get(tensor));
    }

    /** What has no name cannot be found again in another process. */
    void requireNames(Collection<Tensor> named) {
        for (Parameter parameter : slots.keySet()) {
            if (!named.contains(parameter)) {      // by identity, as everywhere
                throw new IllegalArgumentException("this optimizer has changed a parameter of shape "
                        + parameter.shape() + " that is not among the named tensors. Give the tensors() of the network"
                        + " that it trains, and each network an optimizer of its own.");
            }
        }
    }
}
