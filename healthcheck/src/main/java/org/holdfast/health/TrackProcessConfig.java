package org.holdfast.health;

import java.time.Duration;
import java.util.List;

/**
 * Processes that must run (keepalived's vrrp_track_process).
 *
 * @param program the name: {@code comm}, at most 15 characters, or with {@code fullCommand} the
 *     first argument of the command line
 * @param arguments compared with the command line's as {@code match} says
 * @param least fewer are not well
 * @param most more are not well
 * @param forkDelay how long more processes must have been there to count
 * @param terminateDelay how long they must have been gone
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
    /** Not at all: the name alone. */
    NAME,
    /** All of them, equal. */
    EXACT,
    /** The first ones are equal; the process may have more. */
    INITIAL,
    /** As {@code INITIAL}, and the last one may go on: keepalived's partial. */
    PARTIAL
  }
}
