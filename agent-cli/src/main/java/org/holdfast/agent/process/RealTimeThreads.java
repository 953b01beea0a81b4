package org.holdfast.agent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.linux.RealTime;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the threads of this process at their {@link RealTimePriorities}. A thread looks at all of
 * them once a second, because the JVM and the agent start threads at any time. Without a configured
 * priority there is no such thread, and nothing is changed.
 */
final class RealTimeThreads implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RealTimeThreads.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How long it is watched which threads use the processor without waiting. */
  private static final Duration GLANCE = Duration.ofMillis(100);

  /** A thread that runs that long during a glance has hardly waited. */
  private static final long BUSY_MILLIS = 70;

  private final NanoClock clock;
  private final RealTimeShares shares = new RealTimeShares();
  private RealTimePriorities priorities = RealTimePriorities.NONE;
  private int election;
  private int bfd;
  private int checks;
  private volatile int raised;
  private boolean refused;
  private final RepeatedLook looking =
      new RepeatedLook("priorities", Duration.ZERO, this::lookAndRest);

  RealTimeThreads(NanoClock clock) {
    this.clock = clock;
  }

  /**
   * Applies configured priorities, each 1 to 99 or 0 for none.
   *
   * @param highest up to which the election may be raised; 0 if it is never raised
   */
  synchronized void follow(int ofElection, int highest, int ofBfd, int ofChecks) {
    election = ofElection;
    bfd = ofBfd;
    checks = ofChecks;
    refused = false;
    look();
    if (highest > 0 || !priorities.equals(RealTimePriorities.NONE)) {
      looking.follow(true);
    }
  }

  /**
   * Raises the election loop, on which it is called, and soon the other threads with it. It is not
   * lowered again.
   */
  void raise(int priority) {
    RealTime.scheduleThisThread(priority)
        .ifPresent(why -> log.warn("Thread election: {}", why.getMessage()));
    raised = priority;
    looking.soon();
  }

  private Duration lookAndRest() {
    look();
    return PAUSE;
  }

  private synchronized void look() {
    priorities = RealTimePriorities.of(Math.max(election, raised), bfd, checks).after(priorities);
    if (refused || priorities.equals(RealTimePriorities.NONE)) {
      return;
    }
    for (var change : shares.changes(threads(), priorities, clock.nanos())) {
      apply(change);
    }
  }

  private void apply(RealTimeShares.Change change) {
    var name = change.thread().name();
    var heirs = RealTimePriorities.isForItself(name) ? RealTime.Heirs.NORMAL : RealTime.Heirs.SAME;
    var refusal = RealTime.schedule(change.thread().thread(), change.priority(), heirs);
    if (change.rests()) {
      log.warn(
          "Thread {} has used a whole processor for {} s: it has no real-time priority for {} s",
          name,
          RealTimeShares.LONGEST_WORK.toSeconds(),
          RealTimeShares.REST.toSeconds());
    }
    if (refusal.isPresent() && !refused) {
      refused = true;
      log.warn("Thread {}: {}", name, refusal.get().getMessage());
    }
  }

  /**
   * Tells whether the election or another thread with a priority of its own uses the processor
   * without waiting. Other threads that do so, and have a priority only for the sake of the
   * election, lose it for a while. Takes 100 ms.
   */
  boolean isStuck() {
    var before = new HashMap<Integer, Long>();
    threads().forEach(each -> before.put(each.thread(), each.cpuMillis()));
    LockSupport.parkNanos(this, GLANCE.toNanos());
    boolean stuck = false;
    synchronized (this) {
      for (var each : threads()) {
        long ran = each.cpuMillis() - before.getOrDefault(each.thread(), each.cpuMillis());
        if (ran < BUSY_MILLIS || each.realTimePriority() == 0) {
          continue;
        }
        if (priorities.isForOthers(each.name())) {
          shares.rest(each, clock.nanos());
        } else if (!each.name().equals(RealTimePriorities.COLLECTOR)) {
          stuck = true;
        }
      }
    }
    look();
    return stuck;
  }

  private static List<ThreadStat> threads() {
    try {
      return ThreadStat.all();
    } catch (IOException e) {
      log.warn("The threads of the agent cannot be listed: {}", e.getMessage());
      return List.of();
    }
  }

  @Override
  public void close() {
    looking.close();
  }
}
