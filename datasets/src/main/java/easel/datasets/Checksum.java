package easel.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An expected checksum of a file or stream.
 *
 * @param algorithm MD5 or SHA-256; every Java platform has both
 * @param hex the checksum in lower-case hexadecimal digits
 */
record Checksum(String algorithm, String hex) {
    static Checksum sha256(String hex) {
        return new Checksum("SHA-256", hex);
    }

    /** MD5 detects damage, not forgery; only for files whose authors publish no other checksum. */
    static Checksum md5(String hex) {
        return new Checksum("MD5", hex);
    }

    /** A stream that computes the checksum of the bytes read from it, for {@link #check}. */
    DigestInputStream digesting(InputStream in) {
        try {
            return new DigestInputStream(in, MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }

    /** Throws if the bytes read from the stream have another checksum; the message starts with {@code subject}. */
    void check(String subject, DigestInputStream read) throws ChecksumException {
        String found = HexFormat.of().formatHex(read.getMessageDigest().digest());
        if (!found.equals(hex)) {
            throw new ChecksumException(subject + " has " + algorithm + " " + found + "; expected " + hex + ".");
        }
    }

    void check(Path file) throws IOException {
        try (DigestInputStream in = digesting(Files.newInputStream(file))) {
            in.transferTo(OutputStream.nullOutputStream());
            check(file.toString(), in);
        }
    }

    @Override
    public String toString() {
        return algorithm + " " + hex;
    }

    /** Thrown when bytes were read completely but have a wrong checksum. */
    static final class ChecksumException extends IOException {
        private static final long serialVersionUID = 1;

        private ChecksumException(String message) {
            super(message);
        }
    }
}
