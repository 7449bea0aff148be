package easel.examples.run;

import java.io.IOException;
import java.util.Optional;

/** Completes all files at the end of a run, even if one of them fails, and reports the first failure. */
final class ClosingReport {
    private Optional<String> failure;
    private Optional<IOException> thrown = Optional.empty();

    /**
     * Begins the report.
     *
     * @param failure the reason why the training failed, if it did
     */
    ClosingReport(Optional<String> failure) {
        this.failure = failure;
    }

    /** Begins the report of a training that did not fail. */
    ClosingReport() {
        this(Optional.empty());
    }

    void complete(FileWriting file) {
        try {
            file.run();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e.getMessage()));
            thrown = thrown.or(() -> Optional.of(e));
        }
    }

    /** The value of "end" in settings.json. */
    String end(String withoutFailure) {
        return failure.map(reason -> "failed: " + reason).orElse(withoutFailure);
    }

    /** The first failure, if there was one. */
    Optional<IOException> first() {
        return thrown;
    }

    void throwFirst() throws IOException {
        if (thrown.isPresent()) {
            throw thrown.get();
        }
    }
}
