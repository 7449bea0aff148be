package easel.core.state;

import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads and writes a {@link State} in the safetensors format, which most other libraries support: 8 bytes of header
 * length, a JSON header with the byte range of each tensor, then the elements, all little-endian. The strings are the
 * header's {@code __metadata__}. Easel writes float32. It reads float32, float16 and bfloat16, all exactly.
 * {@link SafetensorsFile} lists and reads tensors of other types; {@link #read(Path)} skips them and empty tensors,
 * and logs a line that names them.
 *
 * <p>Reading validates everything. The header must conform to the format, names must be unique, the tensors must cover
 * the data without overlap or gap, and each size is compared with the actual file size before memory is allocated. A
 * header has at most 100,000,000 bytes, as in the reference implementation, an object at most 100,000 names, and a
 * shape at most 64 axes. Every fault, including a file that does not fit into the Java heap, causes an
 * {@link IOException} that names the file, the fault and the remedy.
 *
 * <p>The reader copies a file into the tensors' arrays through one small buffer, so the file is never in memory twice.
 * It does not map the file into memory. A mapping lasts until garbage collection, and Windows does not allow the file
 * to be replaced before that. If a mapped file were shortened during the read, the error would be an InternalError
 * instead of an IOException. Mapping would save little: it takes 20 instead of 30 ms for 200 MB in the page cache.
 *
 * <p>Tensors and strings keep the order of the header, and elements keep every bit. A tensor without axes,
 * which the format allows, is read with shape (1).
 *
 * <p>Files of Easel from version 0.2.0 on have a checksum, the metadata string {@code easel_checksum}, such as
 * {@code crc32c:1a2b3c4d}. It is the CRC-32C of the following bytes. Each other string, in the order of the names
 * (compared as UTF-16), gives its name, a zero byte, its value and a zero byte, in UTF-8. Then each tensor, in the
 * order of the names, gives its name, a zero byte, its shape such as {@code (3, 4)}, a zero byte, and its elements as
 * little-endian float32. Reading refuses a file whose checksum does not match. The state does not contain this string.
 *
 * <p>The format: <a href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>.
 */
public final class Safetensors {
    private Safetensors() {}

    /**
     * Reads a file.
     *
     * @param path a safetensors file
     * @return its strings, and its tensors of type F32, F16 and BF16, in the header's order
     * @throws IOException if there is no such file, it cannot be read, it is damaged or cut off, it is not
     *     safetensors, its checksum does not match, or it does not fit into memory
     */
    public static State read(Path path) throws IOException {
        return SafetensorsFile.open(path).state();
    }

    /**
     * Reads the content of a file, such as a resource in a jar.
     *
     * @param content the whole file. Not modified
     * @param source its name in messages
     * @return its strings, and its tensors of type F32, F16 and BF16, in the header's order. They do not share
     *     {@code content}
     * @throws IOException if the content is damaged, cut off or not safetensors, or its checksum does not match
     */
    public static State read(byte[] content, String source) throws IOException {
        return SafetensorsFile.open(ByteSource.of(content, source)).state();
    }

    /**
     * Writes a file with a checksum atomically, with {@link WholeFile}. The same tensors and strings in the same order
     * give the same bytes.
     *
     * @param state what to write. Not modified
     * @param path the file; an existing one is replaced
     * @throws IOException if the folder does not exist or the file cannot be written. No partial file remains
     * @throws IllegalArgumentException if a name or string is not Unicode text, a tensor is named
     *     {@code __metadata__}, a string is named {@code easel_checksum}, or the header would be larger than
     *     {@link #read(Path)} allows
     */
    public static void write(State state, Path path) throws IOException {
        byte[] header = SafetensorsHeader.write(state);
        WholeFile.write(path, file -> {
            file.bytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
            file.bytes(header);
            for (Tensor tensor : state.tensors().values()) {
                file.floats(tensor.array());
            }
        });
    }

    /**
     * The bytes of a file without a checksum, for another process on the same or another machine.
     *
     * @param state what to write. Not modified
     * @return bytes for {@link #read(byte[], String)}
     * @throws IllegalArgumentException as for {@link #write}, and if there are 2 GiB or more
     */
    public static byte[] bytes(State state) {
        byte[] header = SafetensorsHeader.write(state);
        long length = Long.BYTES + header.length
                + state.tensors().values().stream().mapToLong(tensor -> 4L * tensor.size()).sum();
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the tensors and strings have " + length + " bytes; an array has at most "
                    + Integer.MAX_VALUE + ". Write a file.");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (Tensor tensor : state.tensors().values()) {
            bytes.asFloatBuffer().put(tensor.array());
            bytes.position(bytes.position() + 4 * tensor.size());
        }
        return bytes.array();
    }
}
