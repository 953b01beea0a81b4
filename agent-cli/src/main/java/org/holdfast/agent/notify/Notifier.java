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
import org.holdfast.health.Outcome;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the commands that an operator wants told of transitions.
 *
 * <p>Each instance, each group, each server has a queue: its commands run one after the other, in
 * the order of its transitions, and the next starts when nothing of the one before is left. Queues
 * do not wait for each other. A command that takes longer than the time limit is stopped.
 *
 * <p>A queue holds {@value #QUEUE_LIMIT} transitions that have not begun; one more pushes out the
 * oldest of them, so that the last ones, above all where things stand now, are always told. STOP
 * pushes out all of them: nothing that was true before matters any more, and time is short. What is
 * pushed out is logged.
 *
 * <p>Differs: keepalived starts all at once and lets them overtake each other.
 */
public final class Notifier implements AutoCloseable {

  /** What a command may take when nothing else is said. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  /** How long an agent that stops waits for what is still to be told; as keepalived. */
  public static final Duration STOP_WAIT = Duration.ofSeconds(1);

  static final int QUEUE_LIMIT = 16;

  /**
   * Of commands for other subjects than instances and groups: a rack that dies has many servers.
   */
  static final int MOST_AT_ONCE = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private static final String NOT_TOLD = "Notify({}) not told: {}";

  private final ScriptLoop loop;
  private final Duration timeLimit;
  private final Duration stopWait;
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
   */
  private record Notice(Object subject, String words, boolean last, List<List<String>> commands) {}

  private record Subject(Transition.Kind kind, String name) {}

  /** With the usual limits. */
  public Notifier(ScriptLoop loop) {
    this(loop, TIME_LIMIT, STOP_WAIT);
  }

  /**
   * @param loop runs the commands; stays the caller's to close, after this
   * @param timeLimit of each command
   * @param stopWait how long {@link #close} may take
   */
  public Notifier(ScriptLoop loop, Duration timeLimit, Duration stopWait) {
    this.loop = loop;
    this.timeLimit = timeLimit;
    this.stopWait = stopWait;
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
            transition.commands(configured)));
  }

  /**
   * Tells of anything else, as {@link #tell(Transition, NotifyCommands)} does.
   *
   * @param subject whose news are told in order: {@code web 10.0.0.1:80}
   * @param news as in {@code down}
   */
  public void tell(String subject, String news, List<String> command) {
    tell(new Notice(subject, subject + " " + news, false, List.of(command)));
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
    loop.execute(() -> lines.values().forEach(Line::giveUp));
  }

  private void enqueue(Notice notice) {
    boolean urgent = notice.subject() instanceof Subject;
    lines.computeIfAbsent(notice.subject(), _ -> new Line(urgent)).add(notice);
  }

  private void completeWhenIdle() {
    if (closing && lines.values().stream().allMatch(Line::isIdle)) {
      idle.complete(null);
    }
  }

  /** The queue of one subject. Only for the loop's thread. */
  private final class Line {
    private final boolean urgent;
    private final ArrayDeque<Notice> waiting = new ArrayDeque<>();
    private @Nullable Telling telling;
    private boolean isStanding;

    Line(boolean urgent) {
      this.urgent = urgent;
    }

    boolean isIdle() {
      return telling == null && waiting.isEmpty();
    }

    void add(Notice notice) {
      if (notice.last()) {
        waiting.forEach(moot -> forget(moot, "overtaken by STOP"));
        waiting.clear();
      } else if (waiting.size() == QUEUE_LIMIT) {
        forget(waiting.remove(), "too many are waiting");
      }
      waiting.add(notice);
      if (telling == null && !isStanding) {
        next();
      }
    }

    void giveUp() {
      waiting.forEach(late -> forget(late, "the agent stops"));
      waiting.clear();
      if (telling != null) {
        telling.giveUp();
      }
    }

    /** Starts the next command, or stands in line for it while too many others run. */
    private void next() {
      if (!waiting.isEmpty() && !urgent && running >= MOST_AT_ONCE) {
        isStanding = true;
        standing.add(this);
        return;
      }
      var notice = waiting.poll();
      telling = notice == null ? null : new Telling(notice, this::told);
      if (telling != null) {
        running += urgent ? 0 : 1;
        telling.start();
      } else {
        completeWhenIdle();
      }
    }

    private void told() {
      telling = null;
      running -= urgent ? 0 : 1;
      next();
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
    private final Runnable afterwards;
    private @Nullable ScriptRun run;
    private String program = "";
    private long startNanos;

    Telling(Notice notice, Runnable afterwards) {
      this.words = notice.words();
      this.commands = new ArrayDeque<>(notice.commands());
      this.afterwards = afterwards;
    }

    void start() {
      var command = commands.remove();
      program = command.getFirst();
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
        afterwards.run();
      } else {
        start();
      }
    }
  }
}
