package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;

/** What would take the mastership from an instance, and which router would take over. */
final class MasterLoss {

  private static final int OWNER = 255;

  private MasterLoss() {}

  /** Returns a sentence for each way, and one about the successor. */
  static List<String> of(InstanceStatus master) {
    var ways = new ArrayList<String>();
    int priority = master.priority().effective();
    ways.add(
        priority == OWNER
            ? "no other router's priority: it owns the addresses (priority 255)"
            : "a router that preempts and advertises a priority above %d, or %d from a higher address"
                .formatted(priority, priority));
    var links =
        master.links().stream()
            .filter(LinkStatus::required)
            .map(LinkStatus::interfaceName)
            .collect(Collectors.joining(" or "));
    if (!links.isEmpty()) {
      ways.add("a fault: " + links + " goes down");
    }
    master.tracks().forEach(track -> add(track, priority, ways));
    if (master.syncGroup() != null) {
      ways.add(
          "a fault or a better router of another instance in sync group " + master.syncGroup());
    }
    ways.add(successor(master.peers().heard()));
    return ways;
  }

  private static void add(TrackStatus track, int priority, List<String> ways) {
    var what = track.kind() + " " + track.name();
    if (track.weight() == 0) {
      if (!track.kind().equals("interface")) {
        ways.add("a fault: " + what + (track.reverse() ? " succeeds" : " fails"));
      }
      return;
    }
    boolean numeric = !track.verdict().equals("ok") && !track.verdict().equals("failed");
    if (numeric || track.reverse()) {
      return; // how much the priority may still change is not known
    }
    // A negative weight is taken while the track fails, a positive one is added while it is well.
    int loss = track.verdict().equals("ok") ? Math.abs(track.weight()) : 0;
    if (loss > 0) {
      ways.add(
          "%s fails, and a router with a priority above %d preempts"
              .formatted(what, Math.max(1, priority - loss)));
    }
  }

  /** Names the router that is likely to take over, of those that the master has heard. */
  static String successor(List<RouterStatus> heard) {
    return heard.stream()
        .max((one, other) -> Integer.compare(one.priority(), other.priority()))
        .map(router ->
            "%s would take over: %s %s ago; a backup is silent, so whether it runs is not known"
                .formatted(
                    router.source(),
                    router.priority() == 0
                        ? "it gave the mastership up (priority 0)"
                        : "its last priority was %d,".formatted(router.priority()),
                    SpanWords.exact(router.heardSecondsAgo())))
        .orElse("no other router has been heard since the start, so none is known to take over");
  }
}
