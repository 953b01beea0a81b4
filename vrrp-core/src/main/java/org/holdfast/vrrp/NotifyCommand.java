package org.holdfast.vrrp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that the agent runs on an event, and the user that it runs as.
 *
 * @param words the program's absolute path and its arguments; no shell is involved
 * @param user the user to run as; null for the agent's own
 * @param group the group to run as; null for the user's own
 */
public record NotifyCommand(List<String> words, @Nullable String user, @Nullable String group) {

  public NotifyCommand {
    words = List.copyOf(words);
    if (user == null && group != null) {
      throw new IllegalArgumentException("group: " + group + " (expected: a user beside it)");
    }
  }

  /** A command that runs as the agent's own user. */
  public static NotifyCommand of(String... words) {
    return new NotifyCommand(List.of(words), null, null);
  }

  /** A command that runs as the agent's own user. */
  public static NotifyCommand of(List<String> words) {
    return new NotifyCommand(words, null, null);
  }
}
