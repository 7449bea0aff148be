package easel.core.state;

import java.nio.ByteBuffer;

/** The element types of a safetensors file. Easel computes with {@link #F32}; other libraries write the others too. */
public enum ElementType {
    /** Truth values: one byte, 0 or 1. */
    BOOL(1, Kind.INTEGER),
    /** Unsigned integers of 8 bits. */
    U8(1, Kind.INTEGER),
    /** Signed integers of 8 bits. */
    I8(1, Kind.INTEGER),
    /** Unsigned integers of 16 bits. */
    U16(2, Kind.INTEGER),
    /** Signed integers of 16 bits. */
    I16(2, Kind.INTEGER),
    /** Unsigned integers of 32 bits. */
    U32(4, Kind.INTEGER),
    /** Signed integers of 32 bits. */
    I32(4, Kind.INTEGER),
    /** Unsigned integers of 64 bits. */
    U64(8, Kind.INTEGER),
    /** Signed integers of 64 bits. */
    I64(8, Kind.INTEGER),
    /** IEEE 754 binary16: 5 exponent bits, 10 fraction bits. */
    F16(2, Kind.WIDENED),
    /** bfloat16: the upper half of a float32. */
    BF16(2, Kind.WIDENED),
    /** IEEE 754 binary32, the type of {@link easel.core.Tensor}. */
    F32(4, Kind.WIDENED),
    /** IEEE 754 binary64. */
    F64(8, Kind.NARROWED);

    private final int bytes;
    private final Kind kind;

    ElementType(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    private enum Kind { INTEGER, WIDENED, NARROWED }

    /**
     * The size of one element.
     *
     * @return bytes, 1 to 8
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether each value of this type is a float32 value.
     *
     * @return true for F16, BF16 and F32
     */
    public boolean isExactInFloat32() {
        return kind == Kind.WIDENED;
    }

    /**
     * Whether the elements are integers or truth values.
     *
     * @return true for BOOL, U8 to U64 and I8 to I64
     */
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /** Reads the next element as a float: exact for F16, BF16 and F32, otherwise rounded to nearest. */
    float nextFloat(ByteBuffer buffer) {
        return switch (this) {
            case F16 -> widened(buffer.getShort());
            case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
            case F32 -> buffer.getFloat();
            case F64 -> (float) buffer.getDouble();
            case U64 -> unsigned(buffer.getLong());
            default -> nextLong(buffer);
        };
    }

    /** Reads the next integer or truth value. Values of U64 from 2^63 on are negative, as in {@link Long}. */
    long nextLong(ByteBuffer buffer) {
        return switch (this) {
            case BOOL, U8 -> Byte.toUnsignedLong(buffer.get());
            case I8 -> buffer.get();
            case U16 -> Short.toUnsignedLong(buffer.getShort());
            case I16 -> buffer.getShort();
            case U32 -> Integer.toUnsignedLong(buffer.getInt());
            case I32 -> buffer.getInt();
            case U64, I64 -> buffer.getLong();
            default -> throw new AssertionError(this + " is no integer type");
        };
    }

    /** Halves values from 2^63 on, which makes them positive. Keeps the lowest bit, for correct rounding. */
    private static float unsigned(long value) {
        return value >= 0 ? value : 2f * (value >>> 1 | value & 1);
    }

    /** Widens binary16. Float.float16ToFloat needs Java 20. */
    private static float widened(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float subnormal = fraction * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int widenedExponent = exponent == 0x1f ? 0xff : exponent - 15 + 127;     // infinity and NaN keep all ones
        return Float.intBitsToFloat(sign | widenedExponent << 23 | fraction << 13);
    }
}
