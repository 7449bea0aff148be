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
     * Downloads the file from the first mirror that delivers it, unless it is already there and intact.
     *
     * @return whether the file is there; if not, {@link #failures} says why
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
            failures.add(keptAside(target, e));
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
            String failure = keptAside(part, e);
            if (!resumed) {
                throw new MirrorException(failure);
            }
            fetch(transfer, address);   // from the start: the wrong bytes may come from an earlier mirror
            return;
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private String keptAside(Path wrong, ChecksumException because) throws IOException {
        Files.move(wrong, bad, StandardCopyOption.REPLACE_EXISTING);
        return because.getMessage() + " It is not used, but kept as " + bad.getFileName() + ".";
    }
}
