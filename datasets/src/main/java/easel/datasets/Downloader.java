package easel.datasets;

import easel.datasets.Checksum.ChecksumException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Downloads data sets into a cache folder and finds them there again. It is given to those methods that may go to
 * the network, such as {@link FashionMnist#train}; nothing else in Easel does.
 *
 * <p>Each data set has its own folder in the cache, with its files under their published names. A file is checked
 * against its published checksum before every use. What is not there is asked of the mirrors in turn, and grows as
 * {@code NAME.part}, which a later call, or another mirror, continues where it can. Only when it is complete,
 * on the disk and of the right checksum does it take its name, in one step. Content of a wrong checksum, downloaded
 * or found in the cache, is kept aside as {@code NAME.bad} and never used. Threads and processes that want the same
 * data set at once wait for the first (on the file {@code .lock}).
 *
 * <p>Redirects are followed, and the proxy settings of the JVM apply. Immutable, so one object serves many threads.
 */
public final class Downloader {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

    /** One for each folder: a file lock keeps off other processes, but not other threads. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path cache;
    private final Duration connectTimeout;
    private final Duration stallTimeout;
    private final Progress progress;

    private Downloader(Path cache, Duration connectTimeout, Duration stallTimeout, Progress progress) {
        this.cache = cache;
        this.connectTimeout = connectTimeout;
        this.stallTimeout = stallTimeout;
        this.progress = progress;
    }

    /** Is told how far a download is. Called by the thread that asked for it. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Some more bytes have come. The first call for a file comes before its first byte. The number falls when a
         * download has to begin again.
         *
         * @param file the name of the file
         * @param bytes how many of its bytes are there, at least 0
         * @param size how many it will have, at least 1
         */
        void advanced(String file, long bytes, long size);
    }

    /**
     * A downloader with the usual cache folder: the system property {@code easel.cache} if it is set; else
     * {@code easel} in the folder that the environment variable LOCALAPPDATA names on Windows, and
     * {@code .cache/easel} in the user's home elsewhere.
     *
     * @return the downloader
     */
    public static Downloader standard() {
        return into(usualCache(System::getProperty, System::getenv));
    }

    /**
     * A downloader with a cache folder of its own, a time-out of 10 seconds for connecting and of 30 seconds for
     * waiting, and no report of its progress.
     *
     * @param cache the folder; created when first needed
     * @return the downloader
     */
    public static Downloader into(Path cache) {
        return new Downloader(cache.toAbsolutePath(), CONNECT_TIMEOUT, STALL_TIMEOUT, (file, bytes, size) -> { });
    }

    /**
     * This downloader with other time-outs.
     *
     * @param connect the longest time to wait for a connection, at least 1 ms
     * @param stall the longest time to wait for the next bytes, at least 1 ms; a slow download is not ended by it
     * @return a changed downloader
     * @throws IllegalArgumentException if a time-out is below 1 ms
     */
    public Downloader withTimeouts(Duration connect, Duration stall) {
        checkTimeout("connect", connect);
        checkTimeout("stall", stall);
        return new Downloader(cache, connect, stall, progress);
    }

    /**
     * This downloader with a report of its progress, as for a progress bar.
     *
     * @param progress called often while a file is downloaded, and not at all for one that is there
     * @return a changed downloader
     */
    public Downloader withProgress(Progress progress) {
        return new Downloader(cache, connectTimeout, stallTimeout, Objects.requireNonNull(progress, "progress"));
    }

    /**
     * The cache folder.
     *
     * @return an absolute path; the folder may not exist yet
     */
    public Path cache() {
        return cache;
    }

    /** Provides some of a set's files and returns their folder. */
    Path fetch(OfficialFiles set, List<RemoteFile> files) throws IOException {
        Path folder = cache.resolve(set.folder());
        try {
            if (!areIntact(folder, files)) {
                fetchLocked(set, files, folder);
            }
            return folder;
        } catch (MirrorException e) {
            throw e;
        } catch (InterruptedException | ClosedByInterruptException | FileLockInterruptionException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The download of " + set.title()
                    + " was interrupted. Asking for it again resumes it.").initCause(e);
        } catch (IOException e) {
            throw new IOException("The cache folder " + folder + " cannot be used (" + e + "); expected a folder that"
                    + " can be written. Name another one by -Deasel.cache=FOLDER or Downloader.into(FOLDER).", e);
        }
    }

    /** Needs no lock and writes nothing, so that a complete cache may be read-only. */
    private static boolean areIntact(Path folder, List<RemoteFile> files) throws IOException {
        for (RemoteFile file : files) {
            try {
                file.checksum().check(folder.resolve(file.name()));
            } catch (NoSuchFileException | ChecksumException e) {
                return false;
            }
        }
        return true;
    }

    private void fetchLocked(OfficialFiles set, List<RemoteFile> files, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        ReentrantLock threads = LOCKS.computeIfAbsent(folder.toRealPath(), any -> new ReentrantLock());
        threads.lockInterruptibly();
        try (FileChannel processes = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            processes.lock();   // until the channel is closed
            Transfer transfer = new Transfer(connectTimeout, stallTimeout);
            for (RemoteFile file : files) {
                Download download = new Download(file, folder,
                        bytes -> progress.advanced(file.name(), bytes, file.size()));
                if (!download.run(transfer, set.mirrors())) {
                    throw new MirrorException(byHand(set, files, file, folder, download.failures()));
                }
            }
        } finally {
            threads.unlock();
        }
    }

    private static String byHand(OfficialFiles set, List<RemoteFile> files, RemoteFile missing, Path folder,
            List<String> failures) {
        StringBuilder text = new StringBuilder(set.title() + ": " + missing.name() + " cannot be downloaded.\n");
        for (String failure : failures) {
            text.append("  ").append(failure).append('\n');
        }
        text.append("To do it by hand, put these files, under these names, into ").append(folder).append(":\n");
        for (RemoteFile file : files) {
            text.append("  ").append(file.name()).append(", ").append(file.size()).append(" bytes, ")
                    .append(file.checksum()).append('\n');
        }
        return text.append("from one of ").append(String.join(" , ", set.mirrors())).append(" and run again.")
                .toString();
    }

    static Path usualCache(UnaryOperator<String> property, UnaryOperator<String> environment) {
        String named = property.apply("easel.cache");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        String local = environment.apply("LOCALAPPDATA");
        if (local != null && property.apply("os.name").startsWith("Windows")) {
            return Path.of(local, "easel");
        }
        return Path.of(property.apply("user.home"), ".cache", "easel");
    }

    private static void checkTimeout(String name, Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(name + " time-out of " + timeout + ": expected at least 1 ms");
        }
    }
}
