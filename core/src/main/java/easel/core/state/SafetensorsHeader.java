package easel.core.state;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The header of a safetensors file: the byte range of each tensor in the data, and the strings.
 *
 * @param entries the tensors, in the header's order
 * @param strings the metadata without the checksum, in the header's order
 * @param checksum the string that {@link Checksum} writes, if there is one
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> strings, Optional<String> checksum) {
    static final int MAX_LENGTH = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final String DAMAGED = ". The file is damaged; copy it or write it again.";
    private static final int MAX_AXES = 64;
    private static final long MAX_ELEMENTS = 1L << 56;

    /**
     * One tensor of the header.
     *
     * @param name its name
     * @param type the name of its element type
     * @param axes the sizes of its axes, each 0 or above
     * @param elements the product of the axes
     * @param begin offset of its first byte from the start of the data
     * @param end offset after its last byte
     */
    record Entry(String name, String type, List<Long> axes, long elements, long begin, long end) {
        /** The element type, unless it is one that Easel does not know. */
        Optional<ElementType> elementType() {
            return Arrays.stream(ElementType.values()).filter(known -> known.name().equals(type)).findAny();
        }

        /** The type and the axes, without control characters. */
        String text() {
            return (elementType().isPresent() ? type : MessageText.brief(type)) + " " + axes;
        }

        boolean isExactInFloat32() {
            return elementType().filter(ElementType::isExactInFloat32).isPresent();
        }
    }

    /** The members of one tensor's JSON object while it is read. They may be in any order. */
    private static final class Members {
        private String dtype;
        private long[] shape;
        private long[] offsets;
    }

    /** Reads the length of the header, which is before it, and checks it against the size of the file. */
    static int length(ByteSource source, ByteSource.Bytes file) throws IOException {
        String name = source.name();
        if (source.size() < Long.BYTES) {
            throw new IOException(name + ": has " + source.size() + " bytes, but the length of the header alone takes "
                    + Long.BYTES + ". Was it cut off while copying or downloading?");
        }
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        source.fill(buffer, 0, file);
        long length = buffer.getLong(0);
        if (length < 0 || length > MAX_LENGTH) {
            throw new IOException(name + ": declares a header of " + Long.toUnsignedString(length)
                    + " bytes; at most " + MAX_LENGTH
                    + " are allowed. This is not a safetensors file.");
        }
        if (length > source.size() - Long.BYTES) {
            throw new IOException(name + ": declares a header of " + length + " bytes, but only "
                    + (source.size() - Long.BYTES) + " follow. Was it cut off while copying or downloading?");
        }
        return (int) length;
    }

    /** Reads a header and checks each tensor by itself; {@link #requireCover} checks the tensors together. */
    static SafetensorsHeader read(byte[] json, String source) throws IOException {
        if (json.length == 0 || json[0] != '{') {
            throw new IOException(source + ": the header does not begin with {; this is not a safetensors file");
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> strings = new LinkedHashMap<>();
        Json reader = new Json(json, source + ": header",
                "The file is damaged or not safetensors; copy it or write it again.");
        reader.object(name -> {
            if (name.equals(METADATA)) {
                reader.object(key -> strings.put(key, reader.string()));
            } else {
                entries.add(entry(name, members(name, reader, source), source));
            }
        });
        reader.end();
        Optional<String> checksum = Optional.ofNullable(strings.remove(Checksum.NAME));
        return new SafetensorsHeader(entries, Collections.unmodifiableMap(strings), checksum);
    }

    private static Members members(String name, Json reader, String source) throws IOException {
        Members members = new Members();
        reader.object(key -> {
            switch (key) {
                case "dtype" -> members.dtype = reader.string();
                case "shape" -> members.shape = reader.integers(MAX_AXES);
                case "data_offsets" -> members.offsets = reader.integers(2);
                default -> throw fault(source, name, "has " + MessageText.brief(key)
                        + ", which the format does not define; it defines dtype, shape and data_offsets");
            }
        });
        if (members.dtype == null || members.shape == null || members.offsets == null) {
            throw fault(source, name, "must have dtype, shape and data_offsets; the header lacks one of them");
        }
        return members;
    }

    private static Entry entry(String name, Members members, String source) throws IOException {
        if (members.offsets.length != 2) {
            throw fault(source, name, "has data_offsets " + Arrays.toString(members.offsets)
                    + "; expected two, begin and end");
        }
        long begin = members.offsets[0];
        long end = members.offsets[1];
        List<Long> axes = Arrays.stream(members.shape).boxed().toList();
        Entry entry = new Entry(name, members.dtype, axes, elements(name, members.shape, source), begin, end);
        OptionalLong bytes = entry.elementType().stream().mapToLong(type -> entry.elements * type.bytes()).findAny();
        if (end < begin || bytes.orElse(end - begin) != end - begin) {
            throw fault(source, name, "is " + entry.text()
                    + bytes.stream().mapToObj(n -> ", which takes " + n + " bytes").findAny().orElse("")
                    + ", but its data_offsets are " + begin + " and " + end + DAMAGED);
        }
        return entry;
    }

    private static long elements(String name, long[] axes, String source) throws IOException {
        long elements = 1;
        for (long axis : axes) {
            if (axis != 0 && elements > MAX_ELEMENTS / axis) {
                throw fault(source, name, "has axes " + Arrays.toString(axes)
                        + ": more elements than any file has (2^56)" + DAMAGED);
            }
            elements *= axis;
        }
        return elements;
    }

    /** Checks that the tensors cover the data without overlap or gap, and that the data is complete. */
    void requireCover(long dataBytes, String source) throws IOException {
        long covered = 0;
        Comparator<Entry> order = Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end);
        for (Entry entry : entries.stream().sorted(order).toList()) {
            if (entry.end > dataBytes) {
                throw fault(source, entry.name, "ends at byte " + entry.end + " of the data, but the file has only "
                        + dataBytes + ". Was it cut off while copying or downloading?");
            }
            if (entry.begin != covered) {
                throw fault(source, entry.name, "begins at byte " + entry.begin + " of the data, but the tensors "
                        + "before it end at " + covered + ": there is "
                        + (entry.begin < covered ? "an overlap" : "a gap") + DAMAGED);
            }
            covered = entry.end;
        }
        if (covered != dataBytes) {
            throw new IOException(source + ": " + (dataBytes - covered) + " bytes follow the last tensor, which ends "
                    + "at byte " + covered + " of the data" + DAMAGED);
        }
    }

    /** The header of a state in UTF-8, padded with spaces to a multiple of 8 bytes. */
    static byte[] write(State state) {
        StringBuilder json = new StringBuilder("{");
        appendStrings(State.builder().string(Checksum.NAME, Checksum.of(state)).build().plus(state).strings(), json);
        long begin = 0;
        for (Map.Entry<String, Tensor> tensor : state.tensors().entrySet()) {
            json.append(json.length() == 1 ? "" : ",");
            begin = appendTensor(tensor.getKey(), tensor.getValue().shape(), begin, json);
        }
        byte[] header = padded(json.append('}').toString().getBytes(StandardCharsets.UTF_8));
        requireReadable(state, header.length);
        return header;
    }

    /** Refuses a state whose file {@link #read} would refuse. */
    static void requireReadable(State state, int length) {
        int names = Math.max(state.tensors().size(), state.strings().size());
        int axes = state.tensors().values().stream().mapToInt(tensor -> tensor.shape().rank()).max().orElse(0);
        if (length > MAX_LENGTH || names >= Json.MAX_NAMES || axes > MAX_AXES) {
            throw new IllegalArgumentException("safetensors: a header of " + length + " bytes with " + names
                    + " names and up to " + axes + " axes; the limits are " + MAX_LENGTH + " bytes, fewer than "
                    + Json.MAX_NAMES + " names, and " + MAX_AXES + " axes. Write several files.");
        }
    }

    private static void appendStrings(Map<String, String> strings, StringBuilder json) {
        json.append(quote(METADATA)).append(":{");
        int start = json.length();
        strings.forEach((name, string) -> json.append(json.length() == start ? "" : ",")
                .append(quote(name)).append(':').append(quote(string)));
        json.append('}');
    }

    /** Returns the offset after the tensor's last byte, where the next tensor begins. */
    private static long appendTensor(String name, Shape shape, long begin, StringBuilder json) {
        if (name.equals(METADATA)) {
            throw new IllegalArgumentException("safetensors: no tensor can be named " + METADATA
                    + ", the format's name for the strings; choose another name");
        }
        long end = begin + bytes(shape);
        json.append(quote(name)).append(":{\"dtype\":\"F32\",\"shape\":[").append(shape.axis(0));
        for (int i = 1; i < shape.rank(); i++) {
            json.append(',').append(shape.axis(i));
        }
        json.append("],\"data_offsets\":[").append(begin).append(',').append(end).append("]}");
        return end;
    }

    private static byte[] padded(byte[] json) {
        int length = (json.length + 7) / 8 * 8;
        byte[] padded = Arrays.copyOf(json, length);
        Arrays.fill(padded, json.length, length, (byte) ' ');
        return padded;
    }

    private static String quote(String string) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(string)) {
            throw new IllegalArgumentException("safetensors: " + MessageText.brief(string)
                    + " has an unpaired surrogate and is not Unicode text; use whole characters");
        }
        return Json.quote(string);
    }

    private static long bytes(Shape shape) {
        return (long) Float.BYTES * shape.size();
    }

    private static IOException fault(String source, String tensor, String problem) {
        return new IOException(source + ": tensor " + MessageText.brief(tensor) + " " + problem);
    }
}
