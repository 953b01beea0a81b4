package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.election.Times;

/**
 * The announcements of one instance, from its becoming master to its ceasing to be: a burst at
 * once, another after a delay, and refreshes. Owned by the kernel loop.
 *
 * <p>A router that is not master announces none of its virtual addresses, whatever asks for it: a
 * timer, a repair, a reload, or an order that comes late.
 *
 * <p>Differs from keepalived in two points. One more round follows when an old master has let go of
 * the addresses: while it lingered, it may have answered a host that asked. And bursts that other
 * routers' adverts ask for come ever less often while the asking goes on.
 */
final class Campaign {

  /** The shortest and the longest time from one burst that others asked for to the next. */
  private static final long SHORTEST_PAUSE_NANOS = 100_000_000L;

  private static final long LONGEST_PAUSE_NANOS = 4_000_000_000L;

  /** What is later than this may come after a stall. */
  private static final long LATE_NANOS = 20_000_000L;

  /** In which the election reads what its sockets hold. */
  private static final long RECOVERY_NANOS = 100_000_000L;

  private final Outlet outlet;
  private final Mastership mastership;
  private AnnouncementTiming timing;
  private long lingerNanos;
  private List<Place> places = List.of();
  private boolean underWay;
  private long generation;
  private long pauseNanos;
  private long pausedUntil;
  private long busyUntil = Times.NEVER;
  private boolean burstPlanned;
  private long secondBurstAt = Times.NEVER;
  private long sent;
  private long startedAt = Times.NEVER;
  private long firstSentAt = Times.NEVER;

  /** An address and the name of the link that it is on, whose MAC is looked up when it is told. */
  record Place(IpAddress address, String linkName) {}

  /** Where announcements go, and the time. All on one loop. */
  interface Outlet {

    long nanos();

    void after(long nanos, Runnable what);

    /** Whether it was sent. */
    boolean send(Place place);

    /**
     * Books the next free instant for an announcement. All campaigns of a link and family share
     * them.
     *
     * @param gapNanos the least time from one to the next
     */
    long book(Place place, long gapNanos);

    /** Gives up what was booked where that place is. */
    void unbook(Place place);
  }

  /** The places of addresses. */
  static List<Place> places(List<VirtualAddress> addresses) {
    return addresses.stream()
        .map(address -> new Place(address.address(), address.interfaceName()))
        .toList();
  }

  /**
   * Not under way yet.
   *
   * @param mastership is asked before each announcement
   */
  Campaign(AnnouncementTiming timing, Handover handover, Outlet outlet, Mastership mastership) {
    this.outlet = outlet;
    this.mastership = mastership;
    this.timing = timing;
    lingerNanos = lingerNanos(handover);
  }

  /** Until when an old master that yields to us may answer for the addresses, with a margin. */
  private static long lingerNanos(Handover handover) {
    return handover.linger().plus(handover.margin()).toNanos();
  }

  /** Announces these places now and as the timing says, until {@link #stop}. */
  void start(List<Place> newPlaces) {
    stop();
    underWay = true;
    startedAt = outlet.nanos();
    firstSentAt = Times.NEVER;
    places = List.copyOf(newPlaces);
    burst(timing.repeat());
    planned(lingerNanos, () -> burst(1));
    plan();
  }

  private void plan() {
    later(timing.delay(), () -> burst(timing.repeat()));
    if (!timing.refresh().isZero()) {
      later(timing.delay().plus(timing.refresh()), this::refresh);
    }
  }

  /**
   * Other terms from now on. Of a campaign that goes on, the new places are told at once, and all
   * of them by the schedule.
   */
  void follow(InstanceConfig config, List<Place> all, List<Place> added) {
    timing = config.announcements();
    lingerNanos = lingerNanos(config.election().handover());
    if (!underWay) {
      return;
    }
    stop();
    underWay = true;
    places = List.copyOf(all);
    for (int round = 0; round < timing.repeat(); round++) {
      added.forEach(this::announce);
    }
    plan();
  }

  /**
   * A router of lower standing may have announced the addresses too. The first burst goes out at
   * once. While such routers are heard again and again, the bursts come at ever longer pauses, and
   * the last of them comes after the last that was heard.
   */
  void again() {
    if (!underWay || timing.lowerPriorityRepeat() == 0 || burstPlanned) {
      return;
    }
    long now = outlet.nanos();
    long left = pausedUntil - now;
    if (pauseNanos == 0 || left <= 0) {
      boolean calm = pauseNanos == 0 || -left > LONGEST_PAUSE_NANOS;
      pauseNanos = calm ? SHORTEST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      burst(timing.lowerPriorityRepeat());
      pausedUntil = now + pauseNanos;
      if (busyUntil != Times.NEVER && busyUntil - pausedUntil > 0) {
        pausedUntil = busyUntil; // the least time between two announcements stretches the burst
      }
      planned(lingerNanos, () -> burst(1));
      planSecondBurst(now);
    } else {
      burstPlanned = true;
      planned(
          left,
          () -> {
            burstPlanned = false;
            again();
          });
    }
  }

  /** One is planned at a time: it covers all that was heard before it. */
  private void planSecondBurst(long now) {
    long delay = timing.lowerPriorityDelay().toNanos();
    if (delay == 0) {
      return;
    }
    boolean waiting = secondBurstAt != Times.NEVER;
    secondBurstAt = now + delay;
    if (!waiting) {
      planned(delay, this::secondBurst);
    }
  }

  private void secondBurst() {
    long left = secondBurstAt - outlet.nanos();
    if (left > 0) {
      planned(left, this::secondBurst);
    } else {
      secondBurstAt = Times.NEVER;
      burst(timing.lowerPriorityRepeat());
    }
  }

  /** One round of some of the places, such as one just put back. */
  void once(List<Place> some) {
    if (underWay) {
      some.forEach(this::announce);
    }
  }

  /** Where our own source address is, which is ours whether we are master or not. */
  void ownSource(Place source) {
    if (outlet.send(source)) {
      sent++;
    }
  }

  /** Nothing is announced any more, and nothing of what was planned is sent. */
  void stop() {
    underWay = false;
    generation++;
    places.forEach(outlet::unbook);
    places = List.of();
    busyUntil = Times.NEVER;
    pauseNanos = 0;
    burstPlanned = false;
    secondBurstAt = Times.NEVER;
  }

  long sent() {
    return sent;
  }

  /** When {@link #start} was called last; {@link Times#NEVER} for not yet. */
  long startedAt() {
    return startedAt;
  }

  /** When the first announcement since then was sent; {@link Times#NEVER} for not yet. */
  long firstSentAt() {
    return firstSentAt;
  }

  private void refresh() {
    burst(timing.refreshRepeat());
    later(timing.refresh(), this::refresh);
  }

  private void burst(int rounds) {
    for (int round = 0; round < rounds; round++) {
      places.forEach(this::announce);
    }
  }

  private void later(Duration delay, Runnable what) {
    if (!delay.isZero()) {
      planned(delay.toNanos(), what);
    }
  }

  /**
   * Runs unless the campaign has ended or begun anew by then. After a stall of the whole process it
   * waits a moment longer, in which the election hears what has come meanwhile: another router may
   * be master by now.
   */
  private void planned(long delayNanos, Runnable what) {
    long due = outlet.nanos() + delayNanos;
    inThisCampaign(
        delayNanos,
        () -> {
          if (outlet.nanos() - due > LATE_NANOS) {
            inThisCampaign(RECOVERY_NANOS, what);
          } else {
            what.run();
          }
        });
  }

  private void inThisCampaign(long delayNanos, Runnable what) {
    long planned = generation;
    outlet.after(
        delayNanos,
        () -> {
          if (planned == generation) {
            what.run();
          }
        });
  }

  private void announce(Place place) {
    var family = place.address().family();
    var gap = family == Family.IPV4 ? timing.arpInterval() : timing.naInterval();
    if (gap.isZero()) {
      sendNow(place);
      return;
    }
    long now = outlet.nanos();
    busyUntil = outlet.book(place, gap.toNanos());
    if (busyUntil - now <= 0) {
      sendNow(place);
    } else {
      planned(busyUntil - now, () -> sendNow(place));
    }
  }

  private void sendNow(Place place) {
    if (mastership.isHeld() && outlet.send(place)) {
      sent++;
      if (firstSentAt == Times.NEVER && startedAt != Times.NEVER) {
        firstSentAt = outlet.nanos();
      }
    }
  }
}
