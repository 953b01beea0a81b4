package org.holdfast.agent;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.holdfast.linux.IgnoredSignals;
import org.jspecify.annotations.Nullable;

/**
 * The signals that end the agent in order, TERM and INT, and others that somebody listens for. (The
 * launcher has HUP ignored until then.) Java answers the former by its shutdown hooks, and ours
 * holds the shutdown up until the agent has ended: {@link Main} then halts the process with the
 * agent's own exit status.
 */
final class Signals {

  private final CountDownLatch stop = new CountDownLatch(1);

  private Signals() {}

  /** Listens from now on; a signal that comes before {@link #awaitStop} is not lost. */
  static Signals listen() {
    var signals = new Signals();
    var agent = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("signals").unstarted(() -> signals.stopAndWaitFor(agent)));
    return signals;
  }

  private void stopAndWaitFor(Thread agent) {
    stop.countDown();
    try {
      agent.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs {@code handler}, on a thread of its own, whenever that signal comes.
   *
   * @param name without SIG; one that Java does not need itself
   */
  static void on(String name, Runnable handler) {
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
  void awaitStop() throws InterruptedException {
    stop.await();
  }
}
