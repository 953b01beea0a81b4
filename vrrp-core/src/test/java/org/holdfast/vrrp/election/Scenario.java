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
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Stopped;

/** The scenario for a seed: a LAN of directors, disturbances, and recovery. */
final class Scenario {

  /** The longest fault, in intervals. */
  private static final long LONGEST_HARM = 6;

  /** The time in which BFD detects a dead node. */
  private static final long DETECTION_NANOS = 30_000_000;

  /** The time in which a host notices that it gets no answer. */
  private static final long UNREACHABILITY_NANOS = 1_000_000_000L;

  private static final long MARGIN_NANOS = 4 * Lan.SLOWEST_NANOS;

  final Lan lan;
  private final RandomGenerator random;
  private final VrrpVersion version;
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
              handover);
      lan.nodes.add(new Node(id, lan, members(id, terms), startUpDelay));
    }
  }

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private List<Node.Member> members(int id, ElectionTerms terms) {
    var members = new ArrayList<Node.Member>();
    for (int vrid = 0; vrid < vrids; vrid++) {
      var source = IpAddress.of("10." + vrid + ".0." + (id + 1));
      var router = new Router(terms, terms.priority(), source, vrids > 1);
      members.add(new Node.Member(vrid, router, size));
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
    int harms = random.nextInt(10, 80);
    for (int i = 0; i < harms; i++) {
      lan.after(slowestInterval + random.nextLong(chaos), this::harm);
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
    lan.run(settled + 3 * UNREACHABILITY_NANOS);
    assertHostsTalkToIt();
  }

  // ---- Disturbances ----

  private void harm() {
    var node = lan.nodes.get(random.nextInt(size));
    var member = node.members.get(random.nextInt(vrids));
    long duration = random.nextLong(slowestInterval / 5, LONGEST_HARM * slowestInterval);
    switch (random.nextInt(18)) {
      case 0, 1 -> {
        lan.count("harm: loss");
        lan.loss = random.nextDouble(0.4);
        lan.after(duration, () -> lan.loss = 0);
      }
      case 2 -> partition(duration);
      case 3 -> {
        lan.count("harm: one-way link");
        int to = random.nextInt(size);
        lan.cut[node.id][to] = true;
        lan.after(duration, () -> lan.cut[node.id][to] = false);
      }
      case 4, 5 -> {
        lan.count("harm: stall");
        node.stall();
        lan.after(duration, node::wake);
      }
      case 6 -> {
        lan.count("harm: orderly stop");
        node.tell(Event.Stop.STOP);
        lan.after(duration, node::start);
      }
      case 7 -> {
        lan.count("harm: killed, back late");
        node.kill();
        lan.after(duration, node::start);
      }
      case 8 -> {
        lan.count("harm: killed, back soon");
        node.kill();
        lan.after(duration / 10, node::start);
      }
      case 9, 10 -> {
        lan.count("harm: link down");
        var link = random.nextBoolean() ? "eth0" : "eth1";
        node.linkDown(member, link);
        lan.after(duration, () -> node.linkUp(member, link));
      }
      case 11 -> {
        lan.count("harm: priority");
        if (!node.terms().isOwner()) {
          node.priority(1 + random.nextInt(254));
        }
      }
      case 12 -> {
        lan.count("harm: step-down");
        node.stepDown(duration);
      }
      case 13 -> {
        lan.count("harm: address lost");
        node.receive(() -> {
          if (member.holding) {
            node.on(member, new Event.AddressLost("203.0.113.10"));
          }
        });
      }
      case 14 -> {
        lan.count("harm: killed, found dead");
        node.kill();
        lan.after(DETECTION_NANOS, () -> tellOthersUnreachable(node));
        lan.after(DETECTION_NANOS + duration, node::start);
      }
      case 15 -> {
        lan.count("harm: taken for dead");
        tellOthersUnreachable(node);
      }
      case 16 -> {
        lan.count("harm: ordered to step down");
        node.order(true);
        lan.after(duration, () -> node.order(false));
      }
      default -> {
        lan.count("harm: idle tick and resume");
        node.tell(Event.Tick.TICK);
        node.tell(Event.Resume.RESUME);
      }
    }
  }

  private void tellOthersUnreachable(Node lost) {
    for (var node : lan.nodes) {
      for (int vrid = 0; vrid < vrids; vrid++) {
        var member = node.members.get(vrid);
        var unreachable = new Event.MasterUnreachable(lost.members.get(vrid).router.source());
        if (node != lost) {
          node.receive(() -> node.on(member, unreachable));
        }
      }
    }
  }

  private void partition(long duration) {
    lan.count("harm: partition");
    int side = random.nextInt(1, 1 << size);
    cutBetween(side, true);
    lan.after(duration, () -> cutBetween(side, false));
  }

  private void cutBetween(int side, boolean cut) {
    for (int a = 0; a < size; a++) {
      for (int b = 0; b < size; b++) {
        if ((side >> a & 1) != (side >> b & 1)) {
          lan.cut[a][b] = cut;
        }
      }
    }
  }

  // ---- Recovery ----

  private void calm() {
    lan.loss = 0;
    cutBetween(0, false);
    for (int a = 0; a < size; a++) {
      for (int b = 0; b < size; b++) {
        lan.cut[a][b] = false;
      }
    }
    for (var node : lan.nodes) {
      node.wake();
      for (var member : node.members) {
        node.linkUp(member, "eth0");
        node.linkUp(member, "eth1");
      }
      node.order(false);
      node.tell(Event.Resume.RESUME);
      if (!node.alive || node.members.stream().anyMatch(m -> m.state instanceof Stopped)) {
        node.start();
      }
    }
    calmSince = lan.now();
  }

  private long masterDownNanos() {
    int adverts = lan.nodes.get(0).terms().downTimerAdverts();
    return adverts * slowestInterval
        + (version == VrrpVersion.V2 ? 1_000_000_000 : slowestInterval);
  }

  /**
   * When the disturbances have ended, the last router to wait is one that was stopped just before:
   * it is started again within {@link #LONGEST_HARM} intervals, and waits for its start-up delay
   * and then a whole master-down time; one interval later, every router has heard which one is
   * master.
   */
  private long recoveryNanos() {
    return (LONGEST_HARM + 1) * slowestInterval
        + startUpDelay
        + masterDownNanos()
        + Lan.SLOWEST_NANOS;
  }

  private void assertEachHasAMaster() {
    for (int vrid = 0; vrid < vrids; vrid++) {
      assertThat(lan.mastersOf(vrid)).as("masters of %d in time", vrid).isPositive();
    }
  }

  private void assertHostsTalkToIt() {
    for (int vrid = 0; vrid < vrids; vrid++) {
      assertThat(lan.hosts.areServed(vrid)).as("hosts of %d: %s", vrid, lan.hosts).isTrue();
    }
  }

  private void assertEachHasOneMaster() {
    for (int vrid = 0; vrid < vrids; vrid++) {
      assertThat(lan.mastersOf(vrid)).as("masters of %d in the end", vrid).isOne();
      for (var node : lan.nodes) {
        assertOnlyMastersHold(node, vrid);
      }
    }
    if (lan.nodes.stream().allMatch(node -> node.terms().preempt())) {
      assertTheBestIsMaster();
    }
  }

  private static void assertOnlyMastersHold(Node node, int vrid) {
    var member = node.members.get(vrid);
    if (member.holding != member.state instanceof Master) {
      fail("node %d in the end: holds %s in %s", node.id, member.holding, member.state);
    }
  }

  private void assertTheBestIsMaster() {
    int best = lan.nodes.stream().mapToInt(n -> n.members.get(0).router.priority()).max().orElse(0);
    for (var node : lan.nodes) {
      for (var member : node.members) {
        if (member.state instanceof Master) {
          assertThat(member.router.priority()).as("the master's priority").isEqualTo(best);
        }
      }
    }
  }
}
