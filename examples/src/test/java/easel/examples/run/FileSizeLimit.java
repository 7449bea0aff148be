package easel.examples.run;

import java.util.List;
import java.util.stream.Stream;

/** Simulates a full disk: writing fails in the middle of a file. */
public final class FileSizeLimit {
    private FileSizeLimit() {}

    /** Limits every file that a command writes, in the shell's blocks of 512 or 1024 bytes. Needs a POSIX shell. */
    public static List<String> command(int blocks, List<String> command) {
        return Stream.concat(Stream.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh"), command.stream())
                .toList();
    }
}
