package org.holdfast.vrrp.election;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;

/** Injects into a LAN of directors the faults and the operators' actions known from the field. */
final class Harms {

  /** The longest fault, in intervals. */
  static final long LONGEST = 6;

  /** The time in which BFD detects a dead node. */
  private static final long DETECTION_NANOS = 30_000_000;

  /** The most lives of a process before its parent gives it up. */
  private static final int MOST_DEATHS = 5;

  private static final int KINDS = 27;

  private final Lan lan;
  private final RandomGenerator random;
  private final int vrids;
  private final long slowestInterval;
  private boolean over;

  Harms(Lan lan, int vrids, long slowestInterval) {
    this.lan = lan;
    random = lan.random;
    this.vrids = vrids;
    this.slowestInterval = slowestInterval;
  }

  /** Repairs the wire, and cancels what would begin later. */
  void end() {
    over = true;
    lan.loss = 0;
    for (var to : lan.cut) {
      Arrays.fill(to, false);
    }
  }

  /** Runs a later part of a fault, unless the faults have ended by then. */
  private void later(long nanos, Runnable what) {
    lan.after(
        nanos,
        () -> {
          if (!over) {
            what.run();
          }
        });
  }

  /** Injects one at random. */
  void any() {
    var node = lan.nodes.get(random.nextInt(lan.nodes.size()));
    var member = node.members.get(random.nextInt(vrids));
    long duration = random.nextLong(slowestInterval / 5, LONGEST * slowestInterval);
    int kind = random.nextInt(KINDS);
    if (kind < 7) {
      wire(kind, node, member, duration);
    } else if (kind < 17) {
      process(kind, node, duration);
    } else {
      operator(kind, node, member, duration);
    }
  }

  // ---- The wire ----

  private void wire(int kind, Node node, Member member, long duration) {
    switch (kind) {
      case 0, 1 -> {
        lan.count("harm: loss");
        lan.loss = random.nextDouble(0.4);
        lan.after(duration, () -> lan.loss = 0);
      }
      case 2 -> partition(duration);
      case 3 -> {
        lan.count("harm: one-way link");
        int to = random.nextInt(lan.nodes.size());
        lan.cut[node.id][to] = true;
        lan.after(duration, () -> lan.cut[node.id][to] = false);
      }
      case 4, 5 -> {
        lan.count("harm: link down");
        var link = random.nextBoolean() ? "eth0" : "eth1";
        node.linkDown(member, link);
        lan.after(duration, () -> node.linkUp(member, link));
      }
      default -> {
        lan.count("harm: taken for dead");
        tellOthersUnreachable(node);
      }
    }
  }

  private void partition(long duration) {
    lan.count("harm: partition");
    int side = random.nextInt(1, 1 << lan.nodes.size());
    cutBetween(side, true);
    lan.after(duration, () -> cutBetween(side, false));
  }

  private void cutBetween(int side, boolean cut) {
    for (int a = 0; a < lan.nodes.size(); a++) {
      for (int b = 0; b < lan.nodes.size(); b++) {
        if ((side >> a & 1) != (side >> b & 1)) {
          lan.cut[a][b] = cut;
        }
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

  // ---- The process, its parent and its host ----

  private void process(int kind, Node node, long duration) {
    switch (kind) {
      case 7, 8 -> {
        lan.count("harm: stall");
        node.stall();
        lan.after(duration, node::wake);
      }
      case 9 -> {
        lan.count("harm: orderly stop");
        node.tell(Event.Stop.STOP);
        lan.after(duration, node::start);
      }
      case 10 -> {
        lan.count("harm: killed, back late");
        node.kill();
        lan.after(duration, node::start);
      }
      case 11 -> {
        lan.count("harm: killed, back soon");
        node.kill();
        lan.after(duration / 10, node::start);
      }
      case 12 -> {
        lan.count("harm: killed, found dead");
        node.kill();
        lan.after(DETECTION_NANOS, () -> tellOthersUnreachable(node));
        lan.after(DETECTION_NANOS + duration, node::start);
      }
      case 13 -> {
        lan.count("harm: dies again and again under its parent");
        dies(node, random.nextInt(1, MOST_DEATHS + 1), duration);
      }
      case 14 -> {
        lan.count("harm: killed, released, back soon");
        node.kill();
        later(duration / 20, node::releaseLeftovers);
        lan.after(duration / 10, node::start);
      }
      case 15 -> {
        lan.count("harm: hung, killed by its parent");
        node.stall();
        later(duration / 2, node::kill);
        lan.after(duration / 2 + duration / 20, node::start);
      }
      default -> {
        lan.count("harm: power lost");
        node.losePower();
        lan.after(duration, node::start);
      }
    }
  }

  /**
   * The parent starts a dead agent again at once; after the last of these deaths it removes what
   * the agent has left, and the agent stays away.
   */
  private void dies(Node node, int times, long duration) {
    node.kill();
    if (times == MOST_DEATHS) {
      later(duration / 20, node::releaseLeftovers);
      lan.after(duration, node::start);
      return;
    }
    later(
        duration / 20,
        () -> {
          node.start();
          if (random.nextInt(3) > 0) {
            later(random.nextLong(1, duration), () -> dies(node, times + 1, duration));
          }
        });
  }

  // ---- The operator ----

  private void operator(int kind, Node node, Member member, long duration) {
    switch (kind) {
      case 17 -> {
        lan.count("harm: priority");
        if (!node.terms().isOwner()) {
          node.priority(1 + random.nextInt(254));
        }
      }
      case 18 -> {
        lan.count("harm: step-down");
        node.stepDown(duration);
      }
      case 19 -> {
        lan.count("harm: address lost");
        node.receive(() -> {
          if (member.isHolding()) {
            node.on(member, new Event.AddressLost("203.0.113.10"));
          }
        });
      }
      case 20, 21 -> {
        lan.count("order: step down until then");
        var some = node.together(member);
        node.order(some, true);
        later(duration, () -> node.order(some, false));
      }
      case 22 -> {
        lan.count("order: step down unless there is no other");
        var some = node.together(member);
        node.order(some, true);
        withdrawIfAlone(node, some, duration, slowestInterval / 4);
      }
      case 23 -> {
        lan.count("reload: terms");
        node.reload(node.file().with(otherTerms(node.terms())));
      }
      case 24 -> {
        lan.count("reload: group");
        reloadAll(node, duration);
      }
      case 25 -> {
        lan.count("reload: instance removed and added");
        node.reload(node.file().presenting(node.file().present() & ~(1 << member.vrid)));
        int bit = 1 << member.vrid;
        later(duration, () -> node.reload(node.file().presenting(node.file().present() | bit)));
      }
      default -> {
        lan.count("harm: idle tick and resume");
        node.tell(Event.Tick.TICK);
        node.tell(Event.Resume.RESUME);
      }
    }
  }

  /** Withdraws an order if no other router takes over, as the command does unless it is forced. */
  private void withdrawIfAlone(Node node, List<Member> some, long left, long look) {
    later(
        look,
        () -> {
          if (some.stream().anyMatch(member -> member.ordered && node.isMaster(member))) {
            lan.count("order: withdrawn, there is no other");
            node.order(some, false);
          } else if (left > look) {
            withdrawIfAlone(node, some, left - look, look);
          } else {
            node.order(some, false);
          }
        });
  }

  /** Reloads one node after the other, or only the first, as in a rollout that was given up. */
  private void reloadAll(Node first, long duration) {
    int grouped = random.nextInt(1 << vrids);
    first.reload(first.file().grouping(grouped));
    if (random.nextBoolean()) {
      for (var node : lan.nodes) {
        later(random.nextLong(duration), () -> node.reload(node.file().grouping(grouped)));
      }
    }
  }

  private ElectionTerms otherTerms(ElectionTerms terms) {
    long interval = terms.advertisementInterval().toMillis();
    long other =
        terms.version() == VrrpVersion.V2 || random.nextBoolean()
            ? interval
            : Math.max(10, slowestInterval / 1_000_000 / random.nextInt(1, 4));
    return new ElectionTerms(
        terms.version(),
        terms.isOwner() ? terms.priority() : 1 + random.nextInt(254),
        Duration.ofMillis(other),
        random.nextInt(4) == 0 ? !terms.preempt() : terms.preempt(),
        random.nextInt(4) == 0 ? Duration.ZERO : terms.preemptDelay(),
        terms.downTimerAdverts(),
        terms.adverts(),
        terms.handover(),
        terms.rivalPriority());
  }
}
