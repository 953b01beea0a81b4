package org.holdfast.agent.process;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.holdfast.linux.IgnoredSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that end the agent in order, TERM and INT, and others that somebody listens for. (The
 * launcher has HUP ignored until then.) Java answers the former by its shutdown hooks, and ours
 * holds the shutdown up until the agent has ended: the main class then halts the process with the
 * agent's own exit status. An agent that has not ended when its time is up, whatever it waits for,
 * is ended all the same: the log says what it waited for, and its addresses are released first.
 */
public final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  /** For an agent that has not begun to serve: it holds nothing that would be left behind. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(5);

  /** What a last release may take, when what comes before it hangs. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Supplier<Duration> patience = () -> START_PATIENCE;
  private volatile Release release = () -> {};
  private volatile Runnable flush = () -> {};
  private volatile boolean failed;

  /** What must be done before the process ends, whatever hangs. */
  @FunctionalInterface
  public interface Release {
    void run() throws InterruptedException;
  }

  private Signals() {}

  /** Of which none ever comes: for tests. */
  static Signals unheard() {
    return new Signals();
  }

  /** Listens from now on; a signal that comes before {@link #awaitStop} is not lost. */
  public static Signals listen() {
    var signals = new Signals();
    var agent = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("signals").unstarted(() -> signals.stopAndWaitFor(agent)));
    return signals;
  }

  /**
   * From now on the agent has something to let go of.
   *
   * @param patience how long an orderly end may take
   * @param release lets go of it when that time is over; it has ten seconds more
   */
  public void serving(Supplier<Duration> patience, Release release) {
    this.release = release;
    this.patience = patience;
  }

  /** Writes what has been logged, before a process ends that does not end by itself. */
  public void flushingBy(Runnable flush) {
    this.flush = flush;
  }

  /** Ends the agent as a signal does, but for a failure, which has been logged. */
  void fail() {
    failed = true;
    stop.countDown();
  }

  /** Whether the agent ends for a failure. */
  public boolean hasFailed() {
    return failed;
  }

  void stopAndWaitFor(Thread agent) {
    stop.countDown();
    try {
      var given = Duration.ZERO;
      // It may begin to serve while it is waited for, and has more time then.
      for (var whole = patience.get();
          whole.compareTo(given) > 0 && agent.isAlive();
          whole = patience.get()) {
        agent.join(whole.minus(given));
        given = whole;
      }
      if (agent.isAlive()) {
        endAllTheSame(agent, given);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAllTheSame(Thread agent, Duration given) throws InterruptedException {
    log.error(
        "The agent has not ended within {} s: it waits in {}. It is ended all the same",
        given.toSeconds(),
        Stream.of(agent.getStackTrace()).limit(12).map(Object::toString).toList());
    var last =
        Thread.ofPlatform()
            .daemon()
            .name("release")
            .start(() -> {
              try {
                release.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    last.join(LAST_PATIENCE);
    flush.run();
  }

  /**
   * Runs {@code handler}, on a thread of its own, whenever that signal comes.
   *
   * @param name without SIG; one that Java does not need itself
   */
  public static void on(String name, Runnable handler) {
    try {
      // By reflection, as the compiler warns of whoever names these classes, and nothing silences
      // it.
      var signalClass = Class.forName("sun.misc.Signal");
      var handlerClass = Class.forName("sun.misc.SignalHandler");
      var signal = signalClass.getConstructor(String.class).newInstance(name);
      var number = (Integer) signalClass.getMethod("getNumber").invoke(signal);
      var proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (self, method, arguments) -> answer(method, handler));
      IgnoredSignals.revive(number);
      signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be handled", e);
    }
  }

  private static @Nullable Object answer(Method method, Runnable handler) {
    if (!method.getName().equals("handle")) {
      throw new UnsupportedOperationException(method.getName());
    }
    handler.run();
    return null;
  }

  /** Blocks until one that ends the agent has come. */
  public void awaitStop() throws InterruptedException {
    stop.await();
  }
}
