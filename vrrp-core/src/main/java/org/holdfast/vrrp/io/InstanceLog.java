package org.holdfast.vrrp.io;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.holdfast.linux.LogBudget;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Defect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes an instance's log lines, in keepalived's words where keepalived has the same line. Lines
 * caused by packets are limited to one of a kind until the next transition, or one a second. Owned
 * by the election loop.
 */
final class InstanceLog {

  private static final Logger log = LoggerFactory.getLogger(InstanceLog.class);

  private static final long QUIET_NANOS = 1_000_000_000L;

  private static final int TRACED_A_SECOND = 100;

  private final String name;
  private final Set<Defect> defects = EnumSet.noneOf(Defect.class);
  private final Map<Class<?>, Long> noticedAt = new HashMap<>();
  private boolean otherAddresses;
  private long tracingSince;
  private int traced;

  InstanceLog(String name) {
    this.name = name;
  }

  /** Logs each kind of defect once until the next transition, as keepalived does. */
  void rejected(Defect defect, IpAddress claimedSource) {
    if (defects.add(defect) && LogBudget.OTHERS.admits("rejected adverts")) {
      write(Level.WARN, "rejected an advert from {}: {}", claimedSource, defect);
    }
  }

  void differentAddresses(IpAddress source, Advertisement advert) {
    if (!otherAddresses) {
      otherAddresses = true;
      if (!LogBudget.OTHERS.admits("adverts with other addresses")) {
        return;
      }
      write(
          Level.WARN, "{} advertises {}, which are not our addresses", source, advert.addresses());
    }
  }

  /** Logs that a disagreement with another router or host has been confirmed. */
  void disagrees(String words) {
    // Each instance has its own budget, so that one instance's peers do not silence the others.
    if (LogBudget.OTHERS.admits("disagreements of " + name + " with other routers")) {
      write(Level.WARN, "{}", words);
    }
  }

  /** Logs the end of a disagreement. */
  void agrees(String words) {
    if (LogBudget.OTHERS.admits("ends of disagreements of " + name + " with other routers")) {
      write(Level.INFO, "no longer so: {}", words);
    }
  }

  void priorityChanged(int from, int to) {
    write(Level.INFO, "Changing effective priority from {} to {}", from, to);
  }

  /** Whether accepted adverts are traced. */
  static boolean tracesAdverts() {
    return log.isTraceEnabled();
  }

  /** Traces an accepted advert; at most {@value #TRACED_A_SECOND} of them in a second. */
  void heard(IpAddress source, int priority, long now) {
    if (log.isTraceEnabled() && mayTrace(now)) {
      write(Level.TRACE, "heard an advert from {}, priority {}", source, priority);
    }
  }

  private boolean mayTrace(long now) {
    if (now - tracingSince >= QUIET_NANOS) {
      tracingSince = now;
      traced = 0;
    }
    traced++;
    return traced <= TRACED_A_SECOND;
  }

  /** Traces an advert of our own. */
  void sent(int priority, boolean out) {
    if (log.isTraceEnabled()) {
      write(Level.TRACE, "{} an advert, priority {}", out ? "sent" : "could not send", priority);
    }
  }

  void sentPriorityZero() {
    write(Level.INFO, "sent 0 priority");
  }

  /** Logs that the addresses of an earlier run stay for a while. */
  void servesOn() {
    write(Level.INFO, "serving with the addresses of an earlier run until its successor does");
  }

  void moved(State from, State to, Reason reason) {
    defects.clear();
    otherAddresses = false;
    switch (reason) {
      case Reason.MasterSilent _ -> write(Level.INFO, "Receive advertisement timeout");
      case Reason.BetterHeard(IpAddress source, int theirs, int ours) ->
          write(
              Level.INFO,
              "Master received advert from {} with {} priority {}, ours {}",
              source,
              theirs > ours ? "higher" : "the same",
              theirs,
              ours);
      default -> {}
    }
    try (var _ = LogContext.ofInstance(name).and(event(to))) {
      entering(from, to, reason);
    }
  }

  private void entering(State from, State to, Reason reason) {
    switch (to) {
      case State.Leaving _ ->
          write(Level.INFO, "handing over, serving until the successor does: {}", reason.text());
      case State.Fault fault when fault.isWaiting() ->
          write(Level.INFO, "waiting: {}", reason.text());
      case State.Fault _ -> {
        log.warn("({}): entering FAULT state ({})", name, reason.text());
        write(Level.WARN, "Entering {} STATE: {}", to.label(), reason.text());
      }
      case State.Backup _ when isBeginning(from) ->
          write(Level.INFO, "Entering {} STATE (init): {}", to.label(), reason.text());
      default -> write(Level.INFO, "Entering {} STATE: {}", to.label(), reason.text());
    }
  }

  /** Returns null for a state that no filter looks for. */
  private static @Nullable LogEvent event(State to) {
    return switch (to) {
      case State.Leaving _ -> LogEvent.INSTANCE_LEAVING;
      case State.Fault fault when fault.isWaiting() -> null;
      default ->
          switch (to.label()) {
            case MASTER -> LogEvent.INSTANCE_MASTER;
            case BACKUP -> LogEvent.INSTANCE_BACKUP;
            case FAULT -> LogEvent.INSTANCE_FAULT;
            case INIT, STOP -> null;
          };
    };
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
          write(
              Level.INFO,
              "Received advert from {} with lower priority {}, ours {}, forcing new election",
              source,
              theirs,
              ours);
      case Notice.LowerDiscarded(IpAddress source, int theirs) ->
          write(
              Level.INFO,
              "received lower priority ({}) advert from {} - discarding",
              theirs,
              source);
      case Notice.OwnAddressHeard(IpAddress source) ->
          write(Level.WARN, "received an advert from outside with our own address {}", source);
      case Notice.OwnerConflict(IpAddress source) ->
          write(Level.ERROR, "{} claims to own the addresses too (priority 255)", source);
      case Notice.ResignationHeard(IpAddress source, long takeoverInNanos) ->
          write(
              Level.INFO,
              "Backup received priority 0 advertisement from {}, taking over in {} ms",
              source,
              takeoverInNanos / 1_000_000);
      case Notice.GroupNotReady _ ->
          write(Level.INFO, "could be master, waiting for its sync group");
    }
  }

  void failed(Object what, Throwable failure) {
    try (var _ = LogContext.ofInstance(name)) {
      log.error("({}) {} failed", name, what, failure);
    }
  }

  /** Writes a line that begins with the instance's name. */
  private void write(Level level, String words, Object... values) {
    var text = MessageFormatter.basicArrayFormat(words, values);
    try (var _ = LogContext.ofInstance(name)) {
      switch (level) {
        case ERROR -> log.error("({}) {}", name, text);
        case WARN -> log.warn("({}) {}", name, text);
        case INFO -> log.info("({}) {}", name, text);
        case DEBUG -> log.debug("({}) {}", name, text);
        case TRACE -> log.trace("({}) {}", name, text);
      }
    }
  }
}
