package easel.examples.study;

/**
 * A setting changed during a training.
 *
 * @param step the number of completed steps when it was changed; the next step uses the new value
 * @param key of the setting
 * @param value the new value
 */
record Edit(long step, String key, String value) {}
