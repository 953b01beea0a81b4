package org.holdfast.health.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.net.Printable;

/**
 * Interprets an agent's line. Words are separated by spaces, tabs or commas, in any case; after
 * {@code #} comes a reason for human readers.
 *
 * <p>{@code down}, {@code failed}, {@code stopped} and {@code maint} take the server down and
 * override all other words; {@code drain} overrides a percentage such as {@code 75%}; {@code up}
 * and {@code ready} request no change. {@code maxconn:} is for HAProxy only and ignored.
 *
 * <p>Differs: HAProxy remembers {@code drain} and {@code maint} until {@code ready}; here each line
 * is complete in itself. Unknown words are ignored beside known ones; alone they are a failure,
 * because the program that answers is then not an agent.
 */
final class AgentWords {

  /** A greater percentage is a mistake. */
  private static final int MOST_PERCENT = 100_000;

  private AgentWords() {}

  /** Interprets a line; a line without a meaning gives a failure that quotes it. Never throws. */
  static ProbeResult meaning(String line) {
    int hash = line.indexOf('#');
    var reason = hash < 0 ? "" : ": " + Printable.of(line.substring(hash + 1).strip());
    var words = (hash < 0 ? line : line.substring(0, hash)).toLowerCase(Locale.ROOT);
    var known = new ArrayList<String>();
    String down = "";
    boolean drain = false;
    int percent = -1;
    for (var word : words.split("[\\s,]+", -1)) {
      switch (word) {
        case "down", "failed", "stopped", "maint" -> down = word;
        case "drain" -> drain = true;
        case "up", "ready" -> {}
        default -> {
          int share = percent(word);
          if (share < 0 && !word.startsWith("maxconn:")) {
            continue;
          }
          percent = share < 0 ? percent : share;
        }
      }
      known.add(word);
    }
    if (known.isEmpty()) {
      return new ProbeResult.Failed(
          Failure.MALFORMED, "the reply has no known word: \"" + Printable.of(line) + "\"");
    }
    if (!down.isEmpty()) {
      return new ProbeResult.Failed(Failure.REPORTED_DOWN, "agent says " + down + reason);
    }
    return new ProbeResult.Passed(says(known) + reason, advice(drain, percent));
  }

  private static Advice advice(boolean drain, int percent) {
    if (drain) {
      return new Advice.Drain();
    }
    return percent < 0 ? Advice.NONE : new Advice.Percent(percent);
  }

  private static String says(List<String> words) {
    return "agent says " + Printable.of(String.join(" ", words));
  }

  /** Reads digits and a percent sign; negative for any other text and for a value out of range. */
  private static int percent(String word) {
    int digits = word.length() - 1;
    if (digits < 1 || digits > 6 || word.charAt(digits) != '%') {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits; i++) {
      char digit = word.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return number <= MOST_PERCENT ? number : -1;
  }
}
