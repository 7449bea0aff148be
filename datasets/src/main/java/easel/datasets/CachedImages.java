package easel.datasets;

import easel.core.Shape;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A source that stores each image of another source in memory, as bytes, when it is first used. */
final class CachedImages implements ImageSource {
    private final ImageSource source;
    private final AtomicReferenceArray<byte[]> cache;

    CachedImages(ImageSource source) {
        long bytes = (long) source.size() * source.imageShape().size();
        long limit = Runtime.getRuntime().maxMemory() / 2;
        if (bytes > limit) {
            throw new IllegalArgumentException("a cache of " + source.size() + " images of shape "
                    + source.imageShape() + " takes " + (bytes >> 20) + " MB; expected at most half of this JVM's"
                    + " heap, " + (limit >> 20) + " MB. Leave cache() out, or give a larger heap (-Xmx).");
        }
        this.source = source;
        this.cache = new AtomicReferenceArray<>(source.size());
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public Shape imageShape() {
        return source.imageShape();
    }

    @Override
    public void levels(int index, byte[] output, int start) {
        Images.checkIndices(new int[] {index}, size());
        byte[] levels = cache.get(index);
        if (levels == null) {
            levels = new byte[imageShape().size()];
            source.levels(index, levels, 0);
            cache.set(index, levels);
        }
        System.arraycopy(levels, 0, output, start, levels.length);
    }

    @Override
    public int label(int index) {
        return source.label(index);
    }
}
