package org.holdfast.vrrp.election;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.election.State.Master;

/**
 * A switch and the time, both simulated: packets are delayed, lost or cut off, but stay in order
 * between two nodes, and every event is drawn from one seed.
 */
final class Lan {

  static final long SLOWEST_NANOS = 500_000;
  static final long FASTEST_NANOS = 20_000;

  private record Due(long at, long order, Runnable run) {}

  final RandomGenerator random;
  final List<Node> nodes = new ArrayList<>();

  /** The hosts that talk to the virtual addresses. */
  final Hosts hosts;

  /** The timing of every master's announcements. */
  AnnouncementTiming announcements = AnnouncementTiming.DEFAULT;

  /** The longest time for which a kernel loop may be busy with something else. */
  long slowestKernelNanos = 2_000_000;

  /** Counts of events, for the report and to prove that each kind occurred. */
  final TreeMap<String, Long> seen = new TreeMap<>();

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private final boolean recording;
  private final ArrayList<String> history = new ArrayList<>();
  private long historyHash;
  private long order;
  private long now;

  /** Called after every event to check the whole LAN. */
  Runnable onlooker = () -> {};

  double loss;
  final boolean[][] cut;
  private final long[][] lastArrival;

  Lan(long seed, int size, boolean recording) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.recording = recording;
    cut = new boolean[size][size];
    lastArrival = new long[size][size];
    hosts = new Hosts(this, size);
  }

  /** Usually none; sometimes a while. */
  long kernelLag() {
    return random.nextInt(10) == 0
        ? random.nextLong(slowestKernelNanos)
        : random.nextLong(FASTEST_NANOS);
  }

  long now() {
    return now;
  }

  long historyHash() {
    return historyHash;
  }

  /** The last events, for the report of a failure. Empty unless recording. */
  String tailOfHistory() {
    int from = Math.max(0, history.size() - 60);
    return String.join("\n", history.subList(from, history.size()));
  }

  void after(long nanos, Runnable run) {
    queue.add(new Due(now + nanos, order++, run));
  }

  void run(long until) {
    while (!queue.isEmpty() && queue.peek().at <= until) {
      var due = queue.remove();
      now = due.at;
      due.run.run();
      onlooker.run();
    }
    now = until;
  }

  void happened(Node node, Node.Member member, Object event) {
    historyHash = historyHash * 31 + now;
    historyHash = historyHash * 31 + node.id * 7L + member.vrid;
    historyHash = historyHash * 31 + event.toString().hashCode();
    historyHash = historyHash * 31 + member.state.label().name().hashCode();
    if (recording) {
      history.add(
          "%.6f node %d vrid %d %s -> %s"
              .formatted(now / 1e9, node.id, member.vrid, event, member.state));
    }
  }

  /** Describes the LAN for the report of a failure. */
  void note(Node node, Node.Member member, String what) {
    if (recording) {
      history.add("%.6f node %d vrid %d %s".formatted(now / 1e9, node.id, member.vrid, what));
    }
  }

  void count(String what) {
    seen.merge(what, 1L, Long::sum);
  }

  /** Sends an advert to all other nodes, each with its own delay. */
  void multicast(Node from, Node.Member sender, int priority) {
    for (var to : nodes) {
      if (to != from) {
        send(from, sender, to, priority);
      }
    }
  }

  private void send(Node from, Node.Member sender, Node to, int priority) {
    var receiver = to.members.get(sender.vrid);
    if (isLost(from, sender, to)) {
      receiver.missedAt[from.id] = now;
      return;
    }
    var heard = new Event.Heard(sender.router.source(), priority, sender.router.intervalNanos());
    deliver(from, to, () -> arrive(from, to, receiver, heard));
  }

  /** Carries a gratuitous ARP or unsolicited neighbour advertisement to all other nodes. */
  void announced(Node from, Node.Member sender) {
    for (var to : nodes) {
      var receiver = to.members.get(sender.vrid);
      if (to != from && !isLost(from, sender, to)) {
        deliver(
            from,
            to,
            () -> {
              if (!receiver.isOffline() && to.alive) {
                to.heardAnnouncement(receiver);
              }
            });
      }
    }
  }

  private boolean isLost(Node from, Node.Member sender, Node to) {
    boolean lost = cut[from.id][to.id] || sender.isOffline() || random.nextDouble() < loss;
    if (lost) {
      count("packet lost");
    }
    return lost;
  }

  private void deliver(Node from, Node to, Runnable arrival) {
    long at = now + random.nextLong(FASTEST_NANOS, SLOWEST_NANOS);
    lastArrival[from.id][to.id] = Math.max(at, lastArrival[from.id][to.id]);
    after(lastArrival[from.id][to.id] - now, arrival);
  }

  private void arrive(Node from, Node to, Node.Member receiver, Event.Heard heard) {
    if (receiver.isOffline() || !to.alive) {
      receiver.missedAt[from.id] = now;
    } else {
      to.receive(() -> to.on(receiver, heard));
    }
  }

  boolean isServed(int vrid) {
    return nodes.stream().anyMatch(node -> node.members.get(vrid).holding);
  }

  long mastersOf(int vrid) {
    return nodes.stream()
        .filter(node -> node.alive && node.members.get(vrid).state instanceof Master)
        .count();
  }
}
