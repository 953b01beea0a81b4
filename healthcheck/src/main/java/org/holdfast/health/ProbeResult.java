package org.holdfast.health;

import org.holdfast.net.Printable;

/**
 * The result of one run of a probe. Its words may quote a server, a name server, a certificate or a
 * program; all results are created here, where the words are made {@link Printable}.
 */
public sealed interface ProbeResult {

  /** The result for the log and the status: {@code status 200}, {@code connection refused}. */
  String words();

  /** The server answered as required. */
  record Passed(String words, Advice advice) implements ProbeResult {
    public Passed {
      words = Printable.of(words);
    }

    /** A pass without advice about the weight. */
    public static Passed saying(String words) {
      return new Passed(words, Advice.NONE);
    }
  }

  /** The server did not answer as required. */
  record Failed(Failure why, String words) implements ProbeResult {
    public Failed {
      words = Printable.of(words);
    }
  }

  /**
   * The agent that reports for the server could not be queried, or did not answer. The run counts
   * as failed, but as with HAProxy it says nothing about the server.
   *
   * @param why the failure of the connection to the agent
   */
  record Unheard(Failure why, String words) implements ProbeResult {
    public Unheard {
      words = Printable.of(words);
    }
  }

  /**
   * A local problem (descriptors, memory, a port, the link to bind to) prevented the run: this says
   * nothing about the server.
   */
  record NotRun(String words) implements ProbeResult {
    public NotRun {
      words = Printable.of(words);
    }
  }
}
