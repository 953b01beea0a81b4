package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.State.Watch.Standing;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;

/**
 * What keeps an instance in its state at one moment, in words. The reason of its last transition is
 * history by then.
 */
final class Present {

  private final Router router;
  private final GroupMembership group;
  private final List<LinkStatus> links;
  private final long now;

  private Present(Router router, GroupMembership group, List<LinkStatus> links, long now) {
    this.router = router;
    this.group = group;
    this.links = links;
    this.now = now;
  }

  /**
   * Returns the words.
   *
   * @param links the links on which the instance depends
   */
  static String words(
      Router router, State state, GroupMembership group, List<LinkStatus> links, long now) {
    var present = new Present(router, group, links, now);
    return switch (state) {
      case State.Starting starting -> present.starting(starting);
      case State.Backup backup -> present.backup(backup);
      case State.Master master -> present.master(master);
      case State.Leaving leaving -> present.leaving(leaving);
      case State.Fault fault -> present.fault(fault);
      case State.Stopped _ -> "the agent has stopped it";
    };
  }

  private String starting(State.Starting starting) {
    return (Times.reached(starting.until(), now)
            ? "it starts"
            : "the start-up delay ends in " + until(starting.until()))
        + serving(starting, starting.servingUntil());
  }

  private String master(State.Master master) {
    var rival = master.rival();
    if (rival != null && rival.isAlive(now)) {
      return "%s is master too, with priority %d, ours is %d"
          .formatted(rival.source(), rival.priority(), router.priority());
    }
    return "it hears no other master";
  }

  private String leaving(State.Leaving leaving) {
    var successor = leaving.successor();
    return (leaving.stopping() ? "the agent stops: " : "it hands over: ")
        + "it serves until "
        + (successor == null
            ? "a successor does"
            : "successor " + successor.source() + " has announced the addresses")
        + ", for "
        + until(leaving.until())
        + " at most";
  }

  private String fault(State.Fault fault) {
    return fault.reasons().stream().map(this::words).sorted().collect(Collectors.joining("; "))
        + serving(fault, fault.servingUntil());
  }

  /** A link that is up again is still a fault until its delay is over. */
  private String words(FaultReason reason) {
    if (reason instanceof FaultReason.InterfaceDown(String name)) {
      for (var link : links) {
        var turns = link.turnsInSeconds();
        if (turns != null && link.interfaceName().equals(name)) {
          return "interface %s is up again, which counts in %s"
              .formatted(name, SpanWords.exact(turns));
        }
      }
    }
    return reason.text();
  }

  private String backup(State.Backup backup) {
    var words = new ArrayList<String>();
    if (backup.willing()) {
      words.add("it could be master and waits for sync group " + group.groupName());
    } else {
      if (backup.standbyUntil() != Times.NEVER && !Times.reached(backup.standbyUntil(), now)) {
        words.add("it is stepped down");
      }
      words.add(watch(backup));
    }
    return String.join("; ", words) + serving(backup, backup.servingUntil());
  }

  /** Returns nothing for a state without addresses. */
  private String serving(State state, long servingUntil) {
    return state.holdsAddresses()
        ? "; it still serves until its successor has announced the addresses, for "
            + until(servingUntil)
            + " at most"
        : "";
  }

  private String watch(State.Backup backup) {
    var watch = backup.watch();
    var takesOver = "this router takes over in " + until(watch.masterDownAt());
    var heard = watch.lastHeard();
    if (heard == null) {
      return "no master has been heard yet: " + takesOver;
    }
    if (watch.standing() == Standing.RESIGNED) {
      return "master %s has resigned: %s".formatted(heard.source(), takesOver);
    }
    if (watch.standing() == Standing.UNREACHABLE) {
      return "master %s cannot be reached (BFD): %s".formatted(heard.source(), takesOver);
    }
    var master =
        "%s is master with priority %d, ours is %d"
            .formatted(heard.source(), heard.priority(), router.priority());
    if (!heard.isAlive(now)) {
      return "master %s is silent: %s".formatted(heard.source(), takesOver);
    }
    if (heard.priority() >= router.priority()) {
      return master;
    }
    return master + ": " + lower(backup, heard);
  }

  /** Says why a living master of lower priority is not, or not yet, preempted. */
  private String lower(State.Backup backup, State.Peer master) {
    if (!router.terms().preempt()) {
      return "this router does not preempt (preempt: false)";
    }
    if (Objects.equals(backup.watch().lower(), master)) {
      return "it is preempted in " + until(backup.watch().masterDownAt());
    }
    return backup.preemptAt() == Times.NEVER || Times.reached(backup.preemptAt(), now)
        ? "it is preempted after its next advert"
        : "it is preempted in " + until(backup.preemptAt());
  }

  private String until(long instant) {
    return SpanWords.exact(Math.max(0, instant - now) / 1e9);
  }
}
