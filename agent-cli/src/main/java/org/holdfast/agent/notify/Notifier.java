package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.linux.RunAs;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the notify commands for transitions.
 *
 * <p>Each instance, group and server has a queue: its commands run one after the other, in the
 * order of its transitions. Queues do not wait for each other. A command runs as long as it needs
 * unless a time limit is configured. If it still runs after ten seconds, the next transition's
 * command starts beside it; FAULT, STOP and DELETED wait half a second at most. At most {@value
 * #MOST_BESIDE} commands of one queue run at once: for a further one the oldest is stopped.
 *
 * <p>A queue holds {@value #QUEUE_LIMIT} transitions that have not started; a further one replaces
 * the oldest, so that the latest state is always reported. STOP replaces all of them, because
 * earlier states no longer matter and time is short. Replaced transitions are logged.
 *
 * <p>Differs: keepalived starts all commands at once, so they can overtake each other.
 */
public final class Notifier implements AutoCloseable {

  /** For a command without a time limit; nothing here waits for it. */
  static final Duration UNLIMITED = Duration.ofDays(3650);

  /** The time for which a stopping agent waits for pending commands, like keepalived. */
  public static final Duration STOP_WAIT = Duration.ofSeconds(1);

  static final int MOST_BESIDE = 4;

  /**
   * The time for which a transition waits for the commands of the previous one.
   *
   * @param usual for most transitions
   * @param pressing for FAULT, STOP and DELETED
   */
  record Waits(Duration usual, Duration pressing) {
    static final Waits STANDARD = new Waits(Duration.ofSeconds(10), Duration.ofMillis(500));
    static final Waits UNTIL_THE_END = new Waits(UNLIMITED, UNLIMITED);
  }

  static final int QUEUE_LIMIT = 16;

  /**
   * Limit on simultaneous commands for servers and virtual servers, because many servers may fail
   * at once.
   */
  static final int MOST_AT_ONCE = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private static final String DROPPED = "Notify({}) is not run: {}";

  private final ScriptLoop loop;
  private volatile Duration timeLimit;
  private final Duration stopWait;
  private final Waits waits;
  private final Map<Object, Line> lines = new HashMap<>();
  private final ArrayDeque<Line> standing = new ArrayDeque<>();
  private int running;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private volatile boolean closing;

  /**
   * A transition or change to report.
   *
   * @param subject the owner of the queue
   * @param words the text for the log
   * @param last whether the notice makes all waiting notices obsolete
   * @param pressing whether the notice is reported soon even if an earlier command still runs
   */
  private record Notice(
      Object subject, String words, boolean last, boolean pressing, List<List<String>> commands) {}

  private record Subject(Transition.Kind kind, Object subject) {}

  /**
   * @param loop runs the commands; the caller closes the loop after this notifier
   * @param timeLimit the time limit of each command; null for none
   */
  public Notifier(ScriptLoop loop, @Nullable Duration timeLimit) {
    this(loop, timeLimit == null ? UNLIMITED : timeLimit, STOP_WAIT, Waits.STANDARD);
  }

  /**
   * Creates a notifier in which every transition waits for the previous one without limit.
   *
   * @param stopWait the longest duration of {@link #close}
   */
  Notifier(ScriptLoop loop, Duration timeLimit, Duration stopWait) {
    this(loop, timeLimit, stopWait, Waits.UNTIL_THE_END);
  }

  Notifier(ScriptLoop loop, Duration timeLimit, Duration stopWait, Waits waits) {
    this.loop = loop;
    this.timeLimit = timeLimit;
    this.stopWait = stopWait;
    this.waits = waits;
  }

  /**
   * Sets the time limit for commands that start later; null for none. May be called from any
   * thread.
   */
  public void limit(@Nullable Duration next) {
    timeLimit = next == null ? UNLIMITED : next;
  }

  /**
   * Reports a transition. May be called from any thread, including event loops; never blocks.
   * Transitions of one subject must come from one thread to keep their order. Does nothing after
   * {@link #close}.
   *
   * @param configured the configured commands, programs by their absolute paths; see {@link
   *     org.holdfast.health.script.ScriptSecurity}
   */
  public void report(Transition transition, NotifyCommands configured) {
    report(
        new Notice(
            new Subject(transition.kind(), transition.subject()),
            transition.toString(),
            transition.state().isLast(),
            transition.state().isLast() || transition.state() == Transition.State.FAULT,
            transition.commands(configured)));
  }

  /**
   * Reports another change, like {@link #report(Transition, NotifyCommands)}.
   *
   * @param subject the object whose changes are reported in order: {@code web 10.0.0.1:80}
   * @param news such as {@code down}
   */
  public void report(String subject, String news, List<String> command) {
    report(new Notice(subject, subject + " " + news, false, false, List.of(command)));
  }

  private void report(Notice notice) {
    if (closing) {
      LOG.warn(DROPPED, notice.words(), "the agent stops");
    } else if (!notice.commands().isEmpty()) {
      loop.execute(() -> enqueue(notice));
    }
  }

  /**
   * Waits until all reported commands have run, up to the limit, and logs those that have not.
   * Interruption ends the wait. Must not be called on an event loop.
   */
  @Override
  public void close() {
    loop.execute(() -> {
      closing = true;
      completeWhenIdle();
    });
    try {
      idle.get(stopWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("No longer waiting for notify commands");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // cannot happen: the future never completes exceptionally
    }
    loop.execute(() -> List.copyOf(lines.values()).forEach(Line::giveUp));
  }

  /** Returns the number of queues. */
  CompletableFuture<Integer> queues() {
    return CompletableFuture.supplyAsync(lines::size, loop);
  }

  /** Returns the number of running commands of a queue. */
  CompletableFuture<Integer> runningOf(Transition.Kind kind, Object subject) {
    return CompletableFuture.supplyAsync(
        () -> {
          var line = lines.get(new Subject(kind, subject));
          return line == null ? 0 : line.runs.size();
        },
        loop);
  }

  private void enqueue(Notice notice) {
    boolean urgent = notice.subject() instanceof Subject;
    lines.computeIfAbsent(notice.subject(), subject -> new Line(subject, urgent)).add(notice);
  }

  private void completeWhenIdle() {
    if (closing && lines.values().stream().allMatch(Line::isIdle)) {
      idle.complete(null);
    }
  }

  /** The queue of one subject, which exists while it is not empty. Confined to the loop. */
  private final class Line {
    private final Object subject;
    private final boolean urgent;
    private final ArrayDeque<Notice> waiting = new ArrayDeque<>();
    private final ArrayDeque<NotifyRun> runs = new ArrayDeque<>();
    private ScriptLoop.@Nullable Timer overtaking;
    private boolean isStanding;

    Line(Object subject, boolean urgent) {
      this.subject = subject;
      this.urgent = urgent;
    }

    boolean isIdle() {
      return runs.isEmpty() && waiting.isEmpty();
    }

    void add(Notice notice) {
      if (notice.last()) {
        waiting.forEach(moot -> forget(moot, "overtaken by STOP"));
        waiting.clear();
        stopTimer();
      } else if (waiting.size() == QUEUE_LIMIT) {
        forget(waiting.remove(), "too many are waiting");
      }
      waiting.add(notice);
      if (runs.isEmpty() && !isStanding) {
        next();
      } else {
        waitForItsTurn(notice.pressing());
      }
    }

    /** Starts the first waiting transition after its wait or sooner, even if commands still run. */
    private void waitForItsTurn(boolean sooner) {
      if (waiting.isEmpty() || isStanding || (overtaking != null && !sooner)) {
        return;
      }
      stopTimer();
      var wait = waiting.stream().anyMatch(Notice::pressing) ? waits.pressing() : waits.usual();
      overtaking = loop.at(loop.nanoTime() + wait.toNanos(), this::overtake);
    }

    private void overtake() {
      overtaking = null;
      var first = waiting.peek();
      if (first == null) {
        return;
      }
      var oldest = runs.peek();
      if (oldest != null) {
        LOG.warn("Notify({}) still runs: {} is started beside it", oldest.words, first.words());
        if (runs.size() >= MOST_BESIDE) {
          LOG.warn("Notify({}) is stopped: {} of its queue run", oldest.words, runs.size());
          oldest.giveUp();
        }
      }
      next();
    }

    private void stopTimer() {
      if (overtaking != null) {
        overtaking.cancel();
        overtaking = null;
      }
    }

    void giveUp() {
      stopTimer();
      waiting.forEach(late -> forget(late, "the agent stops"));
      waiting.clear();
      List.copyOf(runs).forEach(NotifyRun::giveUp);
    }

    /** Starts the next command, or waits while too many others run. */
    private void next() {
      stopTimer();
      if (!waiting.isEmpty() && !urgent && running >= MOST_AT_ONCE) {
        isStanding = true;
        standing.add(this);
        return;
      }
      var notice = waiting.poll();
      if (notice != null) {
        running += urgent ? 0 : 1;
        var run = new NotifyRun(notice, this::finished);
        runs.add(run);
        run.start();
        waitForItsTurn(false);
      } else if (isIdle()) {
        lines.remove(subject, this);
        completeWhenIdle();
      }
    }

    private void finished(NotifyRun run) {
      runs.remove(run);
      running -= urgent ? 0 : 1;
      if (runs.isEmpty() && !isStanding) {
        next();
      }
      var first = standing.poll();
      if (first != null) {
        first.isStanding = false;
        first.next();
      }
    }

    private static void forget(Notice notice, String why) {
      LOG.warn(DROPPED, notice.words(), why);
    }
  }

  /** Runs the commands of one transition in sequence. Confined to the loop's thread. */
  private final class NotifyRun implements ScriptRun.Listener {
    private final String words;
    private final ArrayDeque<List<String>> commands;
    private final Consumer<NotifyRun> afterwards;
    private @Nullable ScriptRun run;
    private String program = "";
    private long startNanos;

    NotifyRun(Notice notice, Consumer<NotifyRun> afterwards) {
      this.words = notice.words();
      this.commands = new ArrayDeque<>(notice.commands());
      this.afterwards = afterwards;
    }

    void start() {
      var command = commands.remove();
      program = RunAs.programIn(command).path();
      startNanos = loop.nanoTime();
      run = loop.run(command, timeLimit, this);
    }

    void giveUp() {
      commands.clear();
      if (run != null) {
        run.stop();
      }
    }

    @Override
    public void outcome(ScriptOutcome outcome, String output) {
      long millis = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - startNanos);
      if (outcome.succeeded()) {
        LOG.info("Notify({}) {} succeeded in {} ms", words, program, millis);
      } else {
        LOG.warn(
            "Notify({}) {} failed ({}) after {} ms{}",
            words,
            program,
            outcome.words(),
            millis,
            output.isEmpty() ? "" : ", wrote: " + output);
      }
    }

    @Override
    public void ended() {
      if (commands.isEmpty()) {
        afterwards.accept(this);
      } else {
        start();
      }
    }
  }
}
