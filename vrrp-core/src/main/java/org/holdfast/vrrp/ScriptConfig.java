package org.holdfast.vrrp;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A track script.
 *
 * @param command the program and its arguments; no shell is involved
 * @param interval time between the starts of two runs
 * @param timeout time after which a run counts as failed
 * @param rise successes in a row after which the script counts as well
 * @param fall failures in a row after which the script counts as failed
 * @param weight the weight for instances that set none of their own; see {@link Tracks}
 * @param initFail whether the script counts as failed until its first success
 * @param user the user to run as; null for the agent's own
 * @param group the group to run as; null for the user's own
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
