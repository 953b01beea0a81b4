package org.holdfast.agent;

import java.util.concurrent.CountDownLatch;

/**
 * The signals that end the agent in order: TERM and INT. (The launcher has HUP ignored.) Java
 * answers them by its shutdown hooks, and ours holds the shutdown up until the agent has ended:
 * {@link Main} then halts the process with the agent's own exit status.
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

  /** Blocks until one has come. */
  void awaitStop() throws InterruptedException {
    stop.await();
  }
}
