package org.holdfast.agent.config.words;

import java.time.Duration;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;
import org.holdfast.vrrp.NotifyCommand;

/** The keys of the commands and mails that report changes of an instance or a group. */
public final class NotifyKeywords {

  public static final Key<NotifyCommand> MASTER =
      on("master", "the command that runs when it has become master");
  public static final Key<NotifyCommand> BACKUP =
      on("backup", "the command that runs when it has become backup");
  public static final Key<NotifyCommand> FAULT =
      on("fault", "the command that runs when it has gone to FAULT");
  public static final Key<NotifyCommand> STOP =
      on("stop", "the command that runs when it is stopped");
  public static final Key<NotifyCommand> ANY =
      Key.optional(
          "any",
          NotifyCommandType.INSTANCE,
          "none",
          "the command that runs on each of these, with INSTANCE or GROUP, the name, the state and"
              + " the priority as its last arguments");

  public static final Key<NotifyCommand> DELETED =
      on("deleted", "the command that runs when a reload has removed it");
  public static final Key<NotifyCommand> LOWER_PRIORITY =
      on(
          "lower-priority",
          "the command that runs when it is master and has heard an advert of lower priority");
  public static final Key<Boolean> PRIORITY_CHANGES =
      Key.derived(
          "priority-changes",
          BooleanType.INSTANCE,
          "the value in notifications",
          "whether FIFOs receive its changes of priority");
  public static final Key<Boolean> MAIL = mail("whether its transitions are mailed");

  public static final Key<Fields> NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "notify",
              "Where transitions are reported. Commands are run without a shell.",
              MASTER,
              BACKUP,
              FAULT,
              STOP,
              DELETED,
              LOWER_PRIORITY,
              ANY,
              PRIORITY_CHANGES,
              MAIL),
          "none",
          "where transitions are reported");

  public static final Key<Boolean> GROUP_PRIORITY_CHANGES =
      Key.derived(
          "priority-changes",
          BooleanType.INSTANCE,
          "the value of each instance",
          "true: FIFOs receive the changes of priority of all the group's instances, whatever these"
              + " set themselves");

  public static final Key<Fields> GROUP_NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "group notify",
              "Where a sync group's transitions are reported. Commands are run without a shell.",
              MASTER,
              BACKUP,
              FAULT,
              STOP,
              ANY,
              GROUP_PRIORITY_CHANGES,
              MAIL),
          "none",
          "where transitions are reported");

  public static final Key<NotifyCommand> BEFORE_MASTER =
      on(
          "before-master",
          "the command that runs before it adds its addresses; they wait until the command has"
              + " ended");
  public static final Key<Duration> BEFORE_MASTER_LIMIT =
      limit(
          "before-master-limit",
          "how long the addresses wait; then the command is stopped and the addresses are added");
  public static final Key<NotifyCommand> AFTER_MASTER =
      on("after-master", "the command that runs when its addresses are up");
  public static final Key<NotifyCommand> BEFORE_RELEASE =
      on(
          "before-release",
          "the command that runs before it steps down by an operator's order or because the agent"
              + " stops, while it is still master");
  public static final Key<Duration> BEFORE_RELEASE_LIMIT =
      limit(
          "before-release-limit",
          "how long the handover waits; then the command is stopped and the mastership is handed"
              + " over");
  public static final Key<NotifyCommand> AFTER_RELEASE =
      on("after-release", "the command that runs when it has removed its addresses");
  public static final Key<Fields> HOOKS =
      Key.optional(
          "hooks",
          Section.of(
              "hooks",
              "Commands that run before and after the addresses are added or removed. Adverts never"
                  + " wait for them.",
              BEFORE_MASTER,
              BEFORE_MASTER_LIMIT,
              AFTER_MASTER,
              BEFORE_RELEASE,
              BEFORE_RELEASE_LIMIT,
              AFTER_RELEASE),
          "none",
          "commands that run before and after the addresses are added or removed");

  private NotifyKeywords() {}

  /** Returns the key {@code mail}, which every object has whose changes can be mailed. */
  static Key<Boolean> mail(String meaning) {
    return Key.derived("mail", BooleanType.INSTANCE, "as notifications.mail.on says", meaning);
  }

  private static Key<Duration> limit(String name, String meaning) {
    return Key.standard(
        name, DurationType.from(Duration.ofMillis(10), Duration.ofSeconds(30)), "500ms", meaning);
  }

  private static Key<NotifyCommand> on(String state, String meaning) {
    return Key.optional(state, NotifyCommandType.INSTANCE, "none", meaning);
  }
}
