package org.holdfast.agent.config;

import java.util.List;

/** The table's part for the commands that transitions run. */
final class NotifyKeywords {

  static final Key<List<String>> MASTER =
      on("master", "notify_master", "run when it has become master");
  static final Key<List<String>> BACKUP =
      on("backup", "notify_backup", "run when it has become backup");
  static final Key<List<String>> FAULT = on("fault", "notify_fault", "run when it has a fault");
  static final Key<List<String>> STOP = on("stop", "notify_stop", "run when it is stopped");
  static final Key<List<String>> ANY =
      Key.optional(
          "any",
          CommandType.INSTANCE,
          "none",
          "notify",
          "run on each of these, with INSTANCE or GROUP, the name, the state and the priority"
              + " appended");

  static final Key<Fields> NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "notify",
              "The commands to run on transitions. No shell is involved.",
              MASTER,
              BACKUP,
              FAULT,
              STOP,
              ANY),
          "nobody",
          "",
          "the commands to run on transitions");

  private NotifyKeywords() {}

  private static Key<List<String>> on(String state, String keepalived, String meaning) {
    return Key.optional(state, CommandType.INSTANCE, "none", keepalived, meaning);
  }
}
