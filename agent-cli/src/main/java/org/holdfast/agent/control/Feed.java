package org.holdfast.agent.control;

import java.util.function.Supplier;
import org.holdfast.agent.listen.Body;

/** Responds to a request with a stream of lines until either side ends it. */
@FunctionalInterface
public interface Feed {

  /**
   * Called on the control loop; must not block.
   *
   * @return an action, run on the control loop when the client has disconnected or was too slow
   */
  Runnable open(ControlRequest request, Sink sink);

  /** The destination of the lines. Thread-safe; never blocks. */
  interface Sink {

    /**
     * Adds the next line. If too many lines wait for a slow client, the stream ends with an event
     * of the kind {@code overrun} instead.
     *
     * @param json supplies one object on one line, with its line feed; called on the control loop
     */
    void line(Supplier<String> json);

    /**
     * Adds a line in three parts; many clients may share the middle one. A client that does not
     * receive the line within 30 seconds is cut off.
     *
     * @param shared in UTF-8
     */
    void line(Supplier<String> before, Body shared, Supplier<String> after);

    /** Adds the last line. */
    void end(Supplier<String> json);
  }
}
