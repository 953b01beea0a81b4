package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * The commands that belong to the way of an instance's addresses; null for none.
 *
 * @param beforeMaster run before the addresses are taken, which wait for its end
 * @param afterMaster run when they are up
 * @param beforeRelease run before an order to step down and the agent's end, which wait for its end
 * @param afterRelease run when the addresses are gone
 */
public record HooksConfig(
    String instance,
    @Nullable Awaited beforeMaster,
    @Nullable NotifyCommand afterMaster,
    @Nullable Awaited beforeRelease,
    @Nullable NotifyCommand afterRelease) {

  /**
   * A command that is waited for.
   *
   * @param limit of that wait; the command is stopped then
   */
  public record Awaited(NotifyCommand command, Duration limit) {}

  /** Those that there are. */
  public Stream<NotifyCommand> all() {
    return Stream.of(
            Optional.ofNullable(beforeMaster).map(Awaited::command),
            Optional.ofNullable(afterMaster),
            Optional.ofNullable(beforeRelease).map(Awaited::command),
            Optional.ofNullable(afterRelease))
        .flatMap(Optional::stream);
  }
}
