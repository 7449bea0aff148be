package easel.datasets;

import easel.datasets.Checksum.ChecksumException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Downloads data sets into a cache folder and reuses them from there. Only methods with a parameter of this type, such
 * as {@link FashionMnist#train}, use the network; nothing else in Easel does.
 *
 * <p>Each data set has a folder in the cache that contains its files under their published names. A file is checked
 * against its published checksum before every use. A missing file is requested from the mirrors in order and written to
 * {@code NAME.part}. After an interruption, the next mirror or a later call requests only the missing bytes, if the
 * server supports that. When the file is complete, flushed to disk and verified, it is atomically renamed to
 * {@code NAME}. A downloaded or cached file with a wrong checksum is renamed to {@code NAME.bad} and never used. A lock
 * on the file {@code .lock} lets one thread or process at a time download a data set; the others wait.
 *
 * <p>Redirects are followed, and the proxy settings of the JVM apply. The message of a failed download names the proxy,
 * or one in the environment variable HTTPS_PROXY, which Java ignores. Immutable and thread-safe.
 */
public final class Downloader {
    private static final System.Logger LOG = System.getLogger(Downloader.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

    /** One lock per folder, because a file lock excludes other processes but not threads of the same process. */
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

    /** Callback for the progress of a download, called by the downloading thread. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Reports the number of bytes received. The first call for a file comes before its first byte. The number
         * decreases when a download restarts.
         *
         * @param file the name of the file
         * @param bytes bytes received, at least 0
         * @param size bytes of the complete file, at least 1
         */
        void advanced(String file, long bytes, long size);
    }

    /**
     * A downloader with the default cache folder. That is the folder in the system property {@code easel.cache} if the
     * property is set; otherwise {@code easel} in the folder of the environment variable LOCALAPPDATA on Windows, and
     * {@code .cache/easel} in the user's home on other systems. The home is the system property {@code user.home} or,
     * if that is unknown, the environment variable HOME.
     *
     * @return the downloader
     * @throws UncheckedIOException if none of these names a folder
     */
    public static Downloader standard() {
        return into(defaultCache(System::getProperty, System::getenv));
    }

    /**
     * A downloader with the given cache folder, a time-out of 10 seconds for connecting and of 30 seconds without new
     * bytes, and no progress callback.
     *
     * @param cache the folder; created on first use
     * @return the downloader
     */
    public static Downloader into(Path cache) {
        return new Downloader(cache.toAbsolutePath(), CONNECT_TIMEOUT, STALL_TIMEOUT, (file, bytes, size) -> { });
    }

    /**
     * This downloader with other time-outs.
     *
     * @param connect the longest time to wait for a connection, at least 1 ms
     * @param stall the longest time without new bytes, at least 1 ms; a slow but steady download continues
     * @return a changed downloader
     * @throws IllegalArgumentException if a time-out is below 1 ms
     */
    public Downloader withTimeouts(Duration connect, Duration stall) {
        checkTimeout("connect", connect);
        checkTimeout("stall", stall);
        return new Downloader(cache, connect, stall, progress);
    }

    /**
     * This downloader with a progress callback, for example for a progress bar.
     *
     * @param progress called often while a file is downloaded; not called for a file in the cache
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

    /** Downloads the given files of a data set unless they are intact in the cache; returns their folder. */
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
                    + " was interrupted. The next call resumes it.").initCause(e);
        } catch (IOException e) {
            throw new IOException("The cache folder " + folder + " cannot be used (" + e + "); expected a folder that"
                    + " can be written. Choose another with -Deasel.cache=FOLDER or Downloader.into(FOLDER).", e);
        }
    }

    /** Needs no lock and writes no file, so a complete cache may be read-only. */
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
        ReentrantLock threadLock = LOCKS.computeIfAbsent(folder.toRealPath(), any -> new ReentrantLock());
        threadLock.lockInterruptibly();
        try (FileChannel processLock = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock(processLock, folder);
            Transfer transfer = new Transfer(connectTimeout, stallTimeout);
            for (RemoteFile file : files) {
                Download download = new Download(file, folder,
                        bytes -> progress.advanced(file.name(), bytes, file.size()));
                if (!download.run(transfer, set.mirrors())) {
                    throw new MirrorException(installByHand(set, files, file, folder, download.failures()));
                }
            }
        } finally {
            threadLock.unlock();
        }
    }

    /** Closing the channel releases the lock. Some file systems, such as network shares, have no locks. */
    static void lock(FileChannel file, Path folder) throws IOException {
        try {
            file.lock();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The file system of " + folder + " has no locks (" + e.getMessage()
                    + "), so that nothing keeps two processes from downloading to this folder at once; start one"
                    + " download at a time");
        }
    }

    private static String installByHand(OfficialFiles set, List<RemoteFile> files, RemoteFile missing, Path folder,
            List<String> failures) {
        StringBuilder text = new StringBuilder(set.title() + ": " + missing.name() + " cannot be downloaded.\n");
        for (String failure : failures) {
            text.append("  ").append(failure).append('\n');
        }
        text.append("To install the files by hand, download them from one of the URLs below, save them with these names"
                + " in ").append(folder).append(", and run again:\n");
        for (RemoteFile file : files) {
            text.append("  ").append(file.name()).append(", ").append(file.size()).append(" bytes, ")
                    .append(file.checksum()).append('\n');
        }
        return text.append("URLs: ").append(String.join(" , ", set.mirrors()))
                .append(ProxyHint.of(System::getProperty, System::getenv)).toString();
    }

    static Path defaultCache(UnaryOperator<String> property, UnaryOperator<String> environment) {
        String named = property.apply("easel.cache");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        String local = environment.apply("LOCALAPPDATA");
        if (local != null && property.apply("os.name").startsWith("Windows")) {
            return Path.of(local, "easel");
        }
        Optional<String> home = known(property.apply("user.home")).or(() -> known(environment.apply("HOME")));
        if (home.isEmpty()) {
            String message = "no folder for downloads: the user has no home folder (user.home is '"
                    + property.apply("user.home") + "', HOME is not set). Name a folder with -Deasel.cache=FOLDER or"
                    + " Downloader.into(FOLDER).";
            throw new UncheckedIOException(message, new IOException(message));
        }
        return Path.of(home.get(), ".cache", "easel");
    }

    /** Empty for an unknown home folder. Java sets user.home to a question mark for a user without a home folder. */
    private static Optional<String> known(String home) {
        return Optional.ofNullable(home).filter(name -> !name.isBlank() && !name.equals("?"));
    }

    private static void checkTimeout(String name, Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(name + " time-out of " + timeout + ": expected at least 1 ms");
        }
    }
}
