package easel.datasets;

/**
 * A file as its mirrors serve it.
 *
 * @param name the last part of its address, and its name in the cache folder
 * @param size its length in bytes; a server that sends more is not listened to further
 * @param checksum that of the file as it is, still compressed
 */
record RemoteFile(String name, long size, Checksum checksum) {}
