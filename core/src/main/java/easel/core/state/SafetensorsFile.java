package easel.core.state;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A safetensors file of which only the header is in memory. It lists the tensors of all types and reads them one by
 * one. For a file of float32, {@link Safetensors#read(Path)} is shorter.
 *
 * <pre>{@code
 * SafetensorsFile file = SafetensorsFile.open(path);
 * file.entries().forEach(System.out::println);              // names, types and shapes
 * Tensor weight = file.tensor("0.weight");                  // F32, F16 or BF16
 * Tensor mean = file.tensorRounded("1.running_mean");       // also F64 and integers
 * long[] batches = file.integers("1.num_batches_tracked");
 * }</pre>
 *
 * <p>The file is opened for each read, so it needs no close.
 */
public final class SafetensorsFile {
    private static final System.Logger LOG = System.getLogger(SafetensorsFile.class.getName());
    private static final String CONVERT = "convert it to float32 before you write the file";
    private static final int SHOWN = 4;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private final ByteSource source;
    private final SafetensorsHeader header;
    private final long dataStart;

    private SafetensorsFile(ByteSource source, SafetensorsHeader header, long dataStart) {
        this.source = source;
        this.header = header;
        this.dataStart = dataStart;
    }

    /**
     * A tensor of the file.
     *
     * @param name its name
     * @param type the name of its element type in the file, such as {@code F32}; not always an
     *     {@link ElementType}
     * @param axes the sizes of its axes, each 0 or above; empty for a single number
     */
    public record Entry(String name, String type, List<Long> axes) {
        /**
         * Copies the axes.
         *
         * @param name its name
         * @param type the name of its element type
         * @param axes the sizes of its axes. Not modified; copied
         */
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            axes = List.copyOf(axes);
        }

        /**
         * The type and the axes.
         *
         * @return such as {@code F32 [3, 4]}
         */
        @Override
        public String toString() {
            return name + " " + type + " " + axes;
        }
    }

    /**
     * Reads the header of a file and checks it against the file's size.
     *
     * @param path a safetensors file of any size, with elements of any type
     * @return the file
     * @throws IOException if there is no such file, it cannot be read, it is damaged or cut off, or it is not
     *     safetensors
     */
    public static SafetensorsFile open(Path path) throws IOException {
        return open(ByteSource.of(path));
    }

    static SafetensorsFile open(ByteSource source) throws IOException {
        try (ByteSource.Bytes file = source.open()) {
            byte[] json = new byte[SafetensorsHeader.length(source, file)];
            source.fill(ByteBuffer.wrap(json), Long.BYTES, file);
            SafetensorsHeader header = SafetensorsHeader.read(json, source.name());
            header.requireCover(source.size() - Long.BYTES - json.length, source.name());
            return new SafetensorsFile(source, header, Long.BYTES + json.length);
        }
    }

    /**
     * All tensors.
     *
     * @return in the header's order
     */
    public List<Entry> entries() {
        return header.entries().stream()
                .map(entry -> new Entry(entry.name(), entry.type(), entry.axes()))
                .toList();
    }

    /**
     * The strings of the header, without the checksum.
     *
     * @return an unmodifiable map, in the header's order
     */
    public Map<String, String> strings() {
        return header.strings();
    }

    /**
     * Reads one tensor whose values are float32 values.
     *
     * @param name of a tensor of type F32, F16 or BF16
     * @return its values, exactly; a single number has shape (1)
     * @throws IOException if the file cannot be read, or the tensor does not fit into memory
     * @throws IllegalArgumentException if there is no such tensor, it is empty, or it has another type; the message
     *     names the method to use
     */
    public Tensor tensor(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name);
        if (!entry.isExactInFloat32()) {
            throw refusal(entry, entry.elementType().map(type -> "read it with tensorRounded"
                    + (type.isInteger() ? " or integers" : "")).orElse(CONVERT));
        }
        return tensor(entry);
    }

    /**
     * Reads one tensor and rounds each value to the nearest float32 value.
     *
     * @param name of a tensor of an {@link ElementType}
     * @return the rounded values; ±∞ where a value of F64 is too large; false is 0 and true is 1
     * @throws IOException if the file cannot be read, or the tensor does not fit into memory
     * @throws IllegalArgumentException if there is no such tensor, it is empty, or its type is no ElementType
     */
    public Tensor tensorRounded(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name);
        if (entry.elementType().isEmpty()) {
            throw refusal(entry, CONVERT);
        }
        return tensor(entry);
    }

    /**
     * Reads one tensor of integers or truth values.
     *
     * @param name of a tensor of type BOOL, U8 to U64 or I8 to I64
     * @return its elements in row-major order; U64 values from 2^63 on are negative, see
     *     {@link Long#toUnsignedString(long)}
     * @throws IOException if the file cannot be read, or the tensor does not fit into memory
     * @throws IllegalArgumentException if there is no such tensor or it has another type
     */
    public long[] integers(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name);
        ElementType type = entry.elementType().filter(ElementType::isInteger)
                .orElseThrow(() -> refusal(entry, "integers reads BOOL, U8 to U64 and I8 to I64 only"));
        int[] next = {0};
        try (ByteSource.Bytes file = source.open()) {
            long[] values = new long[elements(entry)];
            read(entry, file, chunk -> {
                while (chunk.hasRemaining()) {
                    values[next[0]++] = type.nextLong(chunk);
                }
            });
            return values;
        } catch (OutOfMemoryError e) {
            throw tooLarge("the " + entry.elements() + " integers of tensor " + MessageText.brief(name), e);
        }
    }

    private Tensor tensor(SafetensorsHeader.Entry entry) throws IOException {
        try (ByteSource.Bytes file = source.open()) {
            return tensor(entry, file);
        } catch (OutOfMemoryError e) {
            throw tooLarge("the " + entry.elements() + " numbers of tensor " + MessageText.brief(entry.name()), e);
        }
    }

    /** The header was checked against the size of the file, so the sizes are true. A caller can handle this error. */
    private IOException tooLarge(String content, OutOfMemoryError e) {
        return new IOException(source.name() + ": " + content + " do not fit into the Java heap of "
                + Runtime.getRuntime().maxMemory() + " bytes; start Java with a larger -Xmx", e);
    }

    /** All tensors that {@link #tensor} can read; {@link State#skipped} has the names of the others. */
    State state() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> skipped = new LinkedHashMap<>();
        try (ByteSource.Bytes file = source.open()) {
            for (SafetensorsHeader.Entry entry : header.entries()) {
                if (entry.isExactInFloat32() && entry.elements() > 0) {
                    tensors.put(entry.name(), tensor(entry, file));
                } else {
                    skipped.put(entry.name(), entry.text());
                }
            }
        } catch (OutOfMemoryError e) {
            throw tooLarge("its " + source.size() + " bytes", e);
        }
        State state = new State(tensors, header.strings(), skipped);
        Checksum.require(header.checksum(), state, source.name());
        log(state);
        return state;
    }

    private void log(State state) {
        Map<String, String> skipped = state.skipped();
        if (!skipped.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, () -> source.name() + ": did not read " + skipped.entrySet().stream()
                    .limit(SHOWN)
                    .map(tensor -> MessageText.brief(tensor.getKey()) + " " + tensor.getValue())
                    .collect(Collectors.joining(", "))
                    + (skipped.size() > SHOWN ? " and " + (skipped.size() - SHOWN) + " other tensors" : "")
                    + ": empty, or of another type than F32, F16 and BF16. SafetensorsFile reads other types.");
        }
        boolean ofEasel = state.strings().entrySet().stream().anyMatch(string -> string.getValue().equals("easel")
                && (string.getKey().equals("format") || string.getKey().endsWith(".format")));
        if (ofEasel && header.checksum().isEmpty()) {
            LOG.log(System.Logger.Level.INFO, () -> source.name()
                    + ": has no checksum, like files of Easel before 0.2.0; damaged numbers are not detected");
        }
    }

    private SafetensorsHeader.Entry entry(String name) {
        return header.entries().stream().filter(entry -> entry.name().equals(name)).findFirst()
                .orElseThrow(() -> NearestNames.missing(source.name(), "tensor", name,
                        header.entries().stream().map(SafetensorsHeader.Entry::name).toList()));
    }

    private IllegalArgumentException refusal(SafetensorsHeader.Entry entry, String reason) {
        return new IllegalArgumentException(source.name() + ": tensor " + MessageText.brief(entry.name()) + " is "
                + entry.text() + "; " + reason);
    }

    private Tensor tensor(SafetensorsHeader.Entry entry, ByteSource.Bytes file) throws IOException {
        ElementType type = entry.elementType().orElseThrow();
        float[] values = new float[elements(entry)];
        int[] next = {0};
        read(entry, file, chunk -> {
            if (type == ElementType.F32) {
                int count = chunk.remaining() / Float.BYTES;
                chunk.asFloatBuffer().get(values, next[0], count);
                next[0] += count;
                return;
            }
            while (chunk.hasRemaining()) {
                values[next[0]++] = type.nextFloat(chunk);
            }
        });
        int[] axes = entry.axes().stream().mapToInt(Math::toIntExact).toArray();
        return Tensor.wrap(axes.length == 0 ? Shape.of(1) : Shape.of(axes), values);
    }

    /** The number of elements. Refuses an empty tensor and one that no Java array holds. */
    private int elements(SafetensorsHeader.Entry entry) throws IOException {
        long elements = entry.elements();
        if (elements == 0) {
            throw refusal(entry, "it has no elements, and Easel has no empty tensors");
        }
        if (elements > MAX_ELEMENTS) {
            throw new IOException(source.name() + ": tensor " + MessageText.brief(entry.name()) + " is " + entry.text()
                    + ": more elements than one Java array holds (2^31 - 9)");
        }
        return (int) elements;
    }

    /** Passes the bytes of a tensor to the reader in chunks of whole elements. */
    private void read(SafetensorsHeader.Entry entry, ByteSource.Bytes file, Consumer<ByteBuffer> reader)
            throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, entry.end() - entry.begin()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (long at = entry.begin(); at < entry.end(); at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), entry.end() - at));
            source.fill(chunk, dataStart + at, file);
            reader.accept(chunk.flip());
        }
    }
}
