package org.holdfast.agent;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** The signals that end the agent in order: TERM and INT. */
final class Signals {

  private final CountDownLatch stop = new CountDownLatch(1);

  /** Listens from now on; a signal that comes before {@link #awaitStop} is not lost. */
  @SuppressWarnings("sunapi") // Java's own API has no signals; signalfd needs them blocked before exec
  static Signals listen() {
    var signals = new Signals();
    for (var name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> signals.stop.countDown());
    }
    return signals;
  }

  /** Blocks until one has come. */
  void awaitStop() throws InterruptedException {
    stop.await();
  }
}
