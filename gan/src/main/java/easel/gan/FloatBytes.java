package easel.gan;

import easel.core.Parameter;
import easel.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Tensors and then a few numbers as little-endian bytes, for other processes. */
final class FloatBytes {
    private FloatBytes() {}

    static byte[] of(List<Tensor> tensors, double[] numbers) {
        byte[] bytes = new byte[length(tensors, numbers)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors) {
            buffer.asFloatBuffer().put(tensor.array());
            buffer.position(buffer.position() + 4 * tensor.size());
        }
        for (double number : numbers) {
            buffer.putDouble(number);
        }
        return bytes;
    }

    /**
     * Reads tensors and numbers. Modified: both.
     *
     * @param bytes from {@link #of} for tensors of the same shapes
     * @param what for the message
     * @throws IllegalArgumentException if the number of bytes differs
     */
    static void read(byte[] bytes, List<Tensor> tensors, double[] numbers, String what) {
        if (bytes.length != length(tensors, numbers)) {
            throw new IllegalArgumentException("the values of the " + what + " have " + bytes.length + " bytes; expected "
                    + length(tensors, numbers) + ". Use the same networks and settings in all processes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors) {
            FloatBuffer floats = buffer.asFloatBuffer();
            if (tensor instanceof Parameter parameter) {
                parameter.update(floats::get);
            } else {
                floats.get(tensor.array());
            }
            buffer.position(buffer.position() + 4 * tensor.size());
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = buffer.getDouble();
        }
    }

    private static int length(List<Tensor> tensors, double[] numbers) {
        return Math.toIntExact(4 * tensors.stream().mapToLong(Tensor::size).sum() + 8L * numbers.length);
    }
}
