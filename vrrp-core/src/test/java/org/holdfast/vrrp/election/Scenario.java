package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.State.Stopped;
import org.jspecify.annotations.Nullable;

/** The scenario for a seed: a LAN of directors, disturbances, and recovery. */
final class Scenario {

  /** The time in which a host notices that it gets no answer. */
  private static final long UNREACHABILITY_NANOS = 1_000_000_000L;

  /** The longest pause between two duplicate address detections, and the time that one takes. */
  private static final long DETECTION_NANOS = 12_000_000_000L;

  /** No host keeps a wrong MAC address for longer once the worse router has none. */
  private static final long MISLED_NANOS = 60_000_000L;

  private static final long MARGIN_NANOS = 4 * Lan.SLOWEST_NANOS;

  final Lan lan;
  private final RandomGenerator random;
  private final VrrpVersion version;
  private final Harms harms;
  private final int size;
  private final int vrids;
  private final long slowestInterval;
  private long longestPreemptDelay;
  private final long startUpDelay;
  private long calmSince;

  Scenario(long seed, boolean recording) {
    size = 2 + (int) Math.floorMod(seed * 7, 4L);
    lan = new Lan(seed, size, recording);
    random = lan.random;
    version = random.nextInt(4) == 0 ? VrrpVersion.V2 : VrrpVersion.V3;
    vrids = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1;
    long interval =
        version == VrrpVersion.V2 ? 1_000 : 10 * (long) Math.pow(100, random.nextDouble());
    boolean alike = version == VrrpVersion.V2 || random.nextBoolean();
    slowestInterval = millis(alike ? interval : Math.min(1_000, 3 * interval));
    harms = new Harms(lan, vrids, slowestInterval);
    lan.detectsDuplicates = version == VrrpVersion.V3 && random.nextInt(5) == 0;
    startUpDelay = random.nextInt(5) == 0 ? slowestInterval * random.nextInt(1, 5) : 0;
    int adverts = random.nextInt(10) == 0 ? random.nextInt(2, 6) : 3;
    boolean allPreempt = random.nextInt(3) > 0;
    boolean equals = random.nextInt(3) == 0;
    int owners = random.nextInt(6) == 0 ? random.nextInt(1, 3) : 0;
    boolean handsOver = random.nextInt(4) > 0;
    var handover =
        new Handover(
            handsOver,
            Duration.ofNanos(random.nextLong(slowestInterval / 2)),
            Duration.ofNanos(MARGIN_NANOS));
    for (int id = 0; id < size; id++) {
      long ours = alike ? interval : Math.min(1_000, interval * random.nextLong(1, 4));
      boolean preempt = allPreempt || random.nextBoolean();
      long delay = random.nextInt(4) == 0 ? millis(ours) * random.nextInt(1, 8) : 0;
      longestPreemptDelay = Math.max(longestPreemptDelay, delay);
      int priority =
          id < owners ? 255 : equals ? 100 + 50 * random.nextInt(2) : 1 + random.nextInt(254);
      var terms =
          new ElectionTerms(
              version,
              priority,
              Duration.ofMillis(ours),
              preempt,
              Duration.ofNanos(delay),
              adverts,
              new ElectionTerms.AdvertPolicy(
                  random.nextInt(5) > 0,
                  random.nextInt(3) == 0,
                  owners == 1 && random.nextInt(3) == 0),
              handover,
              !preempt && priority < 255 ? rival(seed, id) : 0);
      lan.nodes.add(new Node(id, lan, members(id, terms), startUpDelay));
    }
  }

  /** Drawn without {@link #random}, so that the other choices of a seed stay. */
  private static int rival(long seed, int id) {
    return Math.floorMod(seed + id, 3) == 0 ? 0 : 1 + (int) Math.floorMod(seed * 31, 254L);
  }

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private List<Member> members(int id, ElectionTerms terms) {
    var members = new ArrayList<Member>();
    for (int vrid = 0; vrid < vrids; vrid++) {
      var source = IpAddress.of("10." + vrid + ".0." + (id + 1));
      var router = new Router(terms, terms.priority(), source, vrids > 1);
      members.add(new Member(vrid, router, size));
    }
    return members;
  }

  /** Runs the disturbances, then the recovery; the nodes check the invariants after every event. */
  void play() {
    for (var node : lan.nodes) {
      lan.after(random.nextLong(slowestInterval), node::start);
    }
    lan.hosts.ask(vrids, 4 * slowestInterval);
    lan.hosts.notice(vrids, UNREACHABILITY_NANOS);
    long chaos = 100 * slowestInterval;
    int count = random.nextInt(10, 80);
    for (int i = 0; i < count; i++) {
      lan.after(slowestInterval + random.nextLong(chaos), harms::any);
    }
    lan.run(chaos + slowestInterval);
    calm();
    long recovered = calmSince + recoveryNanos();
    long settled = recovered + longestPreemptDelay + 3 * masterDownNanos();
    for (long at = recovered; at < settled; at += slowestInterval / 8) {
      lan.run(at);
      assertEachHasAMaster();
    }
    lan.run(settled);
    assertEachHasOneMaster();
    lan.run(settled + (lan.detectsDuplicates ? DETECTION_NANOS : 0) + 3 * UNREACHABILITY_NANOS);
    assertHostsTalkToIt();
    comeBack();
    assertHostsTalkToIt();
  }

  // ---- A partition that heals ----

  /**
   * The master of the first virtual router is alone for a while, and then the better one again. It
   * has a virtual MAC address and does not announce it again, so hosts of the other half have to
   * learn from the router that yields where it is, before they notice it by themselves.
   */
  private void comeBack() {
    var better = best();
    if (lan.detectsDuplicates || better == null) {
      return;
    }
    better.virtualMac = true;
    cutOff(better, true);
    lan.run(lan.now() + 2 * masterDownNanos() + longestPreemptDelay);
    boolean divided = lan.mastersOf(0) == 2;
    cutOff(better, false);
    long latest = lan.now() + slowestInterval + Lan.SLOWEST_NANOS;
    while (lan.mastersOf(0) > 1 && lan.now() <= latest) {
      lan.run(lan.now() + Lan.FASTEST_NANOS);
    }
    if (divided && better.members.getFirst().isMaster()) {
      lan.count("better one comes back");
      runUntilItServesAlone(better);
      assertThat(lan.hosts.areServed(0)).as("hosts in time: %s", lan.hosts).isTrue();
    }
    lan.run(lan.now() + 3 * UNREACHABILITY_NANOS);
  }

  /**
   * Runs until no other node has served for so long that no host is misled. With intervals that
   * differ, a third node may be master for a moment: the last advert of the one that yields, at its
   * short interval, has reached it after the better one's.
   */
  private void runUntilItServesAlone(Node better) {
    long aloneSince = lan.now();
    while (lan.now() - aloneSince < MISLED_NANOS) {
      lan.run(lan.now() + Lan.FASTEST_NANOS);
      if (lan.nodes.stream().anyMatch(node -> node != better && node.serves(0))) {
        aloneSince = lan.now();
      }
    }
  }

  /** Returns the master of the first virtual router if it outranks all others; null if not. */
  private @Nullable Node best() {
    Node best = null;
    for (var node : lan.nodes) { // of equal ones, the last has the greatest address
      if (best == null || priority(node) >= priority(best)) {
        best = node;
      }
    }
    return best != null && best.members.getFirst().isMaster() ? best : null;
  }

  private static int priority(Node node) {
    return node.members.getFirst().router.priority();
  }

  private void cutOff(Node node, boolean cut) {
    for (int other = 0; other < size; other++) {
      lan.cut[node.id][other] = cut;
      lan.cut[other][node.id] = cut;
    }
  }

  // ---- Recovery ----

  private void calm() {
    harms.end();
    var steppedDown = random.nextInt(3) == 0 ? lan.nodes.get(random.nextInt(size)) : null;
    int all = (1 << vrids) - 1;
    int grouped = random.nextBoolean() ? all : random.nextInt(all + 1);
    for (var node : lan.nodes) {
      node.wake();
      for (var member : node.members) {
        node.linkUp(member, "eth0");
        node.linkUp(member, "eth1");
      }
      node.order(node == steppedDown);
      if (node != steppedDown) {
        node.tell(Event.Resume.RESUME);
      }
      node.reload(node.file().presenting(all).grouping(grouped));
      if (!node.alive || node.members.stream().anyMatch(Scenario::isStopped)) {
        node.start();
      }
    }
    calmSince = lan.now();
  }

  private static boolean isStopped(Member member) {
    return member.state instanceof Stopped;
  }

  private long masterDownNanos() {
    int adverts = lan.nodes.get(0).terms().downTimerAdverts();
    return adverts * slowestInterval
        + (version == VrrpVersion.V2 ? 1_000_000_000 : slowestInterval);
  }

  /**
   * When the disturbances have ended, the last router to wait is one that was stopped just before:
   * it is started again within {@link Harms#LONGEST} intervals, and waits for its start-up delay
   * and then a whole master-down time; one interval later, every router has heard which one is
   * master. A sync group that the last reload changed may take another two takeovers.
   */
  private long recoveryNanos() {
    return (Harms.LONGEST + 1) * slowestInterval
        + startUpDelay
        + masterDownNanos()
        + (vrids > 1 ? 2 * masterDownNanos() : 0)
        + Lan.SLOWEST_NANOS;
  }

  private void assertEachHasAMaster() {
    for (int vrid = 0; vrid < vrids; vrid++) {
      assertThat(lan.mastersOf(vrid)).as("masters of %d in time", vrid).isPositive();
    }
  }

  private void assertHostsTalkToIt() {
    for (int vrid = 0; vrid < vrids; vrid++) {
      assertThat(lan.isServed(vrid)).as("%d is served", vrid).isTrue();
      assertThat(lan.hosts.areServed(vrid)).as("hosts of %d: %s", vrid, lan.hosts).isTrue();
    }
  }

  private void assertEachHasOneMaster() {
    for (int vrid = 0; vrid < vrids; vrid++) {
      assertThat(lan.mastersOf(vrid)).as("masters of %d in the end", vrid).isOne();
      for (var node : lan.nodes) {
        assertThat(node.group().isGathering()).as("node %d gathers", node.id).isFalse();
        assertOnlyMastersHold(node, vrid);
      }
    }
    if (lan.nodes.stream().allMatch(node -> node.terms().preempt())) {
      assertTheBestIsMaster();
    }
  }

  private static void assertOnlyMastersHold(Node node, int vrid) {
    var member = node.members.get(vrid);
    if (member.isHolding() != member.isMaster()) {
      fail("node %d in the end: holds %s in %s", node.id, member.isHolding(), member.state);
    }
  }

  private void assertTheBestIsMaster() {
    int best = lan.nodes.stream().mapToInt(n -> n.members.get(0).router.priority()).max().orElse(0);
    for (var node : lan.nodes) {
      for (var member : node.members) {
        if (member.isMaster()) {
          assertThat(member.router.priority()).as("the master's priority").isEqualTo(best);
        }
      }
    }
  }
}
