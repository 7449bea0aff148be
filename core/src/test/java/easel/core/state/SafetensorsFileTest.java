package easel.core.state;

import static easel.core.state.SafetensorsFiles.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files with elements of every type. */
class SafetensorsFileTest {
    private static final long[] BITS = {0, 1, 2, -1, -2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x3c00, 0x7c00, 0x7e00,
            0x7f80_0000, 0x3f80_0001, 0x8000_0000L, 0x7fff_ffff_ffff_ffffL, 0x8000_0000_0000_0000L,
            0x7fff_ff40_0000_0000L, 0xffff_ff40_0000_0001L, 0xffff_ff80_0000_0000L, 0x3ff0_0000_1000_0000L,
            0x47ef_ffff_f000_0000L, 0x0000_0040_0000_0001L};

    /** A file with the tensor x, a vector of these bit patterns. */
    private static SafetensorsFile vector(String type, int bytes, long... bits) throws IOException {
        byte[] content = file("{'x':{'dtype':'" + type + "','shape':[" + bits.length + "],'data_offsets':[0,"
                + bytes * bits.length + "]}}", bytes * bits.length);
        for (int i = 0; i < bits.length; i++) {
            byte[] element = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits[i]).array();
            System.arraycopy(element, 0, content, content.length - bytes * (bits.length - i), bytes);
        }
        return SafetensorsFile.open(ByteSource.of(content, type));
    }

    /** The value of the lowest bits, computed with arbitrary precision; null for NaN and infinity. */
    private static BigDecimal value(ElementType type, long bits) {
        BigInteger unsigned = BigInteger.valueOf(bits).mod(BigInteger.ONE.shiftLeft(8 * type.bytes()));
        return switch (type) {
            case BOOL, U8, U16, U32, U64 -> new BigDecimal(unsigned);
            case I8, I16, I32, I64 -> new BigDecimal(!unsigned.testBit(8 * type.bytes() - 1) ? unsigned
                    : unsigned.subtract(BigInteger.ONE.shiftLeft(8 * type.bytes())));
            case F16 -> binary(unsigned, 5, 10);
            case BF16 -> binary(unsigned, 8, 7);
            case F32 -> binary(unsigned, 8, 23);
            case F64 -> binary(unsigned, 11, 52);
        };
    }

    private static BigDecimal binary(BigInteger bits, int exponentBits, int fractionBits) {
        int bias = (1 << exponentBits - 1) - 1;
        int exponent = bits.shiftRight(fractionBits).intValue() & (1 << exponentBits) - 1;
        BigInteger fraction = bits.mod(BigInteger.ONE.shiftLeft(fractionBits));
        if (exponent == (1 << exponentBits) - 1) {
            return null;
        }
        BigInteger significand = exponent == 0 ? fraction : fraction.add(BigInteger.ONE.shiftLeft(fractionBits));
        int power = Math.max(exponent, 1) - bias - fractionBits;
        BigDecimal magnitude = power >= 0 ? new BigDecimal(significand.shiftLeft(power))
                : new BigDecimal(significand).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-power)));
        return bits.testBit(exponentBits + fractionBits) ? magnitude.negate() : magnitude;
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeIsReadAndRounded(ElementType type) throws IOException {
        SafetensorsFile file = vector(type.name(), type.bytes(), BITS);
        assertEquals(type.name() + " [" + BITS.length + "]", file.entries().get(0).toString().substring(2));
        float[] rounded = file.tensorRounded("x").array();
        for (int i = 0; i < BITS.length; i++) {
            BigDecimal value = value(type, BITS[i]);
            if (value != null) {
                assertEquals(value.floatValue(), rounded[i] + 0f, type + " " + Long.toHexString(BITS[i]));
            }
        }
        if (type.isExactInFloat32()) {
            assertArrayEquals(rounded, file.tensor("x").array());
        } else {
            String message = assertThrows(IllegalArgumentException.class, () -> file.tensor("x")).getMessage();
            assertEquals(type + ": tensor \"x\" is " + type + " [" + BITS.length + "]; read it with tensorRounded"
                    + (type.isInteger() ? " or integers" : ""), message);
        }
        if (type.isInteger()) {
            long[] integers = file.integers("x");
            for (int i = 0; i < BITS.length; i++) {
                assertEquals(value(type, BITS[i]).toBigInteger().longValue(), integers[i]);
            }
        } else {
            assertThrows(IllegalArgumentException.class, () -> file.integers("x"));
        }
    }

    @Test
    void everyValueOf16BitsIsWidenedExactly() throws IOException {
        long[] all = IntStream.range(0, 1 << 16).mapToLong(i -> i).toArray();
        for (ElementType type : List.of(ElementType.F16, ElementType.BF16)) {
            float[] widened = vector(type.name(), 2, all).tensor("x").array();
            int fractionBits = type == ElementType.F16 ? 10 : 7;
            for (int i = 0; i < all.length; i++) {
                BigDecimal value = value(type, i);
                boolean negative = i >= 0x8000;
                if (value != null) {
                    assertEquals(0, value.compareTo(new BigDecimal(widened[i])), type + " " + i);
                    assertEquals(negative, Float.floatToRawIntBits(widened[i]) < 0, type + " sign of " + i);
                } else if ((i & (1 << fractionBits) - 1) == 0) {
                    assertEquals(negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY, widened[i]);
                } else {
                    assertEquals(Float.NaN, widened[i], type + " " + i);
                }
            }
        }
    }

    @Test
    void readingAFileSkipsOtherTypesAndEmptyTensors() throws IOException {
        byte[] content = file("{'weight':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                + "'num_batches_tracked':{'dtype':'I64','shape':[],'data_offsets':[8,16]},"
                + "'mean':{'dtype':'F64','shape':[1],'data_offsets':[16,24]},"
                + "'none':{'dtype':'F32','shape':[0,3],'data_offsets':[24,24]},"
                + "'eight':{'dtype':'F8_E4M3','shape':[3],'data_offsets':[24,27]}}", 27);
        State state = Safetensors.read(content, "mixed");
        assertEquals(List.of("weight"), List.copyOf(state.tensors().keySet()));
        assertEquals("{num_batches_tracked=I64 [], mean=F64 [1], none=F32 [0, 3], eight=\"F8_E4M3\" [3]}",
                state.skipped().toString());
        assertEquals(state.skipped(), state.under("a.b").within("a").within("b").skipped());
        state.requireShapes(Map.of("weight", Shape.of(2)));
        String message = assertThrows(IllegalArgumentException.class,
                () -> state.requireShapes(Map.of("weight", Shape.of(2), "mean", Shape.of(1)))).getMessage();
        assertEquals("1 of the tensors do not fit: \"mean\" (1) is missing, because the file has it as F64 [1], which"
                + " SafetensorsFile.tensorRounded reads. Use a file of the same network. Files of other libraries may"
                + " have other names and another order of axes.", message);
        SafetensorsFile file = SafetensorsFile.open(ByteSource.of(content, "mixed"));
        assertArrayEquals(new long[1], file.integers("num_batches_tracked"));
        assertEquals(Shape.of(1), file.tensorRounded("num_batches_tracked").shape());
        for (String name : List.of("none", "eight", "absent")) {
            String refusal = assertThrows(IllegalArgumentException.class, () -> file.tensorRounded(name)).getMessage();
            assertEquals(name.equals("absent") ? "mixed: no tensor \"absent\"; nearest of 5 names: \"weight\","
                    + " \"eight\", \"num_batches_tracked\", \"mean\"" : "mixed: tensor \"" + name + "\" is " + (
                    name.equals("none") ? "F32 [0, 3]; it has no elements, and Easel has no empty tensors"
                    : "\"F8_E4M3\" [3]; convert it to float32 before you write the file"),
                    refusal);
        }
        assertEquals("mixed: tensor \"eight\" is \"F8_E4M3\" [3]; convert it to float32 before you write the file",
                assertThrows(IllegalArgumentException.class, () -> file.tensor("eight")).getMessage());
    }

    /** A file of 2 GB; its numbers are never read. */
    @Test
    void theHeaderIsReadWithoutTheNumbers() throws IOException {
        long elements = 2_500_000_000L;
        byte[] start = file("{'x':{'dtype':'F32','shape':[" + elements + "],'data_offsets':[0," + 4 * elements + "]}}",
                0);
        SafetensorsFile file = SafetensorsFile.open(new ByteSource("large", start.length + 4 * elements,
                () -> (into, position) -> {
                    int count = Math.min(into.remaining(), start.length - (int) position);
                    into.put(start, (int) position, count);
                    return count;
                }));
        assertEquals("[x F32 [2500000000]]", file.entries().toString());
        String message = assertThrows(IOException.class, () -> file.tensor("x")).getMessage();
        assertEquals("large: tensor \"x\" is F32 [2500000000]: more elements than one Java array holds (2^31 - 9)",
                message);
    }

    @Test
    void tensorsMayBeInAnyOrderAndOfSizeZeroAnywhere() throws IOException {
        byte[] content = file("{'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]},"
                + "'z':{'dtype':'I64','shape':[0],'data_offsets':[4,4]},"
                + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                + "'y':{'dtype':'BOOL','shape':[7,0],'data_offsets':[8,8]},"
                + "'x':{'dtype':'F16','shape':[0],'data_offsets':[0,0]}}      ", 8);
        assertEquals(2, Safetensors.read(content, "zero").tensors().values().stream().mapToInt(Tensor::size).sum());
        assertEquals(3, Safetensors.read(content, "zero").skipped().size());
        assertEquals(5, SafetensorsFile.open(ByteSource.of(content, "zero")).entries().size());
    }
}
