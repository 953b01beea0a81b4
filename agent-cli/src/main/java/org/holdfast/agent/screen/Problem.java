package org.holdfast.agent.screen;

/**
 * A problem that an operator should look at, or several of one kind in one object.
 *
 * @param severity how bad it is
 * @param subject the name of the instance, virtual server or other object
 * @param words what is wrong, without the subject
 * @param weight the share of the subject that is concerned, in per cent; worse ones come first
 */
public record Problem(Severity severity, String subject, String words, int weight) {

  /** How bad a problem is, the worst first. */
  public enum Severity {
    /** Clients get no answer, or might get it from the wrong router. */
    OUTAGE,
    /** Something does not work, and clients are served. */
    FAULT,
    /** Something is not as it should be. */
    WARNING
  }

  /** Returns the problem as a line of text. */
  public String text() {
    return subject.isEmpty() ? words : subject + ": " + words;
  }

  /** Returns the problem as a line of a screen. */
  public Line line() {
    var tone = severity == Severity.WARNING ? Tone.WARNING : Tone.BAD;
    var mark =
        switch (severity) {
          case OUTAGE -> "!! ";
          case FAULT -> "!  ";
          case WARNING -> "-  ";
        };
    var line = Line.of(mark, tone);
    return subject.isEmpty() ? line.and(words) : line.and(subject, tone).and(": " + words);
  }
}
