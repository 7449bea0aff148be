package easel.datasets;

import easel.datasets.Checksum.ChecksumException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Downloads one file into a folder that the caller has locked. */
final class Download {
    private final RemoteFile file;
    private final Path target;
    private final Path part;
    private final Path bad;
    private final LongConsumer progress;
    private final List<String> failures = new ArrayList<>();

    Download(RemoteFile file, Path folder, LongConsumer progress) {
        this.file = file;
        this.target = folder.resolve(file.name());
        this.part = folder.resolve(file.name() + ".part");
        this.bad = folder.resolve(file.name() + ".bad");
        this.progress = progress;
    }

    /**
     * Downloads the file from the first mirror that delivers it, unless the target already exists with the right
     * checksum.
     *
     * @return whether the target now exists with the right checksum; if not, {@link #failures} has the reasons
     */
    boolean run(Transfer transfer, List<String> mirrors) throws IOException, InterruptedException {
        if (isIntact()) {
            return true;
        }
        for (String mirror : mirrors) {
            URI address = URI.create(mirror + file.name());
            try {
                fetch(transfer, address);
                return true;
            } catch (MirrorException e) {
                failures.add(address + ": " + e.getMessage());
            }
        }
        return false;
    }

    List<String> failures() {
        return failures;
    }

    private boolean isIntact() throws IOException {
        if (Files.notExists(target)) {
            return false;
        }
        try {
            file.checksum().check(target);
            return true;
        } catch (ChecksumException e) {
            failures.add(renamedToBad(target, e));
            return false;
        }
    }

    private void fetch(Transfer transfer, URI address) throws IOException, InterruptedException {
        boolean resumed = Files.exists(part);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() < file.size()) {
                transfer.complete(address, channel, file.size(), progress);
            }
            channel.force(true);
        }
        try {
            file.checksum().check(part);
        } catch (ChecksumException e) {
            String failure = renamedToBad(part, e);
            if (!resumed) {
                throw new MirrorException(failure);
            }
            fetch(transfer, address);   // from the start: the resumed part may have wrong bytes from another mirror
            return;
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private String renamedToBad(Path wrong, ChecksumException because) throws IOException {
        Files.move(wrong, bad, StandardCopyOption.REPLACE_EXISTING);
        return because.getMessage() + " It was renamed to " + bad.getFileName() + " and is not used.";
    }
}
