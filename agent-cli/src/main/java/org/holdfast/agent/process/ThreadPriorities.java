package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.RealTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every thread that can delay a real-time election loop the priority to get out of its way,
 * on a host whose other programs want more processor time than there is.
 *
 * <p>The loop waits for all other threads at a safepoint, which a garbage collection needs: until
 * each thread in Java code has come to a stop, and then until the JVM's own thread has collected.
 * It also waits for a thread that holds a lock of the JVM or of the C library. A thread that waits
 * for a processor behind other programs would let the loop wait with it. A low niceness does not
 * help: it counts only among the programs of one session or control group.
 *
 * <p>So all threads run under SCHED_RR, one below the loop. Threads that may compute for seconds
 * are left out, because they would keep the host's other programs from a processor; they have a low
 * niceness. What any of these threads starts has normal priority.
 *
 * <p>The JVM and libraries start threads at any time, so a thread of this object's own looks at all
 * of them, ten times a second at first and then once a second.
 */
public final class ThreadPriorities implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ThreadPriorities.class);

  /** Nine times the share of a thread of niceness 0. */
  static final int NICENESS = -10;

  private static final Duration PAUSE_AT_FIRST = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int LOOKS_AT_FIRST = 20;

  /** The beginning of the names, as the kernel has them, of threads that search large bodies. */
  private static final String LONG_WORK = "probe-worker";

  private final Path tasks;
  private final Scheduler scheduler;
  private final int priority;
  private final Thread thread;
  private Map<String, String> known = Map.of();

  /** The kernel's scheduler. */
  interface Scheduler {

    /** Gives a thread a real-time priority, as {@link RealTime#scheduleThread} does. */
    Optional<LinuxException> realTime(int thread, int priority);

    /** Gives a thread a niceness, as {@link RealTime#favourThread} does. */
    Optional<LinuxException> nice(int thread, int niceness);
  }

  private static final Scheduler KERNEL =
      new Scheduler() {
        @Override
        public Optional<LinuxException> realTime(int thread, int priority) {
          return RealTime.scheduleThread(thread, priority);
        }

        @Override
        public Optional<LinuxException> nice(int thread, int niceness) {
          return RealTime.favourThread(thread, niceness);
        }
      };

  ThreadPriorities(Path tasks, Scheduler scheduler, int electionPriority) {
    this.tasks = tasks;
    this.scheduler = scheduler;
    priority = Math.max(1, electionPriority - 1);
    thread = Thread.ofPlatform().name("priorities").daemon().unstarted(this::watch);
  }

  /**
   * Starts to look at the threads of this process.
   *
   * @param electionPriority the election loop's priority under SCHED_RR, 1 to 99; 0 for none, and
   *     then nothing is done
   */
  public static ThreadPriorities start(int electionPriority) {
    var priorities = new ThreadPriorities(Path.of("/proc/self/task"), KERNEL, electionPriority);
    if (electionPriority > 0) {
      priorities.thread.start();
    }
    return priorities;
  }

  private void watch() {
    try {
      for (long looks = 1; look(); looks++) {
        Thread.sleep(looks <= LOOKS_AT_FIRST ? PAUSE_AT_FIRST : PAUSE);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Looks once: sets the priority of each thread that is new or has a new name.
   *
   * @return whether to look again; not after the kernel has refused, which is logged
   */
  boolean look() {
    var now = new HashMap<String, String>();
    try (var all = Files.newDirectoryStream(tasks)) {
      for (var task : all) {
        name(task).ifPresent(name -> now.put(task.getFileName().toString(), name));
      }
    } catch (IOException e) {
      log.warn("The priorities of the agent's threads cannot be set: {}", e.getMessage());
      return false;
    }
    for (var task : now.entrySet()) {
      var name = task.getValue();
      if (!name.equals(known.get(task.getKey()))) {
        var refusal = set(Integer.parseInt(task.getKey()), name);
        if (refusal.isPresent()) {
          log.warn(
              "An overloaded host may delay the election loop: no priority for thread \"{}\": {}",
              name,
              refusal.get().getMessage());
          return false;
        }
      }
    }
    known = now;
    return true;
  }

  /** Returns the kernel's name of a thread; empty if the thread has ended. */
  private static Optional<String> name(Path task) {
    try {
      return Optional.of(Files.readString(task.resolve("comm")).strip());
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private Optional<LinuxException> set(int task, String name) {
    var refusal =
        name.startsWith(LONG_WORK)
            ? scheduler.nice(task, NICENESS)
            : scheduler.realTime(task, priority);
    return refusal.filter(why -> !why.is(Errno.ESRCH)); // the thread has ended
  }

  /** Stops looking; returns at once. The threads keep their priorities. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
