package org.holdfast.vrrp;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands around the addition and removal of an instance's addresses; null for none.
 *
 * @param beforeMaster runs before the addresses are added, which wait for the command
 * @param afterMaster runs when the addresses are up
 * @param beforeRelease runs before a step-down and before the agent's end, which wait for the
 *     command
 * @param afterRelease runs when the addresses are removed
 */
public record HookCommands(
    @Nullable Awaited beforeMaster,
    @Nullable NotifyCommand afterMaster,
    @Nullable Awaited beforeRelease,
    @Nullable NotifyCommand afterRelease) {

  /** No commands. */
  public static final HookCommands NONE = new HookCommands(null, null, null, null);

  /**
   * A command for which the agent waits.
   *
   * @param limit the longest wait; then the command is stopped
   */
  public record Awaited(NotifyCommand command, Duration limit) {}

  /** All configured commands. */
  public Stream<NotifyCommand> all() {
    return Stream.of(
            Optional.ofNullable(beforeMaster).map(Awaited::command),
            Optional.ofNullable(afterMaster),
            Optional.ofNullable(beforeRelease).map(Awaited::command),
            Optional.ofNullable(afterRelease))
        .flatMap(Optional::stream);
  }
}
