package org.holdfast.vrrp.election;

import java.util.Set;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a virtual router stands. Timers are data here: the instants at which something is due. The
 * shell arms one timer for {@link #deadline()} and sends {@link Event.Tick}; a late, early or
 * doubled tick changes nothing that was not due.
 */
public sealed interface State {

  /** The next instant at which a tick has an effect, or {@link Times#NEVER}. */
  long deadline();

  /** Whether the addresses are ours to hold in this state. */
  boolean holdsAddresses();

  /** The name that keepalived's users know: INIT, BACKUP, MASTER, FAULT or STOP. */
  String label();

  /** Another router as its last advert showed it. */
  record Peer(IpAddress source, int priority, long intervalNanos, long heardAt) {}

  /** Waiting out the start-up delay: adverts are neither sent nor heeded. */
  record Starting(long until) implements State {
    @Override
    public long deadline() {
      return until;
    }

    @Override
    public boolean holdsAddresses() {
      return false;
    }

    @Override
    public String label() {
      return "INIT";
    }
  }

  /**
   * Watching a master (RFC 9568 section 6.4.2).
   *
   * @param watch who is watched, and when it counts as lost
   * @param preemptAt when a master of lower priority is no longer left alone; NEVER while that wait
   *     has not begun
   * @param servingUntil while the successor's announcements are still spreading: when to let go;
   *     else NEVER
   * @param standbyUntil until when no preemption happens, by the operator's wish; else NEVER
   * @param willing whether it would be master but for its sync group
   */
  record Backup(Watch watch, long preemptAt, long servingUntil, long standbyUntil, boolean willing)
      implements State {

    static Backup waiting(Router router, long now) {
      return new Backup(
          Watch.forAnybody(router, now), Times.NEVER, Times.NEVER, Times.NEVER, false);
    }

    Backup watching(Watch other) {
      return new Backup(other, preemptAt, servingUntil, standbyUntil, willing);
    }

    Backup servingUntil(long until) {
      return new Backup(watch, preemptAt, until, standbyUntil, willing);
    }

    Backup standbyUntil(long until) {
      return new Backup(watch, preemptAt, servingUntil, until, willing);
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
    public String label() {
      return "BACKUP";
    }
  }

  /**
   * The wait for a master's next advert.
   *
   * @param masterDownAt when the master counts as lost
   * @param since when this wait began: the last advert, or the start
   * @param intervalNanos the master's interval, learnt from its adverts in version 3
   * @param master who was heard last, if anybody was
   * @param resigned whether that master has said good-bye
   */
  record Watch(
      long masterDownAt, long since, long intervalNanos, @Nullable Peer master, boolean resigned) {

    static Watch forAnybody(Router router, long now) {
      long interval = router.intervalNanos();
      return new Watch(now + router.masterDownNanos(interval), now, interval, null, false);
    }

    /**
     * Version 3 takes the master's interval for its own (RFC 9568 section 6.4.2); version 2 demands
     * the same one.
     */
    static Watch over(Peer master, Router router) {
      long interval = master.intervalNanos();
      return new Watch(
          master.heardAt() + router.masterDownNanos(interval),
          master.heardAt(),
          interval,
          master,
          false);
    }

    Watch until(long newMasterDownAt) {
      return new Watch(newMasterDownAt, since, intervalNanos, master, resigned);
    }
  }

  /**
   * Serving and advertising (RFC 9568 section 6.4.3).
   *
   * @param nextAdvertAt moved only when an advert has really been sent
   * @param quietUntil until when no other router's advert is answered, so that a flood is not
   *     echoed
   * @param rival the last router of lower standing that advertised while we are master
   * @param yieldAt when another that claims priority 255 has insisted long enough; else NEVER
   */
  record Master(long nextAdvertAt, long quietUntil, @Nullable Peer rival, long yieldAt)
      implements State {

    static Master from(long nextAdvertAt, long now) {
      return new Master(nextAdvertAt, now, null, Times.NEVER);
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
    public String label() {
      return "MASTER";
    }
  }

  /**
   * Resigned by priority 0, and serving on until the successor serves.
   *
   * @param until when to let go
   * @param stopping whether the agent ends then; else a backup is made of it
   * @param standbyUntil as in {@link Backup}
   * @param successor who took over, once heard
   */
  record Leaving(long until, boolean stopping, long standbyUntil, @Nullable Peer successor)
      implements State {
    @Override
    public long deadline() {
      return until;
    }

    @Override
    public boolean holdsAddresses() {
      return true;
    }

    @Override
    public String label() {
      return "MASTER";
    }
  }

  /**
   * Out of the election until every reason has gone.
   *
   * @param reasons never empty
   * @param startingUntil the end of a start-up delay that may still be running
   */
  record Fault(Set<FaultReason> reasons, long startingUntil) implements State {

    public Fault {
      reasons = Set.copyOf(reasons);
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("a fault needs a reason");
      }
    }

    @Override
    public long deadline() {
      return Times.NEVER;
    }

    @Override
    public boolean holdsAddresses() {
      return false;
    }

    @Override
    public String label() {
      return "FAULT";
    }
  }

  /** The end. Nothing leads out of it. */
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
    public String label() {
      return "STOP";
    }
  }
}
