package org.holdfast.health;

import org.holdfast.net.Printable;

/**
 * What came of one run of a probe. Its words may quote what a server, a name server, a certificate
 * or a program said: here, at the one place that all of them pass, they are made {@link Printable}.
 */
public sealed interface ProbeResult {

  /** In words, for the log and the status: {@code status 200}, {@code connection refused}. */
  String words();

  /** It answered as it should. */
  record Passed(String words, Advice advice) implements ProbeResult {
    public Passed {
      words = Printable.of(words);
    }

    /** With nothing to say of the weight. */
    public static Passed saying(String words) {
      return new Passed(words, Advice.NONE);
    }
  }

  /** It did not. */
  record Failed(Failure why, String words) implements ProbeResult {
    public Failed {
      words = Printable.of(words);
    }
  }

  /**
   * Our own lack of something (descriptors, memory, a port, the link to bind to) kept it from being
   * asked: says nothing about the server.
   */
  record NotRun(String words) implements ProbeResult {
    public NotRun {
      words = Printable.of(words);
    }
  }
}
