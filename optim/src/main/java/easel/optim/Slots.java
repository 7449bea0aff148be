package easel.optim;

import easel.core.Parameter;
import easel.core.Tensor;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The state of an optimizer for each parameter, by identity: a shared parameter has one slot. */
final class Slots {
    /** The state of one parameter, all zero before its first update. */
    static final class Slot {
        /**
         * Number of updates of this parameter. The bias of a moment depends on the number of its gradients, and a
         * parameter may have fewer of them than the optimizer has steps.
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

    /** Throws if a parameter has no name, because its state could not be restored. */
    void requireNames(Collection<Tensor> named) {
        for (Parameter parameter : slots.keySet()) {
            if (!named.contains(parameter)) {      // by identity: Tensor does not override equals
                throw new IllegalArgumentException("this optimizer has updated a parameter of shape "
                        + parameter.shape() + " that is not among the named tensors. Pass the tensors() of the network"
                        + " that it trains, and use one optimizer for each network.");
            }
        }
    }
}
