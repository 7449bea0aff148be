package easel.datasets;

/**
 * A file at the mirrors of a data set.
 *
 * @param name the last part of its URL, and its name in the cache folder
 * @param size its length in bytes; a download stops when a server sends more
 * @param checksum checksum of the compressed file
 */
record RemoteFile(String name, long size, Checksum checksum) {}
