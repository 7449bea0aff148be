package easel.core.convolution;

/** Arrays that a thread keeps from call to call, as large as the largest call has needed them. */
final class Scratch {
    private final float[][] arrays;

    private Scratch(int count) {
        this.arrays = new float[count][0];
    }

    /**
     * For each thread its own.
     *
     * @param count how many arrays
     */
    static ThreadLocal<Scratch> ofArrays(int count) {
        return ThreadLocal.withInitial(() -> new Scratch(count));
    }

    /**
     * One of the arrays, with whatever the last call left in it.
     *
     * @param which from 0 to count - 1
     * @param size floats, at least
     */
    float[] array(int which, int size) {
        if (arrays[which].length < size) {
            arrays[which] = new float[size];
        }
        return arrays[which];
    }
}
