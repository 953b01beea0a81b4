package org.holdfast.health;

import java.time.Duration;
import java.util.Locale;
import org.holdfast.net.Printable;

/** What came of one run of a script. */
public sealed interface Outcome {

  /** It ended by itself. A status of 0 is the one success there is. */
  record Exited(int status) implements Outcome {}

  /** A signal ended it, named as in {@code SIGKILL}. */
  record Killed(String signal) implements Outcome {}

  /** It took longer than it may. */
  record TimedOut(Duration after) implements Outcome {}

  /** The program cannot be run: it is gone, or may not be executed. */
  record Unstartable(String why) implements Outcome {
    public Unstartable {
      why = Printable.of(why);
    }
  }

  /** Our own lack of something kept it from running: says nothing about what it probes. */
  record NotRun(String why) implements Outcome {}

  default boolean succeeded() {
    return this instanceof Exited(int status) && status == 0;
  }

  /** For the log and the status: {@code exited with status 2}, {@code timed out after 1s}. */
  default String words() {
    return switch (this) {
      case Exited(int status) -> "exited with status " + status;
      case Killed(String signal) -> "killed by " + signal;
      case TimedOut(Duration after) -> "timed out after " + words(after);
      case Unstartable(String why) -> "cannot be run: " + why;
      case NotRun(String why) -> "not run: " + why;
    };
  }

  private static String words(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
