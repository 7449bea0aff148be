package easel.examples.study;

/** A request that the server refuses, with its HTTP status and a sentence for the person at the page. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }
}
