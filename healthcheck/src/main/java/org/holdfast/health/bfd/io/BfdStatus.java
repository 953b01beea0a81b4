package org.holdfast.health.bfd.io;

import java.util.Map;

/**
 * A snapshot of a session. Plain values, so that any JSON writer can write them.
 *
 * @param state AdminDown, Down, Init or Up
 * @param forSeconds time since the last transition
 * @param why the cause of the last transition, in words
 * @param diagnostic why this end was last not up, in RFC 5880's words
 * @param discriminator our discriminator for the session
 * @param intervalMillis the negotiated interval between our packets, before jitter
 * @param detectionMillis time after which a silent neighbour counts as lost; 0 while no packets
 *     arrive from it
 * @param ready whether packets can be sent and received, as far as the kernel has reported
 */
public record BfdStatus(
    String name,
    String neighbour,
    boolean multihop,
    String state,
    double forSeconds,
    String why,
    String diagnostic,
    long discriminator,
    double intervalMillis,
    double detectionMillis,
    boolean ready,
    Remote remote,
    Packets packets) {

  /**
   * The other end as its last packet showed it.
   *
   * @param discriminator its discriminator for the session; 0 while unknown
   */
  public record Remote(
      String state,
      String diagnostic,
      long discriminator,
      double minTxMillis,
      double minRxMillis,
      int multiplier) {}

  /**
   * Counts since the start.
   *
   * @param rejected by kind of defect, for this session only
   * @param timesUp how often the session came up
   * @param timesDown how often the session stopped being up
   */
  public record Packets(
      long sent,
      long sendFailures,
      long received,
      Map<String, Long> rejected,
      long timesUp,
      long timesDown) {
    public Packets {
      rejected = Map.copyOf(rejected);
    }
  }
}
