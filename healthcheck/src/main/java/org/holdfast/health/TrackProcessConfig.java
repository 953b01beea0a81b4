package org.holdfast.health;

import java.time.Duration;
import java.util.List;

/**
 * Processes that must run (keepalived's vrrp_track_process).
 *
 * @param program the name: {@code comm}, at most 15 characters, or with {@code fullCommand} the
 *     first argument of the command line
 * @param arguments compared with those of the command line by {@code match}
 * @param least the least number of processes
 * @param most the greatest number of processes
 * @param forkDelay how long a higher count must last before it is believed
 * @param terminateDelay how long a lower count must last before it is believed
 */
public record TrackProcessConfig(
    String name,
    String program,
    List<String> arguments,
    Match match,
    boolean fullCommand,
    int least,
    int most,
    Duration forkDelay,
    Duration terminateDelay) {

  public TrackProcessConfig {
    arguments = List.copyOf(arguments);
  }

  /** How arguments are compared (keepalived's param_match). */
  public enum Match {
    /** Only the name is compared. */
    NAME,
    /** All arguments must be equal. */
    EXACT,
    /** The first arguments must be equal; the process may have more. */
    INITIAL,
    /** Like {@code INITIAL}, and the last argument may be a prefix: keepalived's partial. */
    PARTIAL
  }
}
