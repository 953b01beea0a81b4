package org.holdfast.agent.status;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.json.Json;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.jspecify.annotations.Nullable;

/**
 * The reason why an instance is or is not master. Plain values; spans are in seconds.
 *
 * @param verdict one sentence
 * @param toBecomeMaster conditions, each of which would make the instance master; in FAULT all of
 *     them are needed; empty for a master
 * @param toLoseMastership what would take the mastership away, and who is known to take over; empty
 *     unless the instance is master
 * @param remarks what else operators wonder about, such as why a ping of the addresses fails
 * @param skewSeconds the additional wait of a backup with this priority, compared with priority 256
 * @param masterDownSeconds the silence after which the master counts as lost
 */
public record Explanation(
    InstanceStatus instance,
    String verdict,
    List<String> toBecomeMaster,
    List<String> toLoseMastership,
    List<String> remarks,
    boolean preempt,
    double preemptDelaySeconds,
    double skewSeconds,
    double masterDownSeconds) {

  public Explanation {
    toBecomeMaster = List.copyOf(toBecomeMaster);
    toLoseMastership = List.copyOf(toLoseMastership);
    remarks = List.copyOf(remarks);
  }

  /** Explains an instance's current state under its election terms. */
  public static Explanation of(InstanceStatus instance, ElectionTerms terms) {
    var peer = instance.master();
    double interval =
        peer == null || terms.version() == VrrpVersion.V2
            ? instance.timers().advertisementIntervalSeconds()
            : peer.intervalSeconds();
    double unit = terms.version() == VrrpVersion.V2 ? 1 : interval;
    double skew = (256 - instance.priority().effective()) * unit / 256;
    double masterDown = terms.downTimerAdverts() * interval + skew;
    return new Explanation(
        instance,
        verdict(instance, terms),
        ways(instance, terms, masterDown),
        instance.state() == VrrpState.MASTER ? MasterLoss.of(instance) : List.of(),
        List.of(),
        terms.preempt(),
        terms.preemptDelay().toNanos() / 1e9,
        skew,
        masterDown);
  }

  /**
   * Returns a copy that tells of packets to the addresses that are dropped.
   *
   * @param accepting whether packets to the addresses are accepted
   */
  public Explanation accepting(boolean accepting) {
    if (accepting) {
      return this;
    }
    return new Explanation(
        instance,
        verdict,
        toBecomeMaster,
        toLoseMastership,
        List.of(
            "accept: false: its addresses answer no ping, and programs on this host cannot be"
                + " reached at them; nftables drops these packets (nft list ruleset shows the"
                + " table). Packets through the router and neighbour discovery pass"),
        preempt,
        preemptDelaySeconds,
        skewSeconds,
        masterDownSeconds);
  }

  /** Returns a copy with the obstacles in the instance's sync group. */
  public Explanation inGroup(SyncGroupStatus group) {
    var others =
        group.waitsFor().stream().filter(wait -> !wait.startsWith(instance.name() + " ")).toList();
    if (instance.state() == VrrpState.MASTER || others.isEmpty()) {
      return this;
    }
    var master = instance.master();
    var preemptable =
        master != null && master.priority() > 0 && isAboutToPreempt(master) ? master : null;
    var ways = preemptable == null ? new ArrayList<>(toBecomeMaster) : new ArrayList<String>();
    others.forEach(wait -> ways.add("sync group " + group.name() + " waits: " + wait));
    return new Explanation(
        instance,
        (preemptable == null
                ? verdict + "; it"
                : master(instance.name(), preemptable) + " could preempt it, but it")
            + " waits for sync group "
            + group.name()
            + ": "
            + String.join("; ", others),
        ways,
        toLoseMastership,
        remarks,
        preempt,
        preemptDelaySeconds,
        skewSeconds,
        masterDownSeconds);
  }

  private boolean isAboutToPreempt(PeerStatus master) {
    return instance.timers().masterDownInSeconds() != null
        && preempts(instance, preempt, preemptDelaySeconds == 0, master);
  }

  private static String master(String name, PeerStatus peer) {
    return "%s is master with priority %d; %s".formatted(peer.source(), peer.priority(), name);
  }

  /**
   * Reads the agent's response.
   *
   * @throws IOException if the text is not such an object
   */
  public static Explanation fromJson(String json) throws IOException {
    return Json.read(Explanation.class, json);
  }

  private static String verdict(InstanceStatus instance, ElectionTerms terms) {
    var name = instance.name();
    var peer = instance.master();
    int priority = instance.priority().effective();
    return switch (instance.state()) {
      case MASTER ->
          peer == null
              ? "%s is master with priority %d and hears no other master. It became master: %s"
                  .formatted(name, priority, instance.why())
              : name
                  + " is master, AND SO IS "
                  + peer.source()
                  + " with priority "
                  + peer.priority();
      case BACKUP -> backup(instance, terms, peer);
      case FAULT -> name + " is in FAULT: " + String.join("; ", instance.faults());
      case INIT, STOP -> name + " is in " + instance.state() + ": " + instance.standing();
    };
  }

  private static String backup(
      InstanceStatus instance, ElectionTerms terms, @Nullable PeerStatus peer) {
    var name = instance.name();
    var order = instance.priority().order();
    var isBackup = name + " is backup" + (order.isEmpty() ? "" : ", " + order);
    if (peer == null) {
      return isBackup + (order.isEmpty() ? " and" : "; it") + " has heard no master yet";
    }
    if (peer.priority() == 0) {
      return "%s: master %s resigned (priority 0) %s ago"
          .formatted(isBackup, peer.source(), SpanWords.exact(peer.heardSecondsAgo()));
    }
    var due = instance.timers().masterDownInSeconds();
    if (due != null && preempts(instance, terms, peer)) {
      return master(name, peer) + " preempts it in " + SpanWords.exact(due);
    }
    return "%s%s %s advertises priority %d, ours is %d"
        .formatted(
            isBackup,
            order.isEmpty() ? ":" : ";",
            peer.source(),
            peer.priority(),
            instance.priority().effective());
  }

  /** Whether the instance preempts that master when the running timer ends. */
  private static boolean preempts(InstanceStatus instance, ElectionTerms terms, PeerStatus master) {
    return preempts(instance, terms.preempt(), terms.preemptDelay().isZero(), master);
  }

  private static boolean preempts(
      InstanceStatus instance, boolean preempt, boolean atOnce, PeerStatus master) {
    var delay = instance.timers().preemptInSeconds();
    return preempt
        && master.priority() < instance.priority().effective()
        && (atOnce || (delay != null && delay <= 0));
  }

  private static List<String> ways(
      InstanceStatus instance, ElectionTerms terms, double masterDown) {
    var ways = new ArrayList<String>();
    switch (instance.state()) {
      case FAULT -> instance.faults().forEach(fault -> ways.add("this must clear: " + fault));
      case BACKUP -> backup(instance, terms, masterDown, ways);
      case INIT, MASTER, STOP -> {}
    }
    return ways;
  }

  private static void backup(
      InstanceStatus instance, ElectionTerms terms, double masterDown, List<String> ways) {
    var peer = instance.master();
    var due = instance.timers().masterDownInSeconds();
    if (peer != null && due != null && preempts(instance, terms, peer)) {
      ways.add("nothing more is needed: its master-down time ends in " + SpanWords.exact(due));
      return;
    }
    ways.add("no advert for " + SpanWords.exact(masterDown));
    if (peer == null || peer.priority() == 0) {
      return;
    }
    ways.add(peer.source() + " resigns (priority 0)");
    if (!instance.priority().order().isEmpty()) {
      ways.add(
          "the order ends (holdfast resume %s): then its own priority counts again"
              .formatted(instance.name()));
      return;
    }
    if (!terms.preempt()) {
      ways.add("it does not preempt (preempt: false): a higher priority alone does nothing");
      return;
    }
    int priority = instance.priority().effective();
    if (priority <= peer.priority()) {
      ways.add("a priority above " + peer.priority() + ", by configuration or by its tracks");
      lost(instance, ways);
    } else {
      var delay = instance.timers().preemptInSeconds();
      ways.add(
          delay == null
              ? "it has the higher priority: the preempt delay begins with the next advert of "
                  + peer.source()
              : "the preempt delay ends in " + SpanWords.exact(delay));
    }
  }

  /** Adds the current deductions of the tracks from the priority. */
  private static void lost(InstanceStatus instance, List<String> ways) {
    for (var track : instance.tracks()) {
      if (track.share() < 0) {
        ways.add(
            track.kind() + " " + track.name() + " recovers, which gives back " + -track.share());
      }
    }
  }
}
