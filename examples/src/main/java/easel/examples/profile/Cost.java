package easel.examples.profile;

/** The accumulated cost of one layer in one direction: calls, time, arithmetic and memory traffic. */
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
