package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.FaultReason.InterfaceDown;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;
import org.holdfast.vrrp.group.SyncGroup;
import org.holdfast.vrrp.io.SimulatedCampaign;
import org.jspecify.annotations.Nullable;

/**
 * A director: a shell around the election that represents its addresses by a boolean, and checks
 * the invariants after every event.
 */
final class Node {

  /** One virtual router on this node. */
  static final class Member {
    final int vrid;
    Router router;
    State state = new Stopped();

    /** Whether the kernel holds the addresses; this survives the process. */
    boolean holding;

    /** The true state of the links, which the process learns by events. */
    final Set<String> downLinks = new LinkedHashSet<>();

    /**
     * The time, for each sender, at which an advert of that sender was lost on the way to this
     * node.
     */
    final long[] missedAt;

    long advertAt;
    long masterSince;
    long masterUntil;
    long priorityAt;
    boolean obeys;
    boolean takesAddresses;
    int ownPriority;
    long armedAt = Times.NEVER;

    /** Created again in each life. */
    @Nullable SimulatedCampaign campaign;

    Member(int vrid, Router router, int nodes) {
      this.vrid = vrid;
      this.router = router;
      missedAt = new long[nodes];
    }

    boolean isOffline() {
      return downLinks.contains("eth0");
    }
  }

  private static final long ORDER_NANOS = 3650 * 86_400_000_000_000L;

  final int id;
  final List<Member> members;
  boolean alive;

  /** The time that the kernel needs until it has the addresses of a new master. */
  long takeoverNanos;

  /** Whether the announcements of this node reach no other. */
  boolean mute;

  private final Lan lan;
  private final @Nullable SyncGroup group;
  private final long startUpDelay;
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
  private final ArrayDeque<Runnable> kernelBacklog = new ArrayDeque<>();
  private boolean stalled;
  private boolean ordered;
  private long wokenAt;
  private long epoch;
  private int life;
  private long kernelFreeAt;

  Node(int id, Lan lan, List<Member> members, long startUpDelay) {
    this.id = id;
    this.lan = lan;
    this.members = members;
    this.startUpDelay = startUpDelay;
    group = members.size() > 1 ? new SyncGroup("VG") : null;
  }

  /** The monotonic clock of this life, which starts at any number, even close to the largest. */
  private long clock() {
    return lan.now() + epoch;
  }

  // ---- Start and end ----

  void start() {
    if (alive) {
      kill();
    }
    alive = true;
    epoch =
        lan.random.nextBoolean()
            ? lan.random.nextLong()
            : Long.MAX_VALUE - lan.now() - lan.random.nextLong(10_000_000_000L);
    boolean resume = members.stream().allMatch(this::mayResume);
    members.forEach(member -> member.campaign = campaignOf(member));
    members.forEach(this::obeyFromTheStart);
    for (var member : members) {
      var faults = new LinkedHashSet<FaultReason>();
      member.downLinks.forEach(link -> faults.add(new InterfaceDown(link)));
      long holdUntil = startUpDelay == 0 ? Times.NEVER : clock() + startUpDelay;
      member.state = new Starting(clock(), Times.NEVER);
      apply(member, Election.start(member.router, faults, resume, holdUntil, clock()), "start");
    }
    settle();
    check();
    if (ordered) {
      tell(new Event.StepDown(clock() + ORDER_NANOS));
    }
  }

  /** Reads the state of the previous life, as the shell does. */
  private boolean mayResume(Member member) {
    return member.state instanceof Master
        && lan.now() - member.advertAt
            < member.router.toleratedSilenceNanos(member.router.intervalNanos());
  }

  void kill() {
    alive = false;
    stalled = false;
    life++;
    inbox.clear();
    kernelBacklog.clear();
    members.forEach(member -> member.armedAt = Times.NEVER);
  }

  void stall() {
    stalled = alive;
  }

  /**
   * First the sockets are read, then the clock, so that a late advert is not taken for a lost one.
   */
  void wake() {
    if (!stalled) {
      return;
    }
    stalled = false;
    wokenAt = lan.now();
    while (!kernelBacklog.isEmpty()) {
      kernelBacklog.remove().run(); // the kernel loop may run first again
    }
    while (!inbox.isEmpty() && !stalled) {
      inbox.remove().run();
    }
    members.forEach(member -> on(member, Event.Tick.TICK));
  }

  // ---- Incoming events ----

  void receive(Runnable message) {
    if (alive && stalled) {
      inbox.add(message);
    } else if (alive) {
      message.run();
    }
  }

  void tell(Event event) {
    members.forEach(member -> receive(() -> on(member, event)));
  }

  void linkDown(Member member, String link) {
    if (member.downLinks.add(link)) {
      receive(() -> on(member, new Event.FaultRaised(new InterfaceDown(link))));
    }
  }

  void linkUp(Member member, String link) {
    if (member.downLinks.remove(link)) {
      receive(() -> on(member, new Event.FaultCleared(new InterfaceDown(link))));
    }
  }

  void priority(int priority) {
    for (var member : members) {
      receive(() -> {
        if (!member.obeys) {
          priority(member, priority);
        }
      });
    }
  }

  private void priority(Member member, int priority) {
    int previous = member.router.priority();
    standWith(member, priority);
    on(member, new Event.PriorityChanged(previous));
  }

  private void standWith(Member member, int priority) {
    var before = member.router;
    member.router = new Router(before.terms(), priority, before.source(), before.grouped());
    member.priorityAt = lan.now();
  }

  /** The operator's order to let other routers be master, or its withdrawal; survives this life. */
  void order(boolean stepDown) {
    ordered = stepDown;
    for (var member : members) {
      receive(() -> obey(member));
    }
  }

  private void obey(Member member) {
    if (member.obeys == ordered) {
      return;
    }
    member.obeys = ordered;
    if (ordered) {
      on(member, new Event.StepDown(clock() + ORDER_NANOS));
      member.ownPriority = member.router.priority();
      priority(member, 1);
    } else {
      priority(member, member.ownPriority);
      on(member, Event.Resume.RESUME);
    }
  }

  private void obeyFromTheStart(Member member) {
    if (member.obeys == ordered) {
      return;
    }
    member.obeys = ordered;
    if (ordered) {
      member.ownPriority = member.router.priority();
    }
    standWith(member, ordered ? 1 : member.ownPriority);
  }

  void stepDown(long nanos) {
    receive(() -> tell(new Event.StepDown(clock() + nanos)));
  }

  // ---- The shell ----

  void on(Member member, Event event) {
    apply(member, Election.next(member.router, member.state, event, clock()), event);
    settle();
    check();
  }

  private void apply(Member member, Step step, Object cause) {
    var before = member.state;
    member.state = step.state();
    if (member.state instanceof Master && !(before instanceof Master)) {
      member.masterSince = lan.now();
    } else if (before instanceof Master && !(member.state instanceof Master)) {
      member.masterUntil = lan.now();
    }
    for (var effect : step.effects()) {
      perform(member, effect);
    }
    lan.happened(this, member, cause);
    arm(member);
  }

  private void perform(Member member, Effect effect) {
    switch (effect) {
      case Effect.Advertise(int priority) -> {
        member.advertAt = priority == 0 ? member.advertAt : lan.now();
        lan.multicast(this, member, priority);
      }
      case Effect.Acquire _ -> acquire(member);
      case Effect.Silence _ -> campaign(member).end();
      case Effect.Release _ -> {
        member.holding = false;
        campaign(member).end();
      }
      case Effect.Moved moved -> lan.count("moved: " + moved.reason().kind());
      case Effect.Notice notice -> lan.count("notice: " + notice.getClass().getSimpleName());
      case Effect.Reannounce _ -> {
        lan.count("announced again");
        members.forEach(each -> campaign(each).again());
      }
      case Effect.AnnounceSource _ -> lan.count("source announced");
    }
  }

  private void acquire(Member member) {
    if (takeoverNanos == 0) {
      hold(member);
    } else {
      member.takesAddresses = true;
      onKernelLoop(takeoverNanos, () -> hold(member));
    }
  }

  private void hold(Member member) {
    member.takesAddresses = false;
    member.holding = true;
    campaign(member).begin();
  }

  /** Another node has announced the addresses of the virtual router. */
  void heardAnnouncement(Member member) {
    onKernelLoop(
        lan.kernelLag(),
        () -> receive(() -> on(member, Event.SuccessorAnnounced.SUCCESSOR_ANNOUNCED)));
  }

  // ---- The kernel loop ----

  private static SimulatedCampaign campaign(Member member) {
    return Objects.requireNonNull(member.campaign);
  }

  private SimulatedCampaign campaignOf(Member member) {
    return new SimulatedCampaign(
        lan.announcements,
        member.router.terms().handover(),
        new SimulatedCampaign.Kernel() {
          @Override
          public long nanos() {
            return clock();
          }

          @Override
          public void execute(Runnable task) {
            kernelFreeAt = Math.max(kernelFreeAt, lan.now() + lan.kernelLag());
            onKernelLoop(kernelFreeAt - lan.now(), task);
          }

          @Override
          public void after(long nanos, Runnable task) {
            onKernelLoop(Math.max(nanos, kernelFreeAt - lan.now()), task);
          }

          @Override
          public void announce() {
            if (!(member.state instanceof Master)) {
              fail("node %d announces in %s", id, member.state);
            }
            if (!mute) {
              lan.hosts.announced(Node.this, member);
              lan.announced(Node.this, member);
            }
          }
        });
  }

  /** Runs in this life; the kernel loop stops with the process. */
  private void onKernelLoop(long nanos, Runnable task) {
    int plannedIn = life;
    lan.after(
        nanos,
        () -> {
          if (life == plannedIn && stalled) {
            kernelBacklog.add(task);
          } else if (life == plannedIn) {
            task.run();
          }
        });
  }

  /**
   * Arms the timer only if the new deadline is earlier, so ticks that come too early are common.
   */
  private void arm(Member member) {
    long deadline = member.state.deadline();
    if (deadline == Times.NEVER) {
      return;
    }
    long at = Math.max(deadline - epoch, lan.now());
    if (member.armedAt <= at) {
      return;
    }
    member.armedAt = at;
    int armedIn = life;
    lan.after(
        at - lan.now(),
        () -> {
          if (life == armedIn && member.armedAt == at) {
            member.armedAt = Times.NEVER;
            receive(() -> on(member, Event.Tick.TICK));
          }
        });
  }

  private void settle() {
    if (group == null) {
      return;
    }
    for (int round = 0; round < 20; round++) {
      var directives = group.settle(members.stream().map(member -> member.state).toList());
      if (directives.isEmpty()) {
        return;
      }
      for (var directive : directives) {
        var member = members.get(directive.index());
        lan.count("group: " + directive.event().getClass().getSimpleName());
        var step = Election.next(member.router, member.state, directive.event(), clock());
        apply(member, step, directive.event());
      }
    }
    fail("node %d: the sync group does not settle: %s", id, members.get(0).state);
  }

  // ---- Invariants ----

  private void check() {
    if (stalled) {
      return;
    }
    for (var member : members) {
      checkAddresses(member);
      checkAdverts(member);
      checkFaults(member);
      checkGroup(member);
      for (var other : lan.nodes) {
        checkOnlyMaster(this, other, member.vrid);
        checkOnlyMaster(other, this, member.vrid);
      }
    }
  }

  private void checkAddresses(Member member) {
    if (!member.takesAddresses && member.holding != member.state.holdsAddresses()) {
      fail("node %d holds addresses: %s in %s", id, member.holding, member.state);
    }
    // A master that has resigned serves while a successor may still take over, and afterwards until
    // the successor's announcements have spread or are no longer waited for; a backup that is
    // stopped meanwhile serves equally long.
    long most =
        member.router.successionNanos()
            + member.router.longestLingerNanos()
            + member.router.lingerNanos();
    long since = Math.max(member.masterUntil, wokenAt);
    if (member.holding && !(member.state instanceof Master) && lan.now() - since > most) {
      fail("node %d serves %d ns after it was master", id, lan.now() - since);
    }
  }

  private void checkAdverts(Member member) {
    long silence = lan.now() - Math.max(member.advertAt, wokenAt);
    if (member.state instanceof Master && silence > member.router.intervalNanos()) {
      fail("node %d is master and has been silent for %d ns", id, silence);
    }
  }

  private void checkFaults(Member member) {
    boolean out = member.state instanceof Fault || member.state instanceof Stopped;
    if (!member.downLinks.isEmpty() && inbox.isEmpty() && (!out || member.holding)) {
      fail("node %d lacks %s and is %s", id, member.downLinks, member.state);
    }
  }

  private void checkGroup(Member member) {
    for (var other : members) {
      if (member.state instanceof Master
          && !(other.state instanceof Master)
          && !(ends(other) || other.state instanceof Starting)) {
        fail("node %d: %s and %s in one group", id, member.state, other.state);
      }
      if (member.state instanceof Fault
          && (other.state instanceof Backup || other.state instanceof Starting)) {
        fail("node %d: %s and %s in one group", id, member.state, other.state);
      }
    }
  }

  private static boolean ends(Member member) {
    return member.state instanceof Stopped
        || (member.state instanceof Leaving leaving && leaving.stopping());
  }

  /**
   * Checks how long two masters may coexist. The one of lower standing yields to the first advert
   * of the other that it receives, and the other sends at least one in each interval. The limit is
   * therefore one interval of the better master plus the longest delay of a packet, counted from
   * the moment when both are master with their current standing, both are awake, and no advert
   * between them has been lost.
   */
  private static void checkOnlyMaster(Node better, Node worse, int vrid) {
    var upper = better.members.get(vrid);
    var lower = worse.members.get(vrid);
    if (better == worse
        || !better.isMaster(upper)
        || !worse.isMaster(lower)
        || lower.router.ignoresAdverts()
        || !outranks(better, upper.router.priority(), worse, lower.router.priority())) {
      return;
    }
    long since = Math.max(upper.masterSince, lower.masterSince);
    since = Math.max(since, Math.max(upper.priorityAt, lower.priorityAt));
    since = Math.max(since, Math.max(better.wokenAt, worse.wokenAt));
    since = Math.max(since, lower.missedAt[better.id]);
    long allowed = upper.router.intervalNanos() + Lan.SLOWEST_NANOS;
    if (better.lan.now() - since > allowed) {
      fail(
          "nodes %d and %d are both master of %d for %d ns (allowed: %d)",
          better.id, worse.id, vrid, better.lan.now() - since, allowed);
    }
  }

  /**
   * Returns whether node a outranks node b, independently of the election: the addresses are in the
   * order of the nodes.
   */
  private static boolean outranks(Node a, int priorityOfA, Node b, int priorityOfB) {
    return priorityOfA > priorityOfB || (priorityOfA == priorityOfB && a.id > b.id);
  }

  private boolean isMaster(Member member) {
    return alive && !stalled && member.state instanceof Master;
  }

  /** Returns whether the kernel answers for the addresses and is reachable. */
  boolean serves(int vrid) {
    var member = members.get(vrid);
    return member.holding && !member.isOffline();
  }

  ElectionTerms terms() {
    return members.get(0).router.terms();
  }
}
