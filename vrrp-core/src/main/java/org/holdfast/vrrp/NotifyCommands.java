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
 */
public record NotifyCommands(
    @Nullable NotifyCommand master,
    @Nullable NotifyCommand backup,
    @Nullable NotifyCommand fault,
    @Nullable NotifyCommand stop,
    @Nullable NotifyCommand deleted,
    @Nullable NotifyCommand lowerPriority,
    @Nullable NotifyCommand any) {

  /** No commands. */
  public static final NotifyCommands NONE =
      new NotifyCommands(null, null, null, null, null, null, null);

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
        changed(any, change));
  }

  private static @Nullable NotifyCommand changed(
      @Nullable NotifyCommand command, UnaryOperator<NotifyCommand> change) {
    return command == null ? null : change.apply(command);
  }
}
