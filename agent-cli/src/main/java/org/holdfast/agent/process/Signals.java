package org.holdfast.agent.process;

import java.lang.reflect.Field;
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
 * The signals TERM and INT, which end the agent in order, and other signals with handlers. (The
 * launcher ignores HUP until it has a handler.) On TERM and INT, Java runs shutdown hooks, and the
 * agent's hook blocks the shutdown until the agent has ended; the main class then halts the process
 * with the agent's own exit status. If the agent does not end in time, its pending work is logged,
 * its addresses are released, and the process is halted with a status that says so. Java's own
 * status, 143, therefore means that the signal came before the JVM ran the agent.
 */
public final class Signals {

  /** The time limit for the end of an agent that does not serve yet and so holds nothing. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(5);

  /** The time limit for the last release after the orderly end was too slow. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Supplier<Duration> patience = () -> START_PATIENCE;
  private volatile Release release = () -> {};
  private volatile Runnable flush = () -> {};
  private volatile boolean failed;

  /** Releases the agent's addresses even if other parts hang. */
  @FunctionalInterface
  public interface Release {
    void run() throws InterruptedException;
  }

  /** A separate class, so that {@link #listen} does not wait for the setup of logging. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  }

  private Signals() {}

  /** Returns signals that never arrive, for tests. */
  static Signals unheard() {
    return new Signals();
  }

  /**
   * Starts listening for the end of an agent that this thread is about to run; a signal that
   * arrives before {@link #awaitStop} is not lost.
   *
   * @param tooSlow ends the process of an agent that does not end in time
   */
  public static Signals listen(Runnable tooSlow) {
    var signals = new Signals();
    var agent = Thread.currentThread();
    Runnable end =
        () -> {
          if (!signals.stopAndWaitFor(agent)) {
            tooSlow.run();
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("signals").unstarted(end));
    return signals;
  }

  /**
   * Notes that the agent now serves and must release its addresses at its end.
   *
   * @param patience the time limit of an orderly end
   * @param release releases the addresses after that time; may take ten seconds
   */
  public void serving(Supplier<Duration> patience, Release release) {
    this.release = release;
    this.patience = patience;
  }

  /** Sets the action that writes the log's pending lines before the process is halted. */
  public void flushingBy(Runnable flush) {
    this.flush = flush;
  }

  /** Writes the log's pending lines; to be called directly before the process ends. */
  public void flush() {
    flush.run();
  }

  /** Ends the agent like a signal, because of a failure that has been logged. */
  void fail() {
    failed = true;
    stop.countDown();
  }

  /**
   * Ends the agent like a signal, because of a failure that is logged now.
   *
   * @param why the failure, a sentence
   */
  public void fail(String why) {
    Log.LOG.error("{}", why);
    fail();
  }

  /** Whether the agent ends because of a failure. */
  public boolean hasFailed() {
    return failed;
  }

  /** Asks the agent to end; returns false if it has not within its time. */
  boolean stopAndWaitFor(Thread agent) {
    stop.countDown();
    try {
      var given = Duration.ZERO;
      // The agent may start to serve meanwhile, which extends its time limit.
      for (var whole = patience.get();
          whole.compareTo(given) > 0 && agent.isAlive();
          whole = patience.get()) {
        agent.join(whole.minus(given));
        given = whole;
      }
      if (agent.isAlive()) {
        endAllTheSame(agent, given);
        return false;
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void endAllTheSame(Thread agent, Duration given) throws InterruptedException {
    Log.LOG.error(
        "The agent has not ended within {} s: it waits in {}. It is ended now",
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
   * Runs {@code handler} on a separate thread whenever that signal arrives.
   *
   * @param name the name, without SIG, of a signal that Java does not use itself
   */
  public static void on(String name, Runnable handler) {
    try {
      handle(signal(name), handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be handled", e);
    }
  }

  /**
   * Like {@link #on}, for a real-time signal, whose name Java does not know. Logs a warning if this
   * Java cannot handle such signals; they are ignored then.
   *
   * @param number its number, as keepalived's {@code --signum} prints it
   */
  public static void onRealTime(int number, Runnable handler) {
    try {
      handle(renumbered(signal("USR1"), number), handler);
    } catch (ReflectiveOperationException | RuntimeException e) {
      Log.LOG.warn(
          "Signal {} is ignored, because this Java cannot handle it: {}", number, e.toString());
    }
  }

  // By reflection, because the compiler warns about every use of these classes, and no annotation
  // suppresses the warning.
  private static Object signal(String name) throws ReflectiveOperationException {
    return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
  }

  /**
   * Gives a signal another number. Java makes signals from names only, and has no names for the
   * real-time signals, although it handles them like others. The field with the number belongs to a
   * class of a closed package, so its memory is written.
   */
  private static Object renumbered(Object signal, int number) throws ReflectiveOperationException {
    var unsafeClass = Class.forName("sun.misc.Unsafe");
    var field = unsafeClass.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    var unsafe = field.get(null);
    var innerField = signal.getClass().getDeclaredField("iSignal");
    innerField.setAccessible(true);
    var inner = innerField.get(signal);
    var numberField = inner.getClass().getDeclaredField("number");
    var offset =
        unsafeClass.getMethod("objectFieldOffset", Field.class).invoke(unsafe, numberField);
    unsafeClass
        .getMethod("putInt", Object.class, long.class, int.class)
        .invoke(unsafe, inner, offset, number);
    return signal;
  }

  private static void handle(Object signal, Runnable handler) throws ReflectiveOperationException {
    var signalClass = signal.getClass();
    var handlerClass = Class.forName("sun.misc.SignalHandler");
    var number = (Integer) signalClass.getMethod("getNumber").invoke(signal);
    var proxy =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handlerClass},
            (self, method, arguments) -> answer(method, handler));
    IgnoredSignals.revive(number);
    signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, proxy);
  }

  private static @Nullable Object answer(Method method, Runnable handler) {
    if (!method.getName().equals("handle")) {
      throw new UnsupportedOperationException(method.getName());
    }
    handler.run();
    return null;
  }

  /** Blocks until a signal that ends the agent has arrived. */
  public void awaitStop() throws InterruptedException {
    stop.await();
  }
}
