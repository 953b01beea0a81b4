package org.holdfast.vrrp.election;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.holdfast.vrrp.AnnouncementTiming;

/**
 * A switch and the time, both simulated: packets are delayed, lost or cut off, but stay in order
 * between two nodes, and every event is drawn from one seed.
 */
final class Lan {

  static final long SLOWEST_NANOS = 500_000;
  static final long FASTEST_NANOS = 20_000;

  private record Due(long at, long order, Runnable run) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  final RandomGenerator random;
  final List<Node> nodes = new ArrayList<>();

  /** The hosts that talk to the virtual addresses. */
  final Hosts hosts;

  /** The timing of every master's announcements. */
  AnnouncementTiming announcements = AnnouncementTiming.DEFAULT;

  /** Whether the nodes' kernels detect duplicate addresses before they use one. */
  boolean detectsDuplicates;

  /** The longest time for which a kernel loop may be busy with something else. */
  long slowestKernelNanos = 2_000_000;

  /** Counts of events, for the report and to prove that each kind occurred. */
  final Map<String, Long> seen = new HashMap<>();

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
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

  void happened(Node node, Member member, Object event) {
    historyHash = historyHash * 31 + now;
    historyHash = historyHash * 31 + node.id * 7L + member.vrid;
    historyHash = historyHash * 31 + event.getClass().getName().hashCode();
    historyHash = historyHash * 31 + member.state.label().name().hashCode();
    if (recording) {
      history.add(
          "%.6f node %d vrid %d %s -> %s"
              .formatted(now / 1e9, node.id, member.vrid, event, member.state));
    }
  }

  /** Describes the LAN for the report of a failure. */
  void note(Node node, Member member, String what) {
    if (recording) {
      history.add("%.6f node %d vrid %d %s".formatted(now / 1e9, node.id, member.vrid, what));
    }
  }

  void count(String what) {
    seen.merge(what, 1L, Long::sum);
  }

  /** Sends an advert to all other nodes, each with its own delay. */
  void multicast(Node from, Member sender, int priority) {
    for (var to : nodes) {
      if (to != from) {
        send(from, sender, to, priority);
      }
    }
  }

  private void send(Node from, Member sender, Node to, int priority) {
    var receiver = to.members.get(sender.vrid);
    if (isLost(from, sender, to)) {
      receiver.missedAt[from.id] = now;
      return;
    }
    var heard = new Event.Heard(sender.router.source(), priority, sender.router.intervalNanos());
    deliver(from, to, () -> arrive(from, to, receiver, heard));
  }

  /** Carries a gratuitous ARP or unsolicited neighbour advertisement to all other nodes. */
  void announced(Node from, Member sender) {
    for (var to : nodes) {
      var receiver = to.members.get(sender.vrid);
      if (to != from && !isLost(from, sender, to)) {
        deliver(from, to, () -> arriveAnnounced(from, to, receiver));
      }
    }
  }

  private static void arriveAnnounced(Node from, Node to, Member receiver) {
    if (receiver.isOffline()) {
      return;
    }
    receiver.addresses().contested();
    if (to.alive) {
      to.serving().heardAnnouncement(receiver);
      to.serving().claimed(from, receiver);
    }
  }

  /** Carries a question for the addresses to all other nodes, whose kernels answer it. */
  void asked(Node from, Member sender) {
    for (var to : nodes) {
      var receiver = to.members.get(sender.vrid);
      if (to != from && !isLost(from, sender, to)) {
        deliver(from, to, () -> arriveQuestion(from, sender, to, receiver));
      }
    }
  }

  private void arriveQuestion(Node from, Member sender, Node to, Member receiver) {
    if (to.serves(receiver.vrid) && !isLost(to, receiver, from)) {
      deliver(
          to,
          from,
          () -> {
            if (from.alive && !sender.isOffline()) {
              from.serving().claimed(to, sender);
            }
          });
    }
  }

  /** Carries the question of a duplicate address detection, and the answers to it. */
  void probed(Node from, Member sender) {
    for (var to : nodes) {
      var receiver = to.members.get(sender.vrid);
      if (to != from && !isLost(from, sender, to)) {
        deliver(from, to, () -> arriveProbe(from, sender, to, receiver));
      }
    }
  }

  private void arriveProbe(Node from, Member sender, Node to, Member receiver) {
    if (receiver.isOffline()) {
      return;
    }
    receiver.addresses().contested();
    if (receiver.addresses().areUsable() && !isLost(to, receiver, from)) {
      deliver(
          to,
          from,
          () -> {
            if (!sender.isOffline()) {
              sender.addresses().contested();
            }
          });
    }
  }

  private boolean isLost(Node from, Member sender, Node to) {
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

  private void arrive(Node from, Node to, Member receiver, Event.Heard heard) {
    if (receiver.isOffline() || !to.alive) {
      receiver.missedAt[from.id] = now;
    } else {
      to.receive(() -> to.on(receiver, heard));
    }
  }

  boolean isServed(int vrid) {
    return nodes.stream().anyMatch(node -> node.members.get(vrid).addresses().areUsable());
  }

  long mastersOf(int vrid) {
    return nodes.stream().filter(node -> node.alive && node.members.get(vrid).isMaster()).count();
  }
}
