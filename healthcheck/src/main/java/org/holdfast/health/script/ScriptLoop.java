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
import org.holdfast.health.Outcome;
import org.holdfast.linux.ChildProcess;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.LeftoverOutput;
import org.holdfast.linux.Orphans;
import org.holdfast.linux.SpawnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread that owns every script: it starts them, reads what they write, notices their
 * end or the end of their time, and reaps them.
 *
 * <p>All children are file descriptors in one {@code poll}, so that a thousand scripts cost no
 * thousand threads, and what belongs to them needs no lock. The thread blocks nowhere else but in
 * {@code posix_spawn}, for less than a millisecond, which is why it is neither an event loop that
 * sends adverts nor a virtual thread, whose carrier a native call would hold.
 *
 * <p>{@link #execute} and {@link #close} may be called from any thread, all else only from this
 * loop's own, that is from what {@code execute} and {@link #at} run.
 */
public final class ScriptLoop implements Executor, AutoCloseable {

  /** How long a group may take from SIGTERM until SIGKILL. */
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

  /** The clock's time now. Any thread. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /**
   * Runs a task on the loop's thread, soon. It must not block.
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

  /** Something that the loop will do at its time. */
  public final class Timer {
    private final long atNanos;
    private final long order;
    private final Runnable task;

    private Timer(long atNanos, long order, Runnable task) {
      this.atNanos = atNanos;
      this.order = order;
      this.task = task;
    }

    /** Forgets it. Harmless when it has been done. */
    public void cancel() {
      timers.remove(this);
    }

    private int compare(Timer other) {
      int byTime = Long.signum(atNanos - other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** Runs a task at that time of the clock, at most a millisecond late when nothing else is due. */
  public Timer at(long atNanos, Runnable task) {
    requireOwnThread();
    var timer = new Timer(atNanos, timersMade++, task);
    timers.add(timer);
    return timer;
  }

  /**
   * Starts a program. The listener is told later, never from within this call.
   *
   * @param argv the program's absolute path and its arguments; see {@link ScriptSecurity}
   * @param timeout when its outcome is {@link Outcome.TimedOut} and it is stopped
   */
  public ScriptRun run(List<String> argv, Duration timeout, ScriptRun.Listener listener) {
    requireOwnThread();
    var objection = ScriptSecurity.objection(argv);
    if (objection.isPresent()) {
      return inVain(new Outcome.Unstartable(objection.get()), listener);
    }
    try {
      var child = new Child(ChildProcess.spawn(argv), timeout, listener);
      children.add(child);
      return child;
    } catch (SpawnException e) {
      var outcome =
          e.outOfResources()
              ? new Outcome.NotRun(e.getMessage())
              : new Outcome.Unstartable(e.getMessage());
      return inVain(outcome, listener);
    }
  }

  private ScriptRun inVain(Outcome outcome, ScriptRun.Listener listener) {
    at(
        nanoTime(),
        () -> {
          listener.told(outcome, "");
          listener.ended();
        });
    return () -> {};
  }

  /** Whose parent has ended, and who have come to us: see {@link Orphans}. */
  private void reapOrphans() {
    orphans.reap();
    long pause = orphans.isQuiet() ? ORPHANS_INTERVAL_NANOS : ORPHANS_INTERVAL_NANOS / 5;
    at(nanoTime() + pause, this::reapOrphans);
  }

  /**
   * Stops everything that runs: SIGTERM, then SIGKILL after half a second; then ends the thread.
   * Listeners hear of the ends. Returns when all is over, a second later at the most.
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
      } catch (RuntimeException failure) { // the poll's: no script, no command would ever run again
        LOG.error("Scripts could not be waited for, trying on", failure);
        LockSupport.parkNanos(RESPITE_NANOS);
      }
    }
    turn(0); // what was asked for before the close
    children.forEach(Child::stop);
    turnUntilNoChildOr(nanoTime() + CLOSE_GRACE.toNanos());
    children.forEach(Child::kill);
    turnUntilNoChildOr(nanoTime() + CLOSE_GRACE.toNanos());
    leftovers.forEach(LeftoverOutput::close);
    poll.close();
  }

  private void turnUntilNoChildOr(long deadlineNanos) {
    for (long left; !children.isEmpty() && (left = deadlineNanos - nanoTime()) > 0; ) {
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
    for (Timer timer; (timer = timers.peek()) != null && now - timer.atNanos >= 0; ) {
      timers.remove();
      guarded(timer.task);
    }
  }

  private long untilNextTimer() {
    var next = timers.peek();
    return next == null ? Long.MAX_VALUE : next.atNanos - nanoTime();
  }

  /** What one script's owner does wrong must not stop everybody's scripts. */
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
   * Keeps a pipe open for processes that outlive their script, and empties it now and then: neither
   * SIGPIPE nor a full pipe stops a daemon that a script has started. Those that write without end
   * cost a buffer a turn, no more.
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

  /** A child with its deadlines and its places in the poll. */
  private final class Child implements ScriptRun {
    private final ChildProcess process;
    private final Listener listener;
    private final OutputTail tail = new OutputTail();
    private Timer deadline;
    private int exitPlace;
    private int outputPlace;
    private boolean told;
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
      tell(new Outcome.TimedOut(timeout));
    }

    /** A buffer full at the most: a program that writes without end must not starve the others. */
    private void read() {
      scratch.clear();
      if (process.readOutput(scratch) > 0) {
        tail.add(scratch.flip());
      }
    }

    private void exited() {
      if (stopping) {
        // those that ignored SIGTERM; until the child is reaped its number is nobody else's
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
            case ChildProcess.Exit.Exited(int status) -> new Outcome.Exited(status);
            case ChildProcess.Exit.Killed(String signal) -> new Outcome.Killed(signal);
          };
      try {
        tell(outcome);
      } finally {
        listener.ended();
      }
    }

    private void tell(Outcome outcome) {
      if (!told) {
        told = true;
        listener.told(outcome, tail.text());
      }
    }
  }
}
