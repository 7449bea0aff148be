package easel.examples.run;

import java.io.IOException;

/** Writes one or more files. */
@FunctionalInterface
interface FileWriting {
    void run() throws IOException;
}
