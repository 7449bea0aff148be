package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files for tests, and an assertion that reading one fails. */
final class SafetensorsFiles {
    /** The header of a valid file with 12 bytes of data. */
    static final String GOOD = "{'__metadata__':{'k':'v','step':'12'},"
            + "'w':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}";

    private SafetensorsFiles() {}

    /** A file with this header, in which ' means ", and this number of zero bytes as data. */
    static byte[] file(String header, int dataBytes) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json).array();
    }

    /** A header with one tensor. */
    static String tensor(String dtype, String shape, String offsets) {
        return "{'w':{'dtype':" + dtype + ",'shape':" + shape + ",'data_offsets':" + offsets + "}}";
    }

    /** The member of a tensor with one element. */
    static String member(String name, String offsets) {
        return "'" + name + "':{'dtype':'F32','shape':[1],'data_offsets':" + offsets + "}";
    }

    /** Reads the content from a file in the folder and from memory. Both must fail with a message with this part. */
    static void assertRefused(String part, byte[] content, Path folder) throws IOException {
        Path path = Files.write(folder.resolve("model.safetensors"), content);
        IOException fromDisk = assertThrows(IOException.class, () -> Safetensors.read(path));
        IOException fromMemory = assertThrows(IOException.class, () -> Safetensors.read(content, path.toString()));
        assertTrue(fromDisk.getMessage().startsWith(path + ": "), fromDisk.getMessage());
        assertTrue(fromDisk.getMessage().contains(part), fromDisk.getMessage());
        assertEquals(fromDisk.getMessage(), fromMemory.getMessage());
    }

    /** Bytes that this thread has allocated so far. */
    static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
