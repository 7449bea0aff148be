package easel.examples.study;

/**
 * A message to all open pages.
 *
 * @param name state, history, frame, trace or end
 * @param json the content, without line breaks
 */
record Event(String name, String json) {}
