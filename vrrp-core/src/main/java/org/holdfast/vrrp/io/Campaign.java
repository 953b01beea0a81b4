package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.election.Times;

/**
 * The announcements of one instance while it is master: a burst at once, another after a delay, and
 * refreshes. Owned by the kernel loop.
 *
 * <p>One turn of the loop makes at most {@link #AT_ONE_TURN} announcements; the others follow in
 * the next turns, so that those of thousands of addresses do not delay another instance's takeover.
 * New addresses are announced for the first time before any other announcement is repeated. A burst
 * that begins before the last one has ended continues that one: each address is announced as often
 * as either of the two demands.
 *
 * <p>A router that is not master announces none of its virtual addresses, whether a timer, a
 * repair, a reload or a late request asks for it.
 *
 * <p>Differs: keepalived sends no further round once the old master has removed the addresses. We
 * do, because the old master may have answered a host's ARP request until then. Also, bursts caused
 * by other routers' adverts become less frequent here while such adverts continue.
 */
final class Campaign {

  /** Announcements made in one turn of the loop, which takes a few milliseconds. */
  static final int AT_ONE_TURN = 256;

  /** The shortest and the longest time between two bursts that other routers' adverts cause. */
  private static final long SHORTEST_PAUSE_NANOS = 100_000_000L;

  private static final long LONGEST_PAUSE_NANOS = 4_000_000_000L;

  /** Time that an old master needs to remove its addresses after its linger or margin has ended. */
  private static final long REMOVAL_NANOS = 100_000_000L;

  /** Lateness of a task that suggests a stall of the process. */
  private static final long LATE_NANOS = 20_000_000L;

  /** Time that the election needs after a stall to read the packets waiting in its sockets. */
  private static final long RECOVERY_NANOS = 100_000_000L;

  /** Pauses between two looks whether the kernel delivers packets to a new address. */
  private static final long FIRST_LOOK_NANOS = 1_000_000L;

  private static final long LONGEST_LOOK_NANOS = 20_000_000L;

  /** Time after which an address is announced although the kernel delivers no packets to it. */
  private static final long DELIVERY_NANOS = 3_000_000_000L;

  private final Outlet outlet;
  private final Mastership mastership;
  private AnnouncementTiming timing;
  private Handover handover;
  private final List<AnnouncedAddress> places = new ArrayList<>();
  private final Set<AnnouncedAddress> undelivered = new HashSet<>();

  /** What the next turns announce: new addresses before repeats. */
  private final Deque<Debut> debuts = new ArrayDeque<>();

  private final Deque<Repeats> repeats = new ArrayDeque<>();

  /** When the next turn is due; {@link Times#NEVER} if none is planned. */
  private long turnAt = Times.NEVER;

  /** Until when nothing is repeated after a stall; {@link Times#NEVER} if there was none. */
  private long quietUntil = Times.NEVER;

  private boolean underWay;
  private boolean complete;
  private long generation;
  private long pauseNanos;
  private long pausedUntil;
  private long busyUntil = Times.NEVER;
  private boolean burstPlanned;
  private long secondBurstAt = Times.NEVER;
  private long sent;
  private long startedAt = Times.NEVER;
  private long firstSentAt = Times.NEVER;

  /** An address and the name of its link; the link's MAC is looked up at each announcement. */
  record AnnouncedAddress(IpAddress address, String linkName) {}

  /** Sends announcements and schedules tasks. All methods are called on the kernel loop. */
  interface Outlet {

    long nanos();

    void after(long nanos, Runnable what);

    /**
     * Sends one announcement.
     *
     * @return whether it was sent
     */
    boolean send(AnnouncedAddress place);

    /**
     * Returns whether the kernel delivers packets for this address to this host. It may begin to do
     * so some time after the address was added.
     */
    boolean isDelivered(AnnouncedAddress place);

    /**
     * Reserves the next free instant for an announcement. All campaigns of a link and family share
     * the instants, and so do the links of an {@link org.holdfast.vrrp.AnnouncementGroup}.
     *
     * @param timing has the least time between two announcements, unless the link's group has it
     * @return the instant; the present one if no least time is set
     */
    long book(AnnouncedAddress place, AnnouncementTiming timing);

    /** Releases the instants reserved on that link for that family. */
    void unbook(AnnouncedAddress place);
  }

  /** Returns addresses with the names of their links. */
  static List<AnnouncedAddress> places(List<VirtualAddress> addresses) {
    return addresses.stream()
        .map(address -> new AnnouncedAddress(address.address(), address.interfaceName()))
        .toList();
  }

  /** Returns a campaign that announces nothing at all. */
  static Campaign silent() {
    return new Campaign(
        AnnouncementTiming.DEFAULT,
        new Handover(false, Duration.ZERO, Duration.ZERO),
        new NoOutlet(),
        new Mastership());
  }

  /** Sends nothing and plans nothing. */
  private static final class NoOutlet implements Outlet {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void after(long nanos, Runnable what) {}

    @Override
    public boolean send(AnnouncedAddress place) {
      return false;
    }

    @Override
    public boolean isDelivered(AnnouncedAddress place) {
      return true;
    }

    @Override
    public long book(AnnouncedAddress place, AnnouncementTiming timing) {
      return 0;
    }

    @Override
    public void unbook(AnnouncedAddress place) {}
  }

  /**
   * Creates a campaign that announces nothing before {@link #start}.
   *
   * @param mastership queried before each announcement for whether the instance is master
   */
  Campaign(AnnouncementTiming timing, Handover handover, Outlet outlet, Mastership mastership) {
    this.outlet = outlet;
    this.mastership = mastership;
    this.timing = timing;
    this.handover = handover;
  }

  /** Announces these addresses now and on the configured schedule until {@link #stop}. */
  void start(List<AnnouncedAddress> newPlaces) {
    begin();
    extend(newPlaces);
    complete();
  }

  /** Begins without an address; {@link #extend} adds the addresses. */
  void begin() {
    stop();
    underWay = true;
    startedAt = Times.NEVER;
    firstSentAt = Times.NEVER;
  }

  /** Announces further addresses of a campaign that has begun. */
  void extend(List<AnnouncedAddress> added) {
    if (underWay) {
      startedAt = startedAt == Times.NEVER ? outlet.nanos() : startedAt;
      places.addAll(added);
      announceNew(added, timing.repeat());
    }
  }

  /** Plans the later announcements, after the last call of {@link #extend}. */
  void complete() {
    if (underWay && !complete) {
      complete = true;
      correctLater();
      plan();
      takeTurn(outlet.nanos());
    }
  }

  /**
   * Plans a round after the old master has removed the addresses, because it may have answered ARP
   * requests until then. An old master that received our announcements has lingered since then; one
   * that did not has waited for them until the end of its margin, or longer if the addresses of a
   * new master may wait for the services behind them.
   */
  private void correctLater() {
    long lingerNanos = handover.linger().toNanos();
    long waitNanos = handover.announcementWait().toNanos();
    planned(lingerNanos + Math.min(waitNanos, REMOVAL_NANOS), () -> burst(1));
    if (waitNanos > REMOVAL_NANOS) {
      planned(lingerNanos + waitNanos, () -> burst(1));
    }
  }

  private void plan() {
    later(timing.delay(), () -> burst(timing.repeat()));
    if (!timing.refresh().isZero()) {
      later(timing.delay().plus(timing.refresh()), this::refresh);
    }
  }

  /**
   * Follows a new configuration. If the instance is master, its new addresses are announced at
   * once, and all addresses on the new schedule.
   *
   * @param all all addresses of the new configuration
   * @param added the new ones among them
   */
  void follow(InstanceConfig config, List<AnnouncedAddress> all, List<AnnouncedAddress> added) {
    timing = config.announcements();
    handover = config.election().handover();
    if (!underWay) {
      return;
    }
    boolean wasComplete = complete;
    stop();
    underWay = true;
    complete = wasComplete;
    places.addAll(all);
    announceNew(added, timing.repeat());
    if (complete) {
      plan();
    }
  }

  /**
   * Announces again, because a router of lower priority may have announced the addresses too. The
   * first burst is sent at once. While such adverts continue, the pauses between the bursts grow,
   * and the last burst follows the last advert.
   */
  void again() {
    if (!underWay || timing.lowerPriorityRepeat() == 0 || burstPlanned) {
      return;
    }
    long now = outlet.nanos();
    long left = pauseEnd() - now;
    if (pauseNanos == 0 || left <= 0) {
      boolean calm = pauseNanos == 0 || -left > LONGEST_PAUSE_NANOS;
      pauseNanos = calm ? SHORTEST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      burst(timing.lowerPriorityRepeat());
      pausedUntil = now + pauseNanos;
      correctLater();
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

  /** The least time between two announcements may stretch a burst beyond the pause behind it. */
  private long pauseEnd() {
    return busyUntil != Times.NEVER && busyUntil - pausedUntil > 0 ? busyUntil : pausedUntil;
  }

  /**
   * Plans the second burst unless one is planned already: that one follows all adverts before it.
   */
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

  /** Announces some addresses once, for example one that was just restored. */
  void once(List<AnnouncedAddress> some) {
    if (underWay) {
      announceNew(some, 1);
    }
  }

  /** Announces our own source address, whether or not the instance is master. */
  void ownSource(AnnouncedAddress source) {
    if (outlet.send(source)) {
      sent++;
    }
  }

  /** Ends the announcements; planned ones are not sent. */
  void stop() {
    underWay = false;
    complete = false;
    generation++;
    places.forEach(outlet::unbook);
    places.clear();
    undelivered.clear();
    debuts.clear();
    repeats.clear();
    turnAt = Times.NEVER;
    quietUntil = Times.NEVER;
    busyUntil = Times.NEVER;
    pauseNanos = 0;
    burstPlanned = false;
    secondBurstAt = Times.NEVER;
  }

  /** Returns the number of announcements sent, since the start of the agent. */
  long sent() {
    return sent;
  }

  /**
   * Returns the instant at which the first address of the last campaign was passed to it; {@link
   * Times#NEVER} before.
   */
  long startedAt() {
    return startedAt;
  }

  /**
   * Returns the instant of the first announcement after the last {@link #start}; {@link
   * Times#NEVER} before it.
   */
  long firstSentAt() {
    return firstSentAt;
  }

  private void refresh() {
    burst(timing.refreshRepeat());
    later(timing.refresh(), this::refresh);
  }

  /**
   * Announces addresses that were just added, each as soon as the kernel delivers packets to it: a
   * host that heard the announcement earlier would send packets that are lost.
   */
  private void announceNew(List<AnnouncedAddress> added, int rounds) {
    debuts.add(new Debut(added, rounds, FIRST_LOOK_NANOS, outlet.nanos() + DELIVERY_NANOS));
    takeTurn(outlet.nanos());
  }

  private void burst(int rounds) {
    var all = repeats.stream().filter(some -> some.ofAll).findFirst().orElse(null);
    if (all == null) {
      all = new Repeats(places, true, 0);
      repeats.add(all);
    }
    all.left = Math.max(all.left, (long) rounds * places.size());
    takeTurn(outlet.nanos());
  }

  /** Addresses that are announced for the first time, in this order, once they are delivered to. */
  private final class Debut {
    private final List<AnnouncedAddress> added;
    private final int rounds;
    private final long pauseNanos;
    private final long until;
    private final List<AnnouncedAddress> delivered = new ArrayList<>();
    private final List<AnnouncedAddress> waiting = new ArrayList<>();
    private int next;

    /**
     * @param rounds how often each is announced
     * @param pauseNanos the time after which those that are not delivered to are looked at again
     * @param until when they are announced nevertheless
     */
    Debut(List<AnnouncedAddress> added, int rounds, long pauseNanos, long until) {
      this.added = added;
      this.rounds = rounds;
      this.pauseNanos = pauseNanos;
      this.until = until;
      undelivered.addAll(added); // a burst in the meantime leaves them out
    }

    /** Looks at the next address; returns whether it was the last one. */
    boolean step() {
      if (next < added.size()) {
        var place = added.get(next++);
        if (outlet.nanos() - until >= 0 || outlet.isDelivered(place)) {
          undelivered.remove(place);
          announce(place);
          delivered.add(place);
        } else {
          waiting.add(place);
        }
      }
      return next == added.size();
    }

    void end() {
      if (rounds > 1 && !delivered.isEmpty()) {
        repeats.add(new Repeats(delivered, false, (rounds - 1L) * delivered.size()));
      }
      if (!waiting.isEmpty()) {
        long nextPause = Math.min(2 * pauseNanos, LONGEST_LOOK_NANOS);
        planned(
            pauseNanos,
            () -> {
              debuts.add(new Debut(waiting, rounds, nextPause, until));
              takeTurn(outlet.nanos());
            });
      }
    }
  }

  /** Addresses that are announced one after the other, and again from the first one on. */
  private static final class Repeats {
    private final List<AnnouncedAddress> of;

    /** Whether they are all addresses of the campaign. */
    private final boolean ofAll;

    private int next;

    /** The announcements that are left. */
    private long left;

    Repeats(List<AnnouncedAddress> of, boolean ofAll, long left) {
      this.of = of;
      this.ofAll = ofAll;
      this.left = left;
    }

    AnnouncedAddress next() {
      next = next < of.size() ? next : 0;
      left--;
      return of.get(next++);
    }
  }

  /**
   * Makes the next announcements, unless a turn is planned that will do so soon enough.
   *
   * @param due when this turn was due. If it is late, only new addresses are announced: repeats
   *     wait as in {@link #planned(long, Runnable)}
   */
  private void takeTurn(long due) {
    long now = outlet.nanos();
    boolean planned = turnAt != Times.NEVER;
    if (planned && (debuts.isEmpty() || turnAt - now <= 0)) {
      return;
    }
    if (now - due > LATE_NANOS) {
      quietUntil = now + RECOVERY_NANOS;
    }
    int left = AT_ONE_TURN;
    for (; left > 0 && !debuts.isEmpty(); left--) {
      makeDebut();
    }
    if (complete && isQuietOver(now)) { // else further addresses are still to be announced
      quietUntil = Times.NEVER;
      for (; left > 0 && !repeats.isEmpty(); left--) {
        repeat();
      }
    }
    planTurn();
  }

  private boolean isQuietOver(long now) {
    return quietUntil == Times.NEVER || quietUntil - now <= 0;
  }

  private void makeDebut() {
    var debut = debuts.getFirst();
    if (!mastership.isHeld()) {
      debuts.clear();
    } else if (debut.step()) {
      debuts.removeFirst();
      debut.end();
    }
  }

  private void repeat() {
    var some = repeats.getFirst();
    if (some.left > 0) {
      var place = some.next();
      if (!undelivered.contains(place)) {
        announce(place);
      }
    }
    if (some.left <= 0) {
      repeats.removeFirst();
    }
  }

  private void planTurn() {
    if (debuts.isEmpty() && (repeats.isEmpty() || !complete)) {
      return;
    }
    long now = outlet.nanos();
    long pause = debuts.isEmpty() && !isQuietOver(now) ? quietUntil - now : 0;
    long due = now + pause;
    turnAt = due;
    inThisCampaign(
        pause,
        () -> {
          if (turnAt == due) {
            turnAt = Times.NEVER;
            takeTurn(due);
          }
        });
  }

  private void later(Duration delay, Runnable what) {
    if (!delay.isZero()) {
      planned(delay.toNanos(), what);
    }
  }

  /**
   * Runs a task later, unless the campaign has ended or started again by then. If the task is late
   * because the whole process stalled, it waits for another {@link #RECOVERY_NANOS}, in which the
   * election reads the adverts that have arrived: another router may be master by now.
   */
  private void planned(long delayNanos, Runnable what) {
    planned(delayNanos, what, what);
  }

  /**
   * @param afterStall what is done instead, after the wait that follows a stall
   */
  private void planned(long delayNanos, Runnable what, Runnable afterStall) {
    long due = outlet.nanos() + delayNanos;
    inThisCampaign(
        delayNanos,
        () -> {
          if (outlet.nanos() - due > LATE_NANOS) {
            inThisCampaign(RECOVERY_NANOS, afterStall);
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

  private void announce(AnnouncedAddress place) {
    long at = outlet.book(place, timing);
    long wait = at - outlet.nanos(); // read after the booking, during which the clock runs on
    if (wait <= 0) {
      sendNow(place);
    } else {
      busyUntil = at;
      // A late one takes another instant, because the next ones follow on time.
      planned(wait, () -> sendNow(place), () -> announce(place));
    }
  }

  private void sendNow(AnnouncedAddress place) {
    if (mastership.isHeld() && outlet.send(place)) {
      sent++;
      if (firstSentAt == Times.NEVER && startedAt != Times.NEVER) {
        firstSentAt = outlet.nanos();
      }
    }
  }
}
