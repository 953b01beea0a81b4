package org.holdfast.health;

import java.time.Duration;
import java.util.Locale;
import org.holdfast.net.Printable;

/** The outcome of one run of a script. */
public sealed interface ScriptOutcome {

  /** The script ended by itself. Only status 0 is a success. */
  record Exited(int status) implements ScriptOutcome {}

  /** A signal ended the script; its name is like {@code SIGKILL}. */
  record Killed(String signal) implements ScriptOutcome {}

  /** The script took longer than its timeout. */
  record TimedOut(Duration after) implements ScriptOutcome {}

  /** The program cannot be run: it does not exist, or may not be executed. */
  record Unstartable(String why) implements ScriptOutcome {
    public Unstartable {
      why = Printable.of(why);
    }
  }

  /** A local problem prevented the run: this says nothing about the probed object. */
  record NotRun(String why) implements ScriptOutcome {}

  default boolean succeeded() {
    return this instanceof Exited(int status) && status == 0;
  }

  /**
   * The outcome for the log and the status: {@code exited with status 2}, {@code timed out after
   * 1s}.
   */
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
