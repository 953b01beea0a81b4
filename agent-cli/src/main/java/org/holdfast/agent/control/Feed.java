package org.holdfast.agent.control;

import java.util.function.Supplier;

/** Answers a request with a stream of lines until either side ends it. */
@FunctionalInterface
public interface Feed {

  /**
   * Called on the control loop; must not block.
   *
   * @return an action for the control loop when the reader has gone or was too slow
   */
  Runnable open(ControlRequest request, Sink sink);

  /** The destination of the lines. Any thread; never blocks. */
  interface Sink {

    /**
     * Adds the next line. The number of lines that wait for a slow reader is limited; the line
     * after them is an event of the kind {@code overrun}, and the last.
     *
     * @param json supplies one object on one line, with its line feed; called on the control loop
     */
    void line(Supplier<String> json);

    /**
     * Adds a line in three parts; many readers may share the middle one. Any thread; never blocks.
     * A reader that does not take it in 30 seconds is cut off.
     *
     * @param shared must no longer change
     */
    void line(Supplier<String> before, byte[] shared, Supplier<String> after);

    /** Adds the last line. */
    void end(Supplier<String> json);
  }
}
