package org.holdfast.agent.config.words;

import java.time.Duration;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;
import org.holdfast.vrrp.NotifyCommand;

/** The table's part for what an instance or a group tells of itself. */
public final class NotifyKeywords {

  public static final Key<NotifyCommand> MASTER = on("master", "run when it has become master");
  public static final Key<NotifyCommand> BACKUP = on("backup", "run when it has become backup");
  public static final Key<NotifyCommand> FAULT = on("fault", "run when it has a fault");
  public static final Key<NotifyCommand> STOP = on("stop", "run when it is stopped");
  public static final Key<NotifyCommand> ANY =
      Key.optional(
          "any",
          NotifyCommandType.INSTANCE,
          "none",
          "run on each of these, with INSTANCE or GROUP, the name, the state and the priority"
              + " appended");

  public static final Key<NotifyCommand> DELETED =
      on("deleted", "run when a reload has taken it away");
  public static final Key<NotifyCommand> LOWER_PRIORITY =
      on("lower-priority", "run when it is master and has heard an advert of lower priority");
  public static final Key<Boolean> PRIORITY_CHANGES =
      Key.optional(
          "priority-changes",
          BooleanType.INSTANCE,
          "that of notifications",
          "whether FIFOs are told of its changes of priority");
  public static final Key<Boolean> MAIL = mail("whether its transitions are mailed");

  public static final Key<Fields> NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "notify",
              "Who is told of transitions. Commands are run without a shell.",
              MASTER,
              BACKUP,
              FAULT,
              STOP,
              DELETED,
              LOWER_PRIORITY,
              ANY,
              PRIORITY_CHANGES,
              MAIL),
          "nobody",
          "who is told of transitions");

  public static final Key<Boolean> GROUP_PRIORITY_CHANGES =
      Key.optional(
          "priority-changes",
          BooleanType.INSTANCE,
          "what each instance says",
          "whether FIFOs are told of its instances' changes of priority, whatever they say");

  public static final Key<Fields> GROUP_NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "group notify",
              "Who is told of a sync group's transitions. Commands are run without a shell.",
              MASTER,
              BACKUP,
              FAULT,
              STOP,
              ANY,
              GROUP_PRIORITY_CHANGES,
              MAIL),
          "nobody",
          "who is told of transitions");

  public static final Key<NotifyCommand> BEFORE_MASTER =
      on("before-master", "run before it takes its addresses, which wait for the end");
  public static final Key<Duration> BEFORE_MASTER_LIMIT =
      limit(
          "before-master-limit",
          "how long they wait; the command is stopped then, and the addresses are taken");
  public static final Key<NotifyCommand> AFTER_MASTER =
      on("after-master", "run when its addresses are up");
  public static final Key<NotifyCommand> BEFORE_RELEASE =
      on(
          "before-release",
          "run before it steps down by order and before the agent stops, while it is still master");
  public static final Key<Duration> BEFORE_RELEASE_LIMIT =
      limit(
          "before-release-limit",
          "how long that waits; the command is stopped then, and the mastership is handed over");
  public static final Key<NotifyCommand> AFTER_RELEASE =
      on("after-release", "run when it has let go of its addresses");
  public static final Key<Fields> HOOKS =
      Key.optional(
          "hooks",
          Section.of(
              "hooks",
              "Commands that belong to the way of the addresses. Adverts never wait for them.",
              BEFORE_MASTER,
              BEFORE_MASTER_LIMIT,
              AFTER_MASTER,
              BEFORE_RELEASE,
              BEFORE_RELEASE_LIMIT,
              AFTER_RELEASE),
          "none",
          "commands that the addresses wait for, and that wait for them");

  private NotifyKeywords() {}

  /** The same word for whoever may be mailed of. */
  static Key<Boolean> mail(String meaning) {
    return Key.optional(
        "mail", BooleanType.INSTANCE, "whether notifications.mail.on says so", meaning);
  }

  private static Key<Duration> limit(String name, String meaning) {
    return Key.standard(
        name, DurationType.from(Duration.ofMillis(10), Duration.ofSeconds(30)), "500ms", meaning);
  }

  private static Key<NotifyCommand> on(String state, String meaning) {
    return Key.optional(state, NotifyCommandType.INSTANCE, "none", meaning);
  }
}
