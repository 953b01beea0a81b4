package org.holdfast.vrrp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that the agent runs when something has happened, and the user that runs it.
 *
 * @param words the program's absolute path and its arguments; no shell
 * @param user to run as; null for the agent's own
 * @param group to run as; null for the user's own
 */
public record NotifyCommand(List<String> words, @Nullable String user, @Nullable String group) {

  public NotifyCommand {
    words = List.copyOf(words);
    if (user == null && group != null) {
      throw new IllegalArgumentException("group: " + group + " (expected: a user beside it)");
    }
  }

  /** Run as the agent's own user. */
  public static NotifyCommand of(String... words) {
    return new NotifyCommand(List.of(words), null, null);
  }

  /** Run as the agent's own user. */
  public static NotifyCommand of(List<String> words) {
    return new NotifyCommand(words, null, null);
  }
}
