package org.holdfast.health.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.linux.ChildProcess;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.LeftoverOutput;
import org.holdfast.linux.Orphans;
import org.holdfast.linux.SpawnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread that owns all scripts: it starts them, reads their output, notices their end
 * or timeout, and reaps them.
 *
 * <p>All children are file descriptors in one {@code poll}, so that a thousand scripts need no
 * thousand threads, and their state needs no lock. Apart from the poll the thread blocks only in
 * {@code posix_spawn}, for less than a millisecond. For that reason it is neither an event loop
 * that sends adverts nor a virtual thread, whose carrier a native call would block.
 *
 * <p>Any thread may call {@link #execute} and {@link #close}; all other methods are for the loop's
 * own thread, that is for tasks run by {@code execute} and {@link #at}.
 */
public final class ScriptLoop implements Executor, AutoCloseable {

  /** The time between SIGTERM and SIGKILL for a process group. */
  static final Duration TERM_GRACE = Duration.ofSeconds(2);

  /** The same when the agent itself ends and cannot wait. */
  static final Duration CLOSE_GRACE = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(ScriptLoop.class);
  private static final int MAX_LEFTOVERS = 64;
  private static final long LEFTOVER_INTERVAL_NANOS = 200_000_000;
  private static final long ORPHANS_INTERVAL_NANOS = 1_000_000_000;
  private static final long RESPITE_NANOS = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final FdPoll poll = new FdPoll();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer::compare);
  private final List<Child> children = new ArrayList<>();
  private final ArrayDeque<LeftoverOutput> leftovers = new ArrayDeque<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
  private final Orphans orphans = new Orphans();
  private final Thread thread;
  private volatile boolean closing;
  private long timersMade;

  /**
   * Starts the thread.
   *
   * @param nanoTime the clock: nanoseconds that never run backwards
   */
  public ScriptLoop(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.thread = Thread.ofPlatform().name("scripts").daemon().start(this::loop);
  }

  /** The current time of the clock. May be called from any thread. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /**
   * Runs a task on the loop's thread soon. The task must not block.
   *
   * @throws RejectedExecutionException when the loop is closed
   */
  @Override
  public void execute(Runnable task) {
    if (closing) {
      throw new RejectedExecutionException("the script loop is closed");
    }
    tasks.add(task);
    poll.wake();
  }

  /** A task with its time. */
  public final class Timer {
    private final long dueAt;
    private final long order;
    private final Runnable task;

    private Timer(long dueAt, long order, Runnable task) {
      this.dueAt = dueAt;
      this.order = order;
      this.task = task;
    }

    /** Cancels the task. Has no effect when the task has run. */
    public void cancel() {
      timers.remove(this);
    }

    private int compare(Timer other) {
      int byTime = Long.signum(dueAt - other.dueAt);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** Runs a task at that time of the clock, at most a millisecond late when nothing else is due. */
  public Timer at(long dueAt, Runnable task) {
    requireOwnThread();
    var timer = new Timer(dueAt, timersMade++, task);
    timers.add(timer);
    return timer;
  }

  /**
   * Starts a program. The listener is called later, never from within this call.
   *
   * @param argv the program's absolute path and its arguments; see {@link ScriptSecurity}
   * @param timeout time after which the outcome is {@link ScriptOutcome.TimedOut} and the program
   *     is stopped
   */
  public ScriptRun run(List<String> argv, Duration timeout, ScriptRun.Listener listener) {
    requireOwnThread();
    var objection = ScriptSecurity.objection(argv);
    if (objection.isPresent()) {
      return inVain(new ScriptOutcome.Unstartable(objection.get()), listener);
    }
    try {
      var child = new Child(ChildProcess.spawn(argv), timeout, listener);
      children.add(child);
      return child;
    } catch (SpawnException e) {
      var outcome =
          e.outOfResources()
              ? new ScriptOutcome.NotRun(e.getMessage())
              : new ScriptOutcome.Unstartable(e.getMessage());
      return inVain(outcome, listener);
    }
  }

  private ScriptRun inVain(ScriptOutcome outcome, ScriptRun.Listener listener) {
    at(
        nanoTime(),
        () -> {
          listener.outcome(outcome, "");
          listener.ended();
        });
    return () -> {};
  }

  /** Reaps orphans that became our children; see {@link Orphans}. */
  private void reapOrphans() {
    orphans.reap();
    long pause = orphans.isQuiet() ? ORPHANS_INTERVAL_NANOS : ORPHANS_INTERVAL_NANOS / 5;
    at(nanoTime() + pause, this::reapOrphans);
  }

  /**
   * Stops all running programs: SIGTERM, then SIGKILL after half a second; then ends the thread.
   * Listeners are notified of the outcomes. Returns when everything has ended, after a second at
   * most.
   */
  @Override
  public void close() {
    if (!closing) {
      closing = true;
      poll.wake();
    }
    try {
      if (!thread.join(CLOSE_GRACE.multipliedBy(3))) {
        LOG.warn("Scripts that SIGKILL does not end are left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    ChildProcess.keepCapabilitiesFromChildren();
    if (Orphans.comeHere()) {
      reapOrphans();
    }
    while (!closing) {
      try {
        turn(Long.MAX_VALUE);
      } catch (RuntimeException | Error failure) {
        // The thread must survive an error in the poll: otherwise no script would run again.
        LOG.error("Waiting for scripts failed; trying again", failure);
        LockSupport.parkNanos(RESPITE_NANOS);
      }
    }
    turn(0); // tasks submitted before the close
    children.forEach(Child::stop);
    turnUntilNoChildOr(nanoTime() + CLOSE_GRACE.toNanos());
    children.forEach(Child::kill);
    turnUntilNoChildOr(nanoTime() + CLOSE_GRACE.toNanos());
    leftovers.forEach(LeftoverOutput::close);
    poll.close();
  }

  private void turnUntilNoChildOr(long deadlineAt) {
    for (long left; !children.isEmpty() && (left = deadlineAt - nanoTime()) > 0; ) {
      turn(left);
    }
  }

  private void turn(long longestNanos) {
    poll.clear();
    children.forEach(Child::enter);
    poll.await(Math.min(longestNanos, untilNextTimer()));
    for (int i = 0, known = children.size(); i < known; i++) {
      guarded(children.get(i)::attend);
    }
    children.removeIf(child -> child.reaped);
    for (Runnable task; (task = tasks.poll()) != null; ) {
      guarded(task);
    }
    long now = nanoTime();
    for (Timer timer; (timer = timers.peek()) != null && now - timer.dueAt >= 0; ) {
      timers.remove();
      guarded(timer.task);
    }
  }

  private long untilNextTimer() {
    var next = timers.peek();
    return next == null ? Long.MAX_VALUE : next.dueAt - nanoTime();
  }

  /** A faulty listener of one script must not stop the other scripts. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("A script's owner failed", e);
    }
  }

  private void requireOwnThread() {
    if (!thread.equals(Thread.currentThread())) {
      throw new IllegalStateException("called on " + Thread.currentThread() + ", not on " + thread);
    }
  }

  /**
   * Keeps a pipe open for processes that outlive their script, and drains it from time to time, so
   * that neither SIGPIPE nor a full pipe stops a daemon that a script has started. Processes that
   * write without end cost one buffer per turn at most.
   */
  private void keep(LeftoverOutput leftover) {
    if (!leftover.discard(scratch)) {
      return;
    }
    if (leftovers.isEmpty()) {
      at(nanoTime() + LEFTOVER_INTERVAL_NANOS, this::discardLeftovers);
    }
    if (leftovers.size() == MAX_LEFTOVERS) {
      leftovers.remove().close();
    }
    leftovers.add(leftover);
  }

  private void discardLeftovers() {
    leftovers.removeIf(leftover -> !leftover.discard(scratch));
    if (!leftovers.isEmpty()) {
      at(nanoTime() + LEFTOVER_INTERVAL_NANOS, this::discardLeftovers);
    }
  }

  /** A child with its deadlines and its indices in the poll. */
  private final class Child implements ScriptRun {
    private final ChildProcess process;
    private final Listener listener;
    private final OutputTail tail = new OutputTail();
    private Timer deadline;
    private int exitPlace;
    private int outputPlace;
    private boolean reported;
    private boolean stopping;
    private boolean reaped;

    Child(ChildProcess process, Duration timeout, Listener listener) {
      this.process = process;
      this.listener = listener;
      this.deadline = at(nanoTime() + timeout.toNanos(), () -> timeUp(timeout));
    }

    void enter() {
      exitPlace = poll.add(process.exitFd());
      outputPlace = poll.add(process.outputFd());
    }

    void attend() {
      if (poll.isReady(outputPlace)) {
        read();
      }
      if (poll.isReady(exitPlace)) {
        exited();
      }
    }

    @Override
    public void stop() {
      if (!stopping && !reaped) {
        stopping = true;
        deadline.cancel();
        process.terminateGroup();
        deadline = at(nanoTime() + TERM_GRACE.toNanos(), this::kill);
      }
    }

    void kill() {
      if (!reaped) {
        process.killGroup();
      }
    }

    private void timeUp(Duration timeout) {
      stop();
      report(new ScriptOutcome.TimedOut(timeout));
    }

    /**
     * Reads at most one full buffer, so that a program that writes without end does not starve the
     * others.
     */
    private void read() {
      scratch.clear();
      if (process.readOutput(scratch) > 0) {
        tail.add(scratch.flip());
      }
    }

    private void exited() {
      if (stopping) {
        // for processes that ignored SIGTERM; the process ID is not reused before the child is
        // reaped
        process.killGroup();
      }
      var exit = process.reap();
      if (exit.isEmpty()) {
        return;
      }
      reaped = true;
      deadline.cancel();
      read();
      keep(process.leaveOutput());
      var outcome =
          switch (exit.get()) {
            case ChildProcess.Exit.Exited(int status) -> new ScriptOutcome.Exited(status);
            case ChildProcess.Exit.Killed(String signal) -> new ScriptOutcome.Killed(signal);
          };
      try {
        report(outcome);
      } finally {
        listener.ended();
      }
    }

    private void report(ScriptOutcome outcome) {
      if (!reported) {
        reported = true;
        listener.outcome(outcome, tail.text());
      }
    }
  }
}
