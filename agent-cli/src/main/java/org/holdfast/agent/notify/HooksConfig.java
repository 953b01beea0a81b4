package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that an instance's addresses wait for, and those that wait for them.
 *
 * @param beforeMaster run before the addresses are taken, which wait for its end
 * @param limit of that wait; the command is stopped then
 * @param afterRelease run when the addresses are gone
 */
public record HooksConfig(
    String instance,
    @Nullable List<String> beforeMaster,
    Duration limit,
    @Nullable List<String> afterRelease) {

  public HooksConfig {
    beforeMaster = beforeMaster == null ? null : List.copyOf(beforeMaster);
    afterRelease = afterRelease == null ? null : List.copyOf(afterRelease);
  }
}
