package org.holdfast.health;

/** What came of one run of a probe. */
public sealed interface ProbeResult {

  /** In words, for the log and the status: {@code status 200}, {@code connection refused}. */
  String words();

  /** It answered as it should. */
  record Passed(String words, Advice advice) implements ProbeResult {
    /** With nothing to say of the weight. */
    public static Passed saying(String words) {
      return new Passed(words, Advice.NONE);
    }
  }

  /** It did not. */
  record Failed(Failure why, String words) implements ProbeResult {}

  /**
   * Our own lack of something (descriptors, memory, a port, the link to bind to) kept it from being
   * asked: says nothing about the server.
   */
  record NotRun(String words) implements ProbeResult {}
}
