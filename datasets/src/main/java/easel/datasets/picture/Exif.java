package easel.datasets.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the orientation in EXIF data: a TIFF header and one directory of entries of 12 bytes. */
final class Exif {
    private static final int ORIENTATION = 0x112;
    private static final int SHORT = 3;
    private static final int LONG = 4;      // not in the standard, but in pictures, and Pillow reads it

    private Exif() {}

    /** The orientation from 1 to 8; 1, upright, if the data has none or is damaged. */
    static int orientation(byte[] data, int start) {
        try {
            ByteBuffer tiff = ByteBuffer.wrap(data, start, data.length - start).slice();
            int order = tiff.getShort();
            tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (order != 0x4949 && order != 0x4D4D || tiff.getShort() != 42) {
                return 1;
            }
            tiff.position(tiff.getInt());
            for (int entries = tiff.getShort() & 0xFFFF; entries > 0; entries--) {
                int tag = tiff.getShort() & 0xFFFF;
                int type = tiff.getShort();
                int count = tiff.getInt();
                int value = type == LONG ? tiff.getInt(tiff.position()) : tiff.getShort(tiff.position()) & 0xFFFF;
                tiff.getInt();
                if (tag == ORIENTATION) {
                    boolean valid = (type == SHORT || type == LONG) && count == 1 && value >= 1 && value <= 8;
                    return valid ? value : 1;
                }
            }
            return 1;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return 1;      // damaged: the picture itself may be whole
        }
    }
}
