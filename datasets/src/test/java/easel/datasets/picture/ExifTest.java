package easel.datasets.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The orientation in EXIF data of both byte orders and all types of TIFF. */
class ExifTest {
    private static final List<ByteOrder> ORDERS = List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    /** TIFF data with one entry before the orientation. */
    private static byte[] tiff(ByteOrder order, int type, int count, int value) {
        ByteBuffer tiff = ByteBuffer.allocate(38).order(order);
        tiff.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4D4D)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 2);
        tiff.putShort((short) 0x10F).putShort((short) 2).putInt(4).putInt(0);
        tiff.putShort((short) 0x112).putShort((short) type).putInt(count);
        return (type == 3 ? tiff.putShort((short) value) : tiff.putInt(value)).array();
    }

    /** SHORT is the type of the standard. Pillow also reads LONG. */
    @Test
    void theOrientationIsAShortOrALong() {
        for (ByteOrder order : ORDERS) {
            for (int type = 1; type <= 12; type++) {
                for (int value = 0; value <= 9; value++) {
                    int expected = (type == 3 || type == 4) && value >= 1 && value <= 8 ? value : 1;
                    assertEquals(expected, Exif.orientation(tiff(order, type, 1, value), 0),
                            order + ", type " + type + ", value " + value);
                }
                assertEquals(1, Exif.orientation(tiff(order, type, 2, 6), 0), "two values");
            }
        }
    }

    @Test
    void truncatedDataIsUpright() {
        for (ByteOrder order : ORDERS) {
            byte[] whole = tiff(order, 4, 1, 6);
            for (int length = 0; length < 34; length++) {
                assertEquals(1, Exif.orientation(Arrays.copyOf(whole, length), 0), "length " + length);
            }
        }
    }
}
