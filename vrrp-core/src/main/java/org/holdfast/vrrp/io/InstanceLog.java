package org.holdfast.vrrp.io;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.holdfast.linux.LogBudget;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Defect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an instance's log lines, in keepalived's words where keepalived has the same line. Lines
 * caused by packets are limited to one of a kind until the next transition, or one a second. Owned
 * by the election loop.
 */
final class InstanceLog {

  private static final Logger log = LoggerFactory.getLogger(InstanceLog.class);

  private static final long QUIET_NANOS = 1_000_000_000L;

  private final String name;
  private final Set<Defect> defects = EnumSet.noneOf(Defect.class);
  private final Map<Class<?>, Long> noticedAt = new HashMap<>();
  private boolean otherAddresses;

  InstanceLog(String name) {
    this.name = name;
  }

  /** Logs each kind of defect once until the next transition, as keepalived does. */
  void rejected(Defect defect, IpAddress claimedSource) {
    if (defects.add(defect) && LogBudget.OTHERS.admits("rejected adverts")) {
      log.warn("({}) rejected an advert from {}: {}", name, claimedSource, defect);
    }
  }

  void differentAddresses(IpAddress source, Advertisement advert) {
    if (!otherAddresses) {
      otherAddresses = true;
      if (!LogBudget.OTHERS.admits("adverts with other addresses")) {
        return;
      }
      log.warn(
          "({}) {} advertises {}, which are not our addresses", name, source, advert.addresses());
    }
  }

  /** Logs that a disagreement with another router or host has been confirmed. */
  void disagrees(String words) {
    // Each instance has its own budget, so that one instance's peers do not silence the others.
    if (LogBudget.OTHERS.admits("disagreements of " + name + " with other routers")) {
      log.warn("({}) {}", name, words);
    }
  }

  /** Logs the end of a disagreement. */
  void agrees(String words) {
    if (LogBudget.OTHERS.admits("ends of disagreements of " + name + " with other routers")) {
      log.info("({}) no longer so: {}", name, words);
    }
  }

  void priorityChanged(int from, int to) {
    log.info("({}) Changing effective priority from {} to {}", name, from, to);
  }

  void sentPriorityZero() {
    log.info("({}) sent 0 priority", name);
  }

  void moved(State from, State to, Reason reason) {
    defects.clear();
    otherAddresses = false;
    switch (reason) {
      case Reason.MasterSilent silent -> log.info("({}) Receive advertisement timeout", name);
      case Reason.BetterHeard(IpAddress source, int theirs, int ours) ->
          log.info(
              "({}) Master received advert from {} with {} priority {}, ours {}",
              name,
              source,
              theirs > ours ? "higher" : "the same",
              theirs,
              ours);
      default -> {}
    }
    switch (to) {
      case State.Leaving leaving ->
          log.info("({}) handing over, serving until the successor does: {}", name, reason.text());
      case State.Fault fault when fault.isWaiting() ->
          log.info("({}) waiting: {}", name, reason.text());
      case State.Fault fault -> {
        log.info("({}): entering FAULT state ({})", name, reason.text());
        entering(from, to, reason);
      }
      default -> entering(from, to, reason);
    }
  }

  private void entering(State from, State to, Reason reason) {
    boolean first = isBeginning(from) && to instanceof State.Backup;
    log.info(
        "({}) Entering {} STATE{}: {}", name, to.label(), first ? " (init)" : "", reason.text());
  }

  private static boolean isBeginning(State from) {
    return from instanceof State.Starting || (from instanceof State.Fault out && out.isWaiting());
  }

  /**
   * Logs a notice unless one of its kind was logged too recently; returns whether it was logged.
   */
  boolean notice(Notice notice, long now) {
    var before = noticedAt.get(notice.getClass());
    if (before != null && now - before < QUIET_NANOS) {
      return false;
    }
    noticedAt.put(notice.getClass(), now);
    if (LogBudget.OTHERS.admits("adverts heard by " + name)) {
      write(notice);
    }
    return true;
  }

  private void write(Notice notice) {
    switch (notice) {
      case Notice.LowerHeard(IpAddress source, int theirs, int ours) ->
          log.info(
              "({}) Received advert from {} with lower priority {}, ours {}, forcing new election",
              name,
              source,
              theirs,
              ours);
      case Notice.LowerDiscarded(IpAddress source, int theirs) ->
          log.info(
              "({}) received lower priority ({}) advert from {} - discarding",
              name,
              theirs,
              source);
      case Notice.OwnAddressHeard(IpAddress source) ->
          log.warn("({}) received an advert from outside with our own address {}", name, source);
      case Notice.OwnerConflict(IpAddress source) ->
          log.error("({}) {} claims to own the addresses too (priority 255)", name, source);
      case Notice.ResignationHeard(IpAddress source, long takeoverInNanos) ->
          log.info(
              "({}) Backup received priority 0 advertisement from {}, taking over in {} ms",
              name,
              source,
              takeoverInNanos / 1_000_000);
      case Notice.GroupNotReady notReady ->
          log.info("({}) could be master, waiting for its sync group", name);
    }
  }

  void failed(Object what, Throwable failure) {
    log.error("({}) {} failed", name, what, failure);
  }
}
