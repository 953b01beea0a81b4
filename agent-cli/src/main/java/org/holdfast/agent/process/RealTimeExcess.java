package org.holdfast.agent.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends an agent whose real-time threads have exceeded their limit: in order if the election loop
 * turns, and otherwise at once, because an orderly end would wait for the loop in vain and leave
 * the addresses behind. The kernel reports an excess again and again; only the first one counts.
 */
public final class RealTimeExcess implements Runnable {

  private static final String WORDS =
      "A real-time thread used the processor for longer than process.real-time.limit allows"
          + " (keepalived: vrrp_rlimit_rttime). The agent ends";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Executor loop;
  private final Consumer<String> orderly;
  private final Watchdog.Listener ending;
  private final Duration patience;
  private final AtomicBoolean ends = new AtomicBoolean();
  private volatile @Nullable Thread loopThread;

  /**
   * Creates the reaction to the first excess.
   *
   * @param loop runs a task on the election loop; does not wait for it
   * @param orderly begins an orderly end for this reason; does not wait for it
   * @param ending ends the agent if the loop hangs
   */
  public RealTimeExcess(Executor loop, Consumer<String> orderly, Watchdog.Listener ending) {
    this(loop, orderly, ending, PATIENCE);
  }

  RealTimeExcess(
      Executor loop, Consumer<String> orderly, Watchdog.Listener ending, Duration patience) {
    this.loop = loop;
    this.orderly = orderly;
    this.ending = ending;
    this.patience = patience;
    loop.execute(() -> loopThread = Thread.currentThread());
  }

  /** Reacts to an excess; waits for the election loop for two seconds at most. */
  @Override
  public void run() {
    if (!ends.compareAndSet(false, true)) {
      return;
    }
    var turn = new CountDownLatch(1);
    loop.execute(turn::countDown);
    orderly.accept(WORDS);
    try {
      if (!turn.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        ending.hangs(patience, loopThread);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
