package org.holdfast.vrrp.election;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The state of a virtual router. Timers are data here: the instants at which something is due. The
 * shell arms one timer for {@link #deadline()} and sends {@link Event.Tick}; a late, early or
 * doubled tick changes nothing that was not due.
 *
 * <p>Several states have a {@code standbyUntil}: until this instant no master of lower priority is
 * replaced, at the operator's request; {@link Times#NEVER} without such a request.
 */
public sealed interface State {

  /** The next instant at which a tick has an effect, or {@link Times#NEVER}. */
  long deadline();

  /** Whether this router may hold the addresses in this state. */
  boolean holdsAddresses();

  /** The state that is reported. */
  VrrpState label();

  /** Another router as its last advert showed it. */
  record Peer(IpAddress source, int priority, long intervalNanos, long heardAt) {

    private static final int TOLERATED_INTERVALS = 3;

    static Peer of(Event.Heard heard, long now) {
      return new Peer(heard.source(), heard.priority(), heard.intervalNanos(), now);
    }

    /**
     * Whether the router was heard within three of its intervals, so that it still counts as alive.
     */
    public boolean isAlive(long now) {
      return priority > 0 && now - heardAt <= TOLERATED_INTERVALS * intervalNanos;
    }
  }

  /**
   * Waiting for the end of the start-up delay: adverts are neither sent nor processed.
   *
   * @param servingUntil when to release the addresses of an earlier life, while its successor has
   *     not announced them or the announcements are still spreading; otherwise NEVER
   */
  record Starting(long until, long servingUntil, long standbyUntil) implements State {

    /** Creates the state of a router that does not serve. */
    public Starting(long until, long standbyUntil) {
      this(until, Times.NEVER, standbyUntil);
    }

    Starting servingUntil(long newServingUntil) {
      return new Starting(until, newServingUntil, standbyUntil);
    }

    Starting standingByUntil(long newStandbyUntil) {
      return new Starting(until, servingUntil, newStandbyUntil);
    }

    /** The successor has announced the addresses: they stay until that instant at most. */
    Starting announced(long newUntil) {
      return holdsAddresses() ? servingUntil(Times.earlier(servingUntil, newUntil)) : this;
    }

    @Override
    public long deadline() {
      return Times.earlier(until, servingUntil);
    }

    @Override
    public boolean holdsAddresses() {
      return servingUntil != Times.NEVER;
    }

    @Override
    public VrrpState label() {
      return VrrpState.INIT;
    }
  }

  /**
   * Watching a master (RFC 9568 section 6.4.2).
   *
   * @param watch the watched master, and when it counts as lost
   * @param preemptAt when the wait before preempting a master of lower priority ends; NEVER while
   *     that wait has not begun
   * @param servingUntil when to release the addresses, while the successor has not announced them
   *     or its announcements are still spreading; otherwise NEVER
   * @param willing whether only the sync group keeps this router from being master
   */
  record Backup(Watch watch, long preemptAt, long servingUntil, long standbyUntil, boolean willing)
      implements State {

    static Backup waiting(Watch watch, long standbyUntil) {
      return new Backup(watch, Times.NEVER, Times.NEVER, standbyUntil, false);
    }

    Backup watching(Watch other) {
      return new Backup(other, preemptAt, servingUntil, standbyUntil, willing);
    }

    /** There is a master that is not to be replaced. */
    Backup heeding(Watch master, long newPreemptAt) {
      return new Backup(master, newPreemptAt, servingUntil, standbyUntil, false);
    }

    Backup servingUntil(long until) {
      return new Backup(watch, preemptAt, until, standbyUntil, willing);
    }

    /** The successor has announced the addresses: they stay until that instant at most. */
    Backup announced(long until) {
      return holdsAddresses() ? servingUntil(Times.earlier(servingUntil, until)) : this;
    }

    Backup standingByUntil(long until) {
      return new Backup(watch, preemptAt, servingUntil, until, willing);
    }

    /** keepalived's wait for the rest of a group: an interval and the shortest skew time. */
    Backup willing(Router router, long now) {
      long interval = watch.intervalNanos();
      long askAgainAt = now + interval + router.skewNanos(interval, 255);
      return new Backup(watch.until(askAgainAt), preemptAt, servingUntil, standbyUntil, true);
    }

    @Override
    public long deadline() {
      return Times.earlier(watch.masterDownAt(), servingUntil);
    }

    @Override
    public boolean holdsAddresses() {
      return servingUntil != Times.NEVER;
    }

    @Override
    public VrrpState label() {
      return VrrpState.BACKUP;
    }
  }

  /**
   * The wait for a master's next advert.
   *
   * @param masterDownAt when the master counts as lost
   * @param since when this wait began: at the last advert, or at the start
   * @param intervalNanos the master's interval, learnt from its adverts in version 3
   * @param master the router that was heard last; null when none was
   * @param standing what is known about that master besides its silence
   * @param lower the router of lower priority that was heard last in this wait and will be replaced
   *     at its end; null when none was
   */
  record Watch(
      long masterDownAt,
      long since,
      long intervalNanos,
      @Nullable Peer master,
      Standing standing,
      @Nullable Peer lower) {

    /** What is known about a watched master. */
    public enum Standing {
      /** Its next advert is expected. */
      EXPECTED,
      /** It resigned with priority 0. */
      RESIGNED,
      /** Another protocol found it dead or unreachable. */
      UNREACHABLE
    }

    static Watch forAnybody(Router router, long now) {
      long interval = router.intervalNanos();
      return new Watch(
          now + router.masterDownNanos(interval), now, interval, null, Standing.EXPECTED, null);
    }

    static Watch over(Event.Heard master, Router router, long now) {
      long interval = router.learnt(master.intervalNanos());
      long masterDownAt = now + router.masterDownNanos(interval);
      return new Watch(masterDownAt, now, interval, Peer.of(master, now), Standing.EXPECTED, null);
    }

    /**
     * A router of lower priority has advertised; the wait continues and ends with its replacement.
     */
    Watch discarding(Peer lowerMaster) {
      return new Watch(masterDownAt, since, intervalNanos, master, standing, lowerMaster);
    }

    /** A wait that began at {@code instant}, for a master with the given interval. */
    Watch reckonedFrom(long instant, long newIntervalNanos, Router router) {
      return new Watch(
          instant + router.masterDownNanos(newIntervalNanos),
          since,
          newIntervalNanos,
          master,
          standing,
          lower);
    }

    Watch until(long newMasterDownAt) {
      return new Watch(newMasterDownAt, since, intervalNanos, master, standing, lower);
    }

    Watch afterResignation(Event.Heard heard, long skewOver, long now) {
      long sooner = Times.earlier(masterDownAt, skewOver);
      return new Watch(sooner, now, intervalNanos, Peer.of(heard, now), Standing.RESIGNED, null);
    }

    /** The master is lost at once, regardless of the wait. */
    Watch unreachable(long now) {
      return new Watch(now, since, intervalNanos, master, Standing.UNREACHABLE, lower);
    }

    /**
     * The router that was heard last, whether it is the watched master or will be replaced; null
     * when none was.
     */
    public @Nullable Peer lastHeard() {
      return lower == null || (master != null && master.heardAt() - lower.heardAt() > 0)
          ? master
          : lower;
    }

    boolean resigned() {
      return standing == Standing.RESIGNED;
    }
  }

  /**
   * Serving and advertising (RFC 9568 section 6.4.3).
   *
   * @param nextAdvertAt changes only when an advert has really been sent
   * @param quietUntil until then no other router's advert is answered, so that a flood is not
   *     echoed
   * @param goodbyesQuietUntil until then a resignation is not answered at once but by the next
   *     advert, which is brought forward to this instant
   * @param rival the last router of lower standing that advertised while we are master
   * @param yieldAt when another router that claims priority 255 has insisted long enough; otherwise
   *     NEVER
   */
  record Master(
      long nextAdvertAt,
      long quietUntil,
      long goodbyesQuietUntil,
      @Nullable Peer rival,
      long yieldAt)
      implements State {

    static Master beginning(Router router, long now) {
      return new Master(now + router.intervalNanos(), now, now, null, Times.NEVER);
    }

    Master advertisingAt(long next) {
      return new Master(next, quietUntil, goodbyesQuietUntil, rival, yieldAt);
    }

    Master quietUntil(long until) {
      return new Master(nextAdvertAt, until, goodbyesQuietUntil, rival, yieldAt);
    }

    Master goodbyesQuietUntil(long until) {
      return new Master(nextAdvertAt, quietUntil, until, rival, yieldAt);
    }

    Master facing(Peer newRival, long newYieldAt) {
      return new Master(nextAdvertAt, quietUntil, goodbyesQuietUntil, newRival, newYieldAt);
    }

    @Override
    public long deadline() {
      return nextAdvertAt;
    }

    @Override
    public boolean holdsAddresses() {
      return true;
    }

    @Override
    public VrrpState label() {
      return VrrpState.MASTER;
    }
  }

  /**
   * Resigned with priority 0, and serving until the successor serves.
   *
   * @param until when to release the addresses, or to become master again
   * @param stopping whether the agent ends then
   * @param successor the router that took over, once it was heard; set only while stopping, because
   *     the state otherwise becomes Backup
   */
  record Leaving(long until, boolean stopping, long standbyUntil, @Nullable Peer successor)
      implements State {

    Leaving standingByUntil(long newStandbyUntil) {
      return new Leaving(until, stopping, newStandbyUntil, successor);
    }

    /**
     * The successor, if one was heard, has announced the addresses: they stay until then at most.
     */
    Leaving announced(long newUntil) {
      return successor == null
          ? this
          : new Leaving(Times.earlier(until, newUntil), stopping, standbyUntil, successor);
    }

    @Override
    public long deadline() {
      return until;
    }

    @Override
    public boolean holdsAddresses() {
      return true;
    }

    @Override
    public VrrpState label() {
      return VrrpState.MASTER;
    }
  }

  /**
   * Out of the election until every reason has gone.
   *
   * @param reasons in the order in which they were raised, never empty
   * @param startingUntil the end of a start-up delay that may still be running; NEVER for none
   * @param servingUntil as in {@link Starting}; NEVER if something has failed, whatever is given
   */
  record Fault(Set<FaultReason> reasons, long startingUntil, long servingUntil, long standbyUntil)
      implements State {

    public Fault {
      reasons = Collections.unmodifiableSet(new LinkedHashSet<>(reasons));
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("a fault needs a reason");
      }
      if (!areWaits(reasons)) {
        servingUntil = Times.NEVER;
      }
    }

    /** Creates the state of a router that does not serve. */
    public Fault(Set<FaultReason> reasons, long startingUntil, long standbyUntil) {
      this(reasons, startingUntil, Times.NEVER, standbyUntil);
    }

    private static boolean areWaits(Set<FaultReason> reasons) {
      return reasons.stream().allMatch(FaultReason::isWait);
    }

    static Fault of(FaultReason reason, long startingUntil, long standbyUntil) {
      return new Fault(Set.of(reason), startingUntil, standbyUntil);
    }

    Fault with(FaultReason reason) {
      var all = new LinkedHashSet<>(reasons);
      all.add(reason);
      return new Fault(all, startingUntil, servingUntil, standbyUntil);
    }

    /** Returns the state with these reasons, which are left of the present ones. */
    Fault because(Set<FaultReason> remaining) {
      return new Fault(remaining, startingUntil, servingUntil, standbyUntil);
    }

    Fault standingByUntil(long until) {
      return new Fault(reasons, startingUntil, servingUntil, until);
    }

    Fault servingUntil(long until) {
      return new Fault(reasons, startingUntil, until, standbyUntil);
    }

    /** The successor has announced the addresses: they stay until that instant at most. */
    Fault announced(long until) {
      return holdsAddresses() ? servingUntil(Times.earlier(servingUntil, until)) : this;
    }

    /** Whether nothing has failed and the router only waits for first results. */
    public boolean isWaiting() {
      return areWaits(reasons);
    }

    /** The first reason that is a failure; without one, the first wait. */
    FaultReason gravest() {
      return reasons.stream()
          .filter(reason -> !reason.isWait())
          .findFirst()
          .orElseGet(() -> reasons.iterator().next());
    }

    @Override
    public long deadline() {
      return servingUntil;
    }

    @Override
    public boolean holdsAddresses() {
      return servingUntil != Times.NEVER;
    }

    @Override
    public VrrpState label() {
      return isWaiting() ? VrrpState.INIT : VrrpState.FAULT;
    }
  }

  /** The final state; nothing leads out of it. */
  record Stopped() implements State {
    @Override
    public long deadline() {
      return Times.NEVER;
    }

    @Override
    public boolean holdsAddresses() {
      return false;
    }

    @Override
    public VrrpState label() {
      return VrrpState.STOP;
    }
  }
}
