package easel.optim;

import easel.core.Parameter;
import easel.core.Tensor;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** An optimizer's state for each parameter. Keys are compared by identity, so a shared parameter has one slot. */
final class Slots {
    /** The state of one parameter, all zero before its first update. */
    static final class Slot {
        /**
         * Number of updates of this parameter. The bias correction depends on it. It is less than the optimizer's
         * number of steps if the parameter had no gradient in a step.
         */
        long t;

        /** Running means, or the velocity of momentum; each has the length of the parameter. */
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

    /** Throws if {@code named} lacks an updated parameter, because its state could not be restored. */
    void requireNames(Collection<Tensor> named) {
        for (Parameter parameter : slots.keySet()) {
            if (!named.contains(parameter)) {      // by identity: Tensor does not override equals
                throw new IllegalArgumentException("this optimizer has updated a parameter of shape "
                        + parameter.shape() + " that is not among the named tensors. Pass the tensors() of the network"
                        + " that this optimizer trains, and use one optimizer for each network.");
            }
        }
    }
}
