package org.holdfast.agent.control;

import java.util.function.Supplier;

/** Answers a request with lines that go on until one side has enough. */
@FunctionalInterface
public interface Feed {

  /**
   * Called on the control loop; must not block.
   *
   * @return what is to be done, on the control loop, when the reader has gone or was too slow
   */
  Runnable open(Request request, Sink sink);

  /** Where the lines go. From any thread; comes back at once. */
  interface Sink {

    /**
     * The next line. Of a reader that does not keep up, only so many are kept; the one after them
     * is an event of the kind {@code overrun}, and the last.
     *
     * @param json one object on one line, with its line feed; made on the control loop
     */
    void line(Supplier<String> json);

    /**
     * A line in three parts, of which the middle one may be sent to many readers. From any thread;
     * comes back at once. A reader that does not take it in 30 seconds is cut off.
     *
     * @param shared must not change any more
     */
    void line(Supplier<String> before, byte[] shared, Supplier<String> after);

    /** This is the last line. */
    void end(Supplier<String> json);
  }
}
