package easel.examples;

/** What something has taken so far. */
final class Cost {
    long calls;
    long nanos;
    long operations;
    long bytes;

    void add(long nanos, long operations, long bytes) {
        this.calls++;
        this.nanos += nanos;
        this.operations += operations;
        this.bytes += bytes;
    }

    void add(Cost other) {
        calls += other.calls;
        nanos += other.nanos;
        operations += other.operations;
        bytes += other.bytes;
    }
}
