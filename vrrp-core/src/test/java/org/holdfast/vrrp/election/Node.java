package org.holdfast.vrrp.election;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.FaultReason.InterfaceDown;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;

/**
 * A director: a process with a shell around the election, and what survives the process: the
 * kernel's addresses, the state file, the orders and the configuration file. The invariants are
 * checked after every event.
 */
final class Node {

  private static final long ORDER_NANOS = 3650 * 86_400_000_000_000L;
  private static final FaultReason UNDECIDED = new FaultReason.TrackUndecided("script", "check");

  final int id;
  final List<Member> members;
  boolean alive;

  /** The time that the kernel needs until it has the addresses of a new master. */
  long takeoverNanos;

  /**
   * Whether the addresses have a virtual MAC address at this node. It then announces them when it
   * becomes master, and never again, as FRR does.
   */
  boolean virtualMac;

  /** Whether a track of all virtual routers has no result yet when a life of the process starts. */
  boolean undecided;

  /** Whether the announcements of this node reach no other. */
  boolean mute;

  private final Lan lan;
  private final long startUpDelay;
  private final Invariants invariants;
  private final KernelLoop kernelLoop;
  private final Serving serving;
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
  private int ownPriority;
  private final NodeConfig config;
  private final NodeGroup group;
  private boolean stalled;
  private long wokenAt;
  private long epoch;
  private int life;

  Node(int id, Lan lan, List<Member> members, long startUpDelay) {
    this.id = id;
    this.lan = lan;
    this.members = members;
    this.startUpDelay = startUpDelay;
    invariants = new Invariants(this, lan);
    group = new NodeGroup(this, lan);
    kernelLoop = new KernelLoop(lan);
    serving = new Serving(this, lan, kernelLoop);
    var terms = members.get(0).router.terms();
    config = new NodeConfig(this, kernelLoop, invariants, Plan.whole(terms, members.size()));
    ownPriority = terms.priority();
    members.forEach(member ->
        member.keeps(new Addresses(lan, this, member, () -> serving.noticeDetection(member))));
  }

  /** The monotonic clock of this life, which starts at any number, even close to the largest. */
  long clock() {
    return lan.now() + epoch;
  }

  // ---- Start and end ----

  void start() {
    if (alive) {
      kill();
    }
    alive = true;
    kernelLoop.start();
    epoch =
        lan.random.nextBoolean()
            ? lan.random.nextLong()
            : Long.MAX_VALUE - lan.now() - lan.random.nextLong(10_000_000_000L);
    config.begin();
    var plan = config.read();
    group.begin(plan.group(members));
    var resuming = members.stream().filter(this::resumes).toList();
    for (var member : members) {
      if (plan.has(member)) {
        begin(member, resuming.contains(member), startUpDelay);
      } else {
        member.addresses().remove(); // what an earlier life left, by its record
        member.state = new Stopped();
      }
    }
    group.settle();
    invariants.check();
  }

  /** A member enters the election, at the start of the process or after a reload. */
  void begin(Member member, boolean resume, long delay) {
    member.obeys = member.ordered;
    standWith(member, config.read().terms(), member.ordered ? 1 : ownPriority);
    serving.begin(member);
    var faults = new LinkedHashSet<FaultReason>();
    member.downLinks.forEach(link -> faults.add(new InterfaceDown(link)));
    if (undecided) {
      faults.add(UNDECIDED);
    }
    long holdUntil = delay == 0 ? Times.NEVER : clock() + delay;
    member.state = new Starting(clock(), Times.NEVER);
    member.standbyUntil = Times.NEVER;
    long serveUntil = serveUntil(member);
    if (serveUntil != Times.NEVER) {
      member.masterUntil = lan.now();
      member.mayServeNanos = serveUntil - clock();
    }
    apply(
        member,
        Election.start(member.router, faults, resume, serveUntil, holdUntil, clock()),
        "start");
    if (member.ordered) {
      apply(member, new Event.StepDown(clock() + ORDER_NANOS));
    }
  }

  /** Of a sync group either all members resume or none. */
  private boolean resumes(Member member) {
    return config.read().has(member) && together(member).stream().allMatch(this::mayResume);
  }

  /** Reads the record of the previous life and the kernel's addresses, as the shell does. */
  private boolean mayResume(Member member) {
    long left = member.recordedUntil - lan.now();
    long interval = config.read().terms().advertisementInterval().toNanos();
    return left > 0 && left <= member.router.toleratedSilenceNanos(interval) && member.isHolding();
  }

  /** Reads the same for the time in which the successor of the previous life may not serve yet. */
  private long serveUntil(Member member) {
    long left = member.recordedUntil - lan.now() + member.router.replacementNanos();
    return left > 0 && member.recordedUntil != 0 && member.isHolding()
        ? clock() + left
        : Times.NEVER;
  }

  void kill() {
    alive = false;
    stalled = false;
    life++;
    inbox.clear();
    kernelLoop.end();
    members.forEach(member -> member.armedAt = Times.NEVER);
  }

  /** The parent of a dead process, or the service manager, removes what the process left. */
  void releaseLeftovers() {
    if (!alive) {
      lan.count("leftovers released");
      members.forEach(member -> member.addresses().remove());
    }
  }

  /** Only the files on the disk survive. */
  void losePower() {
    kill();
    for (var member : members) {
      member.addresses().remove();
      member.recordedUntil = 0;
    }
  }

  void stall() {
    stalled = alive;
    if (stalled) {
      kernelLoop.stall();
    }
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
    kernelLoop.wake(); // may run before the election loop
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

  /** The track has its first result, a good one. */
  void decide() {
    undecided = false;
    tell(new Event.FaultCleared(UNDECIDED));
  }

  /** The tracks of all virtual routers change, in a dead process when it starts. */
  void priority(int priority) {
    ownPriority = priority;
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
    standWith(member, member.router.terms(), priority);
    on(member, new Event.PriorityChanged(previous));
  }

  void standWith(Member member, ElectionTerms terms, int priority) {
    member.router = new Router(terms, priority, member.router.source(), group.has(member));
    member.changedAt = lan.now();
  }

  // ---- Orders ----

  /** The order to let other routers be master, or its withdrawal, for all virtual routers. */
  void order(boolean stepDown) {
    order(members, stepDown);
  }

  /** The operator's order to let other routers be master, or its withdrawal; survives this life. */
  void order(List<Member> some, boolean stepDown) {
    for (var member : some) {
      member.ordered = stepDown;
      receive(() -> obey(member));
    }
  }

  private void obey(Member member) {
    if (member.obeys == member.ordered) {
      return;
    }
    member.obeys = member.ordered;
    if (member.ordered) {
      on(member, new Event.StepDown(clock() + ORDER_NANOS));
      priority(member, 1);
    } else {
      priority(member, ownPriority);
      on(member, Event.Resume.RESUME);
    }
  }

  void stepDown(long nanos) {
    receive(() -> tell(new Event.StepDown(clock() + nanos)));
  }

  // ---- Reload ----

  Plan file() {
    return config.file();
  }

  /** Writes the configuration file and lets the process read it, if there is one. */
  void reload(Plan next) {
    if (!next.terms().equals(terms())) {
      ownPriority = next.terms().priority();
    }
    config.write(next);
    receive(config::reload);
  }

  // ---- The shell ----

  void on(Member member, Event event) {
    apply(member, event);
    group.settle();
    invariants.check();
  }

  void apply(Member member, Event event) {
    member.obey(event, clock());
    apply(member, Election.next(member.router, member.state, event, clock()), event);
  }

  private void apply(Member member, Step step, Object cause) {
    var before = member.state;
    for (var effect : step.effects()) {
      if (effect instanceof Effect.Moved(_, _, var reason)) {
        invariants.checkStandby(member, before, reason);
      }
    }
    member.state = step.state();
    if (member.isMaster() && !(before instanceof Master)) {
      member.masterSince = lan.now();
      member.standbyUntil = Times.NEVER; // the last resort no longer stands by
    } else if (before instanceof Master && !member.isMaster()) {
      member.masterUntil = lan.now();
      member.mayServeNanos = longestServiceNanos(member.router);
    }
    for (var effect : step.effects()) {
      perform(member, effect);
    }
    if (!member.isMaster()) {
      member.recordedUntil = 0;
    }
    lan.happened(this, member, cause);
    arm(member);
  }

  /**
   * A master that has resigned serves while a successor may still take over, and afterwards until
   * the successor's announcements have spread or are no longer waited for; a backup that is stopped
   * meanwhile serves equally long.
   */
  private static long longestServiceNanos(Router router) {
    return router.successionNanos() + router.longestLingerNanos() + router.lingerNanos();
  }

  private void perform(Member member, Effect effect) {
    switch (effect) {
      case Effect.Advertise(int priority) -> advertise(member, priority);
      case Effect.Acquire _ -> serving.acquire(member);
      case Effect.Silence _ -> {
        member.campaign().end();
        serving.awaitSuccessor(member, false);
      }
      case Effect.ServeOn _ -> serving.awaitSuccessor(member, false);
      case Effect.Release _ -> serving.release(member);
      case Effect.Moved(var from, var to, var reason) -> {
        lan.count("moved: " + reason.kind());
        if (from instanceof Master && to instanceof Backup && !to.holdsAddresses()) {
          serving.awaitSuccessor(member, true);
        }
      }
      case Effect.Notice notice -> lan.count("notice: " + notice.getClass().getSimpleName());
      case Effect.Reannounce _ -> {
        lan.count("announced again");
        if (!virtualMac) {
          together(member).forEach(each -> each.campaign().again());
        }
      }
      case Effect.AnnounceSource _ -> lan.count("source announced");
    }
  }

  private void advertise(Member member, int priority) {
    if (priority > 0) {
      member.advertAt = lan.now();
      long interval = member.router.intervalNanos();
      member.recordedUntil = lan.now() + member.router.toleratedSilenceNanos(interval);
    }
    lan.multicast(this, member, priority);
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

  // ---- Queries ----

  Serving serving() {
    return serving;
  }

  NodeGroup group() {
    return group;
  }

  /** The members that move together with one: its sync group, or it alone. */
  List<Member> together(Member member) {
    return group.has(member) ? group.members() : List.of(member);
  }

  /** The priority that the tracks give, without orders. */
  int ownPriority() {
    return ownPriority;
  }

  boolean hasReadAll() {
    return inbox.isEmpty();
  }

  long wokenAt() {
    return wokenAt;
  }

  boolean isMaster(Member member) {
    return alive && !stalled && member.isMaster();
  }

  /** Returns whether the kernel answers for the addresses and is reachable. */
  boolean serves(int vrid) {
    var member = members.get(vrid);
    return member.addresses().areUsable() && !member.isOffline();
  }

  ElectionTerms terms() {
    return file().terms();
  }
}
