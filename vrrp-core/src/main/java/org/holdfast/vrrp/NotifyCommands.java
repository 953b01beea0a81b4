package org.holdfast.vrrp;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands to run on transitions; null where there is none. keepalived's four arguments are
 * appended to {@code any}: INSTANCE or GROUP, the name, the state, the priority.
 *
 * @param deleted run when a reload has removed the instance
 * @param lowerPriority run when a master has heard an advert of lower priority
 * @param choices which other news about the instance or group is sent, and to which recipients
 */
public record NotifyCommands(
    @Nullable NotifyCommand master,
    @Nullable NotifyCommand backup,
    @Nullable NotifyCommand fault,
    @Nullable NotifyCommand stop,
    @Nullable NotifyCommand deleted,
    @Nullable NotifyCommand lowerPriority,
    @Nullable NotifyCommand any,
    Choices choices) {

  /** No commands. */
  public static final NotifyCommands NONE =
      new NotifyCommands(null, null, null, null, null, null, null);

  /** Commands without a choice of their own about mail and priorities. */
  public NotifyCommands(
      @Nullable NotifyCommand master,
      @Nullable NotifyCommand backup,
      @Nullable NotifyCommand fault,
      @Nullable NotifyCommand stop,
      @Nullable NotifyCommand deleted,
      @Nullable NotifyCommand lowerPriority,
      @Nullable NotifyCommand any) {
    this(master, backup, fault, stop, deleted, lowerPriority, any, Choices.UNSAID);
  }

  /**
   * The settings of an instance or a group for recipients other than its commands; null where the
   * general setting decides.
   *
   * @param mailed whether its transitions are mailed
   * @param priorityChanges whether changes of its priority, or of its members' priorities, are
   *     written to FIFOs
   */
  public record Choices(@Nullable Boolean mailed, @Nullable Boolean priorityChanges) {

    /** The general settings decide. */
    public static final Choices UNSAID = new Choices(null, null);
  }

  /** The commands that are configured. */
  public Stream<NotifyCommand> all() {
    return Stream.of(
            Optional.ofNullable(master),
            Optional.ofNullable(backup),
            Optional.ofNullable(fault),
            Optional.ofNullable(stop),
            Optional.ofNullable(deleted),
            Optional.ofNullable(lowerPriority),
            Optional.ofNullable(any))
        .flatMap(Optional::stream);
  }

  /** Returns a copy in which {@code change} was applied to each command. */
  public NotifyCommands map(UnaryOperator<NotifyCommand> change) {
    return new NotifyCommands(
        changed(master, change),
        changed(backup, change),
        changed(fault, change),
        changed(stop, change),
        changed(deleted, change),
        changed(lowerPriority, change),
        changed(any, change),
        choices);
  }

  private static @Nullable NotifyCommand changed(
      @Nullable NotifyCommand command, UnaryOperator<NotifyCommand> change) {
    return command == null ? null : change.apply(command);
  }
}
