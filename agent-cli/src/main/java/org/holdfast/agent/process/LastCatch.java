package org.holdfast.agent.process;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles uncaught exceptions: logs them. If an exception ends a thread of the agent, the agent
 * shuts down in order: a master hands over rather than continue without that thread.
 */
public final class LastCatch implements Thread.UncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(LastCatch.class);

  /** Threads for one task each, without which the agent can continue. */
  private static final Set<String> DISPENSABLE =
      Set.of("reading", "rehearsal", "reload", "release", "signals");

  private final Signals signals;

  public LastCatch(Signals signals) {
    this.signals = signals;
  }

  /** Installs this handler for all threads. */
  public void watchThreads() {
    Thread.setDefaultUncaughtExceptionHandler(this);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (thread.isVirtual() || DISPENSABLE.contains(thread.getName())) {
      logFailure("A task has failed on the thread \"" + thread.getName() + "\"", failure);
    } else {
      logFailure(
          "The thread \"" + thread.getName() + "\" has died; the agent hands over and ends",
          failure);
      signals.fail();
    }
  }

  /** Logs the causes of a failure in words, followed by the stack trace. */
  public static void logFailure(String what, Throwable failure) {
    log.error("{}: {}", what, words(failure), failure);
  }

  /** Returns each message once, from the outermost failure to its cause. */
  public static String words(Throwable failure) {
    var words = new StringBuilder();
    int depth = 0;
    for (Throwable at = failure; at != null && depth < 8; at = at.getCause()) {
      var message = at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
      if (words.indexOf(message) < 0) {
        words.append(words.isEmpty() ? "" : ": ").append(message);
      }
      depth++;
    }
    return words.toString();
  }
}
