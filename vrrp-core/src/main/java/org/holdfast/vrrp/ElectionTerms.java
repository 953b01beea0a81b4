package org.holdfast.vrrp;

import java.time.Duration;

/**
 * What decides who is master.
 *
 * @param priority the base, 1 to 255; 255 is the owner of the addresses, which tracks never move
 * @param advertisementInterval between our adverts: version 2 whole seconds from 1 to 255, version
 *     3 from 10 ms to 40.95 s in steps of 10 ms
 * @param preempt whether a master of lower priority is replaced
 * @param preemptDelay how long a master of lower priority is left alone first; zero for not at all
 * @param downTimerAdverts how many adverts must be missed before a master counts as lost, 1 to 100
 * @param answerLowerPriority whether a master answers a lower advert with one of its own at once
 *     (RFC 9568); not answering is RFC 5798's way
 * @param advertBeforeYielding whether a master that sees a better one sends one last advert
 * @param ownerIgnoresAdverts whether an owner drops every advert
 */
public record ElectionTerms(
    VrrpVersion version,
    int priority,
    Duration advertisementInterval,
    boolean preempt,
    Duration preemptDelay,
    int downTimerAdverts,
    boolean answerLowerPriority,
    boolean advertBeforeYielding,
    boolean ownerIgnoresAdverts,
    Handover handover) {

  /** The priority of the router that owns the addresses (RFC 9568 section 5.2.4). */
  public static final int OWNER = 255;

  public ElectionTerms {
    if (priority < 1 || priority > OWNER) {
      throw new IllegalArgumentException("priority: " + priority + " (expected: 1..255)");
    }
    if (downTimerAdverts < 1 || downTimerAdverts > 100) {
      throw new IllegalArgumentException(
          "down-timer-adverts: " + downTimerAdverts + " (expected: 1..100)");
    }
  }

  /** Whether the base priority is that of the addresses' owner. */
  public boolean isOwner() {
    return priority == OWNER;
  }

  /**
   * How an old master lets go. Differs from the RFC, which lets go at once and leaves the addresses
   * to nobody until the successor's skew time has passed: here the old master serves on until the
   * successor is heard.
   *
   * @param enabled false for the strict RFC
   * @param linger how long the addresses stay after the successor's first advert, so that its ARP
   *     announcement comes before our letting go
   * @param margin what is added to the successor's longest skew time before we let go unheard
   */
  public record Handover(boolean enabled, Duration linger, Duration margin) {}
}
