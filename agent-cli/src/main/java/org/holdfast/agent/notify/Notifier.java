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
import org.holdfast.health.Outcome;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.linux.RunAs;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the commands that an operator wants told of transitions.
 *
 * <p>Each instance, each group, each server has a queue: its commands run one after the other, in
 * the order of its transitions, and the next starts when nothing of the one before is left. Queues
 * do not wait for each other. A command runs as long as it takes, unless a time limit is
 * configured. The next transition is told beside it when it has waited for ten seconds; FAULT, STOP
 * and DELETED wait half a second at most. Of the commands of one queue {@value #MOST_BESIDE} run at
 * once: for one more the oldest is stopped.
 *
 * <p>A queue holds {@value #QUEUE_LIMIT} transitions that have not begun; one more pushes out the
 * oldest of them, so that the last ones, above all where things stand now, are always told. STOP
 * pushes out all of them: nothing that was true before matters any more, and time is short. What is
 * pushed out is logged.
 *
 * <p>Differs: keepalived starts all at once and lets them overtake each other.
 */
public final class Notifier implements AutoCloseable {

  /** For a command that may take as long as it wants to; nothing here waits for it. */
  static final Duration UNLIMITED = Duration.ofDays(3650);

  /** How long an agent that stops waits for what is still to be told; as keepalived. */
  public static final Duration STOP_WAIT = Duration.ofSeconds(1);

  static final int MOST_BESIDE = 4;

  /**
   * How long a transition waits for the commands of the one before.
   *
   * @param usual for most
   * @param pressing for FAULT, STOP and DELETED
   */
  record Waits(Duration usual, Duration pressing) {
    static final Waits STANDARD = new Waits(Duration.ofSeconds(10), Duration.ofMillis(500));
    static final Waits UNTIL_THE_END = new Waits(UNLIMITED, UNLIMITED);
  }

  static final int QUEUE_LIMIT = 16;

  /**
   * Of commands for other subjects than instances and groups: a rack that dies has many servers.
   */
  static final int MOST_AT_ONCE = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private static final String NOT_TOLD = "Notify({}) not told: {}";

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
   * What is to be told.
   *
   * @param subject whose queue it goes into
   * @param words for the log
   * @param last whether nothing that waits matters any more
   * @param pressing whether it is told soon, whatever still runs
   */
  private record Notice(
      Object subject, String words, boolean last, boolean pressing, List<List<String>> commands) {}

  private record Subject(Transition.Kind kind, String name) {}

  /**
   * @param loop runs the commands; stays the caller's to close, after this
   * @param timeLimit of each command; null for none
   */
  public Notifier(ScriptLoop loop, @Nullable Duration timeLimit) {
    this(loop, timeLimit == null ? UNLIMITED : timeLimit, STOP_WAIT, Waits.STANDARD);
  }

  /**
   * In which every transition waits for the one before, however long that takes.
   *
   * @param stopWait how long {@link #close} may take
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

  /** Holds for commands that start from now on; null for none. From any thread. */
  public void limit(@Nullable Duration next) {
    timeLimit = next == null ? UNLIMITED : next;
  }

  /**
   * Tells of a transition. Any thread, an event loop's too: comes back at once. Transitions of one
   * subject come from one thread, or their order is nobody's. After the close nothing is told.
   *
   * @param configured as it is configured, programs by their absolute paths; see {@link
   *     org.holdfast.health.script.ScriptSecurity}
   */
  public void tell(Transition transition, NotifyCommands configured) {
    tell(
        new Notice(
            new Subject(transition.kind(), transition.name()),
            transition.toString(),
            transition.state().isLast(),
            transition.state().isLast() || transition.state() == Transition.State.FAULT,
            transition.commands(configured)));
  }

  /**
   * Tells of anything else, as {@link #tell(Transition, NotifyCommands)} does.
   *
   * @param subject whose news are told in order: {@code web 10.0.0.1:80}
   * @param news as in {@code down}
   */
  public void tell(String subject, String news, List<String> command) {
    tell(new Notice(subject, subject + " " + news, false, false, List.of(command)));
  }

  private void tell(Notice notice) {
    if (closing) {
      LOG.warn(NOT_TOLD, notice.words(), "the agent stops");
    } else if (!notice.commands().isEmpty()) {
      loop.execute(() -> enqueue(notice));
    }
  }

  /**
   * Waits until all that was told has run, but no longer than the limit, and logs what has not.
   * Interrupting ends the wait. Not for an event loop.
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
      LOG.warn("Not waiting any longer for notify commands");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody completes it so
    }
    loop.execute(() -> List.copyOf(lines.values()).forEach(Line::giveUp));
  }

  /** How many queues there are. */
  CompletableFuture<Integer> queues() {
    return CompletableFuture.supplyAsync(lines::size, loop);
  }

  /** How many commands of a queue run. */
  CompletableFuture<Integer> runningOf(Transition.Kind kind, String name) {
    return CompletableFuture.supplyAsync(
        () -> {
          var line = lines.get(new Subject(kind, name));
          return line == null ? 0 : line.tellings.size();
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

  /** The queue of one subject, which is there as long as there is something in it. On the loop. */
  private final class Line {
    private final Object subject;
    private final boolean urgent;
    private final ArrayDeque<Notice> waiting = new ArrayDeque<>();
    private final ArrayDeque<Telling> tellings = new ArrayDeque<>();
    private ScriptLoop.@Nullable Timer overtaking;
    private boolean isStanding;

    Line(Object subject, boolean urgent) {
      this.subject = subject;
      this.urgent = urgent;
    }

    boolean isIdle() {
      return tellings.isEmpty() && waiting.isEmpty();
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
      if (tellings.isEmpty() && !isStanding) {
        next();
      } else {
        waitForItsTurn(notice.pressing());
      }
    }

    /** The first that waits is told in its time, or sooner, whatever still runs then. */
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
      var oldest = tellings.peek();
      if (oldest != null) {
        LOG.warn("Notify({}) still runs: {} is told beside it", oldest.words, first.words());
        if (tellings.size() >= MOST_BESIDE) {
          LOG.warn("Notify({}) is stopped: {} of its queue run", oldest.words, tellings.size());
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
      List.copyOf(tellings).forEach(Telling::giveUp);
    }

    /** Starts the next command, or stands in line for it while too many others run. */
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
        var telling = new Telling(notice, this::told);
        tellings.add(telling);
        telling.start();
        waitForItsTurn(false);
      } else if (isIdle()) {
        lines.remove(subject, this);
        completeWhenIdle();
      }
    }

    private void told(Telling telling) {
      tellings.remove(telling);
      running -= urgent ? 0 : 1;
      if (tellings.isEmpty() && !isStanding) {
        next();
      }
      var first = standing.poll();
      if (first != null) {
        first.isStanding = false;
        first.next();
      }
    }

    private static void forget(Notice notice, String why) {
      LOG.warn(NOT_TOLD, notice.words(), why);
    }
  }

  /** The commands of one transition, one after the other. Only for the loop's thread. */
  private final class Telling implements ScriptRun.Listener {
    private final String words;
    private final ArrayDeque<List<String>> commands;
    private final Consumer<Telling> afterwards;
    private @Nullable ScriptRun run;
    private String program = "";
    private long startNanos;

    Telling(Notice notice, Consumer<Telling> afterwards) {
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
    public void told(Outcome outcome, String output) {
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
