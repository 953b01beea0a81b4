package org.holdfast.vrrp;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A track script.
 *
 * @param command the program and its arguments; no shell
 * @param interval between the starts of two runs
 * @param timeout after which a run has failed
 * @param rise successes in a row that make it well
 * @param fall failures in a row that make it not well
 * @param weight what an instance takes that names no weight of its own; see {@link Tracks}
 * @param initFail whether it counts as not well until its first success
 * @param user to run as; null for the agent's own
 * @param group to run as; null for the user's own
 */
public record ScriptConfig(
    String name,
    List<String> command,
    Duration interval,
    Duration timeout,
    int rise,
    int fall,
    int weight,
    boolean reverse,
    boolean initFail,
    @Nullable String user,
    @Nullable String group) {

  public ScriptConfig {
    command = List.copyOf(command);
  }
}
