package easel.layers;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arrays of the intermediate tensors of one call of {@link Predictor}. They are reused within the call, after
 * {@link #keepOnly}, and by later calls. Arrays that a call did not use are dropped at its end, so memory is that of
 * the last call.
 */
final class Activations implements Allocator {
    /** Arrays of live tensors. */
    private final List<float[]> taken = new ArrayList<>();
    /** Arrays of this call without a live tensor. */
    private final List<float[]> free = new ArrayList<>();
    /** Arrays of the last call that this call has not used yet. */
    private final List<float[]> earlier = new ArrayList<>();

    @Override
    public Tensor allocate(Shape shape) {
        float[] array = remove(free, shape.size());
        if (array == null) {
            array = remove(earlier, shape.size());
        }
        if (array == null) {
            array = new float[shape.size()];
        }
        taken.add(array);
        return Tensor.wrap(shape, array);
    }

    private static float[] remove(List<float[]> arrays, int length) {
        for (int i = arrays.size() - 1; i >= 0; i--) {
            if (arrays.get(i).length == length) {
                return arrays.remove(i);
            }
        }
        return null;
    }

    /** Frees the arrays of all tensors but this one. */
    void keepOnly(Tensor live) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            if (taken.get(i) != live.array()) {
                float[] array = taken.remove(i);
                assert poison(array);
                free.add(array);
            }
        }
    }

    /** Ends a call. The array of its result is not reused. */
    void end(Tensor result) {
        keepOnly(result);
        taken.clear();
        earlier.clear();
        earlier.addAll(free);
        free.clear();
    }

    /** Runs only with assertions enabled. A tensor that is used after its array was freed then reads as NaN. */
    private static boolean poison(float[] array) {
        Arrays.fill(array, Float.NaN);
        return true;
    }
}
