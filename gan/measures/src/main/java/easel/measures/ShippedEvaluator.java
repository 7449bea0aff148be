package easel.measures;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * An evaluator that is a resource of this module.
 *
 * @param name the name of the file without the extension
 * @param sha256 the SHA-256 of the file, in lower-case hexadecimal digits
 */
record ShippedEvaluator(String name, String sha256) {
    static final ShippedEvaluator MNIST = new ShippedEvaluator("mnist-lenet-1",
            "281b4c71a426ed9beb9e3deee65fce051c418109e7b8133d9f6b19d8ca76fb59");
    static final ShippedEvaluator FASHION_MNIST = new ShippedEvaluator("fashion-mnist-lenet-1",
            "7bc5652b9cb12e574f4a7741bd0a810febe773c2c69dda038a5fc7c56725c93b");

    Evaluator load() {
        try (InputStream in = ShippedEvaluator.class.getResourceAsStream(file())) {
            if (in == null) {
                throw new FileNotFoundException("it is absent");
            }
            return load(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The resource easel/measures/" + file() + " of the jar easel-measures"
                    + " cannot be used: " + e.getMessage() + ". Build or download the jar again.", e);
        }
    }

    /** Checks the hash, then builds the network. */
    Evaluator load(byte[] content) throws IOException {
        String found = Evaluator.sha256(content);
        if (!found.equals(sha256)) {
            throw new IOException("its " + content.length + " bytes have SHA-256 " + found + "; expected " + sha256);
        }
        return Evaluator.read(content, file(), file());
    }

    private String file() {
        return name + Evaluator.EXTENSION;
    }
}
