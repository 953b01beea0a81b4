package org.holdfast.agent.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.holdfast.agent.listen.Body;

/** The answer to a request at the port. */
public sealed interface PortAnswer {

  /**
   * A whole answer.
   *
   * @param status of HTTP
   * @param headers besides the type and the length
   * @param body many clients may share it
   */
  record Whole(int status, String contentType, Map<String, String> headers, Body body)
      implements PortAnswer {

    public Whole {
      headers = Map.copyOf(headers);
    }
  }

  /** A stream of server-sent events, one for each change, without any data. */
  record Changes(ChangeSource source) implements PortAnswer {}

  /** Returns one line of plain text. */
  static Whole text(int status, String words) {
    return new Whole(
        status,
        "text/plain; charset=utf-8",
        Map.of("Cache-Control", "no-store"),
        Body.of((words + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** Reports changes. */
  @FunctionalInterface
  interface ChangeSource {

    /**
     * Calls {@code changed} after each change, on any thread.
     *
     * @param changed returns at once
     * @return ends the calls
     */
    Runnable follow(Runnable changed);
  }
}
