package org.holdfast.health.bfd.io;

import java.util.Map;

/**
 * What is known of a session at one moment. Plain values, so that any JSON writer takes them.
 *
 * @param state AdminDown, Down, Init or Up
 * @param forSeconds since the last transition
 * @param why the cause of the last transition, in words
 * @param diagnostic why this end was last not up, in RFC 5880's words
 * @param discriminator our number for it
 * @param intervalMillis between our packets as negotiated, before jitter
 * @param detectionMillis after which a silent neighbour counts as lost; 0 while it is not heard
 * @param ready whether its packets can leave and arrive, as far as the kernel has said
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
   * @param discriminator its number for the session; 0 while unknown
   */
  public record Remote(
      String state,
      String diagnostic,
      long discriminator,
      double minTxMillis,
      double minRxMillis,
      int multiplier) {}

  /**
   * Counted since the start.
   *
   * @param rejected by kind of defect, those of this session alone
   * @param timesUp how often the session has come up
   * @param timesDown how often it has ceased to be up
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
