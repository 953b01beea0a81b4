package org.holdfast.vrrp;

import java.time.Duration;

/**
 * The settings that decide which router is master.
 *
 * @param priority the base priority, 1 to 255; 255 marks the owner of the addresses, whose priority
 *     tracks never change
 * @param advertisementInterval time between our adverts: whole seconds from 1 to 255 in version 2,
 *     10 ms to 40.95 s in steps of 10 ms in version 3
 * @param preempt whether this router replaces a master of lower priority
 * @param preemptDelay how long this router waits before it replaces a master of lower priority;
 *     zero for no wait
 * @param downTimerAdverts how many adverts must be missed before a master counts as lost, 1 to 100
 * @param adverts how a master answers the adverts of other routers
 * @param rivalPriority the highest priority of the other routers, 1 to 254: a master that is late
 *     for its own advert by so much that such a router may have taken over becomes backup; 0: a
 *     late master stays master
 */
public record ElectionTerms(
    VrrpVersion version,
    int priority,
    Duration advertisementInterval,
    boolean preempt,
    Duration preemptDelay,
    int downTimerAdverts,
    AdvertPolicy adverts,
    Handover handover,
    int rivalPriority) {

  /** The priority of the router that owns the addresses (RFC 9568 section 5.2.4). */
  public static final int OWNER = 255;

  /** Creates terms under which a late master stays master. */
  public ElectionTerms(
      VrrpVersion version,
      int priority,
      Duration advertisementInterval,
      boolean preempt,
      Duration preemptDelay,
      int downTimerAdverts,
      AdvertPolicy adverts,
      Handover handover) {
    this(
        version,
        priority,
        advertisementInterval,
        preempt,
        preemptDelay,
        downTimerAdverts,
        adverts,
        handover,
        0);
  }

  public ElectionTerms {
    if (rivalPriority < 0 || rivalPriority >= OWNER) {
      throw new IllegalArgumentException(
          "rival priority: " + rivalPriority + " (expected: 0..254)");
    }
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
   * How an old master releases its addresses. Differs: the RFC releases them at once, so that no
   * router has them until the successor's skew time has passed; here the old master serves until
   * the successor has announced them.
   *
   * @param enabled false for strict behaviour according to the RFC
   * @param linger how long the addresses stay after the successor has announced them, so that every
   *     host has learnt the new owner before the release
   * @param margin how long the old master waits for its successor: for the announcement after the
   *     successor's first advert, and for that advert after the longest skew time of a successor
   * @param readiness how much longer the old master waits for the announcement, because the
   *     successor first waits for what is behind the addresses; zero if it waits for nothing
   */
  public record Handover(boolean enabled, Duration linger, Duration margin, Duration readiness) {

    /**
     * How long the addresses of a new master wait for what is behind them, such as the IPVS table:
     * a service without its table is better than no service.
     */
    public static final Duration READINESS = Duration.ofSeconds(1);

    /** Creates a handover to a successor that waits for nothing. */
    public Handover(boolean enabled, Duration linger, Duration margin) {
      this(enabled, linger, margin, Duration.ZERO);
    }

    /**
     * Returns how long the old master waits for the announcement after its successor's first
     * advert.
     */
    public Duration announcementWait() {
      return margin.plus(readiness);
    }

    /**
     * Returns the longest time for which an old master keeps its addresses after its successor's
     * first advert, regardless of whether it hears the announcement.
     */
    public Duration longestLinger() {
      return linger.compareTo(announcementWait()) > 0 ? linger : announcementWait();
    }
  }

  /**
   * How a master answers the adverts of other routers.
   *
   * @param answerLowerPriority whether a master answers an advert of lower priority with one of its
   *     own at once (RFC 9568); RFC 5798 does not answer
   * @param advertBeforeYielding whether a master sends one last advert before it yields to a better
   *     router
   * @param ownerIgnoresAdverts whether an owner drops every advert
   */
  public record AdvertPolicy(
      boolean answerLowerPriority, boolean advertBeforeYielding, boolean ownerIgnoresAdverts) {}
}
