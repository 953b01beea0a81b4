package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.linux.LogBudget;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News on their way to somebody far away, who may be slow, deaf or gone: they wait here, in order
 * and no more than {@value #MOST} of them, and nobody else ever waits for them. Any thread.
 *
 * <p>One virtual thread delivers, a batch at a time. What fails is tried again, each time after
 * twice as long, and given up after the last attempt. What is lost is counted and logged.
 *
 * @param <T> a piece of news
 */
final class Outbox<T> implements AutoCloseable {

  /** More push out the oldest. */
  static final int MOST = 1024;

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final String name;
  private final Terms terms;
  private final Delivery<T> delivery;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private long lost;
  private volatile String trouble = ""; // what failed last; empty while it works
  private boolean closing;
  private boolean retiring;

  /**
   * How it delivers.
   *
   * @param gather what comes so soon after the first goes with it
   * @param batch how many go together at most
   * @param limit how long a delivery may take
   * @param attempts how often it is tried
   * @param firstPause between the first attempt and the second
   * @param stopWait how long {@link #close} waits for what is still to be told
   */
  record Terms(
      Duration gather,
      int batch,
      Duration limit,
      int attempts,
      Duration firstPause,
      Duration stopWait) {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private Duration pause(int failures) {
      var pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
      return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  /** Takes a batch where it belongs, on a thread that may block and is interrupted at its limit. */
  @FunctionalInterface
  interface Delivery<T> {

    /**
     * Delivers all of it or fails.
     *
     * @param lost how many pieces before these nobody will ever hear of
     * @throws Exception when they have not arrived; the message is for the log
     */
    void deliver(List<T> batch, long lost) throws Exception;
  }

  /**
   * @param name for the log: {@code Mail}
   */
  Outbox(String name, Terms terms, Delivery<T> delivery) {
    this.name = name;
    this.terms = terms;
    this.delivery = delivery;
  }

  /** Comes back at once. */
  void tell(T news) {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      if (waiting.size() == MOST) {
        waiting.remove();
        lost++;
      }
      waiting.add(news);
      changed.signalAll();
      if (thread == null) {
        thread = Thread.ofVirtual().name(name).start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Delivers what waits, as far as that can be done in a moment. Not for an event loop. */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      running = thread;
    } finally {
      lock.unlock();
    }
    if (running == null) {
      return;
    }
    try {
      if (!running.join(terms.stopWait())) {
        log.warn("{}: not waiting any longer for what is still to be told", name);
        running.interrupt();
      }
    } catch (InterruptedException e) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Delivers what waits in its usual time and with all its attempts, and is over then. For an
   * outbox that another takes the place of: what it is told all the same goes out too. Comes back
   * at once.
   */
  void retire() {
    lock.lock();
    try {
      retiring = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what waits, and says how much that was. Comes back at once. */
  void abandon() {
    int left;
    lock.lock();
    try {
      closing = true;
      left = waiting.size();
      waiting.clear();
      changed.signalAll();
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (left > 0) {
      log.warn("{}: {} given up, as its settings have changed again and again", name, left);
    }
  }

  private void run() {
    try {
      for (var batch = next(); !batch.isEmpty(); batch = next()) {
        send(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the agent stops and has waited long enough
    }
  }

  /** The next batch; none when this is over and nothing waits any more. */
  private List<T> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closing && !retiring) {
        changed.await();
      }
      if (waiting.isEmpty()) {
        thread = null; // news that come all the same begin another
        return List.of();
      }
      pause(terms.gather());
      var batch = new ArrayList<T>();
      while (batch.size() < terms.batch() && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Holding the lock; the agent's stop ends it. */
  private void pause(Duration pause) throws InterruptedException {
    long left = pause.toNanos();
    while (left > 0 && !closing) {
      left = changed.awaitNanos(left);
    }
  }

  private void send(List<T> batch) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      long before = lostSoFar();
      var failure = attempt(batch, before);
      if (failure == null) {
        forgetLost(before);
        if (!trouble.isEmpty()) {
          log.info("{} works again", name);
          trouble = "";
        }
        return;
      }
      if (attempt == terms.attempts() || isClosing()) {
        int pieces = batch.size() + forgetWhenClosing();
        if (LogBudget.OTHERS.admits(name)) {
          log.error("{} failed: {}; {} given up", name, failure, pieces);
        }
        addLost(pieces);
        return;
      }
      if (!failure.equals(trouble) && LogBudget.OTHERS.admits(name)) {
        log.warn("{} failed: {}; will be tried again", name, failure);
      }
      trouble = failure;
      waitAfter(attempt);
    }
  }

  /** Null when it has arrived, else why not. */
  private @Nullable String attempt(List<T> batch, long before) throws InterruptedException {
    var task =
        new FutureTask<@Nullable Void>(() -> {
          delivery.deliver(batch, before);
          return null;
        });
    var _ = Thread.ofVirtual().name(name + " delivery").start(task);
    try {
      task.get(terms.limit().toNanos(), TimeUnit.NANOSECONDS);
      return null;
    } catch (TimeoutException e) {
      return "no end after " + terms.limit().toSeconds() + " s";
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      return cause.getMessage() == null ? cause.toString() : cause.getMessage().strip();
    } finally {
      task.cancel(true);
    }
  }

  private void waitAfter(int failures) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      pause(terms.pause(failures));
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  private long lostSoFar() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** At the end nothing is tried twice, nor anything behind what has failed. */
  private int forgetWhenClosing() {
    lock.lock();
    try {
      int pieces = closing ? waiting.size() : 0;
      if (closing) {
        waiting.clear();
      }
      return pieces;
    } finally {
      lock.unlock();
    }
  }

  private void addLost(int pieces) {
    lock.lock();
    try {
      lost += pieces;
    } finally {
      lock.unlock();
    }
  }

  private void forgetLost(long told) {
    lock.lock();
    try {
      lost -= told;
    } finally {
      lock.unlock();
    }
  }
}
