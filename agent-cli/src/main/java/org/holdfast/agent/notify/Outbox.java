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
import javax.net.ssl.SSLException;
import org.holdfast.linux.LogBudget;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of notices for a remote receiver that may be slow or unreachable. Up to {@value #MOST}
 * notices wait in order; callers never wait. Thread-safe.
 *
 * <p>One virtual thread delivers the notices in batches. A failed batch is retried, with a pause
 * that doubles each time, and discarded after the last attempt. Lost notices are counted and
 * logged.
 *
 * @param <T> the type of a notice
 */
final class Outbox<T> implements AutoCloseable {

  /** Limit on waiting notices; a further one replaces the oldest. */
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
  private volatile String trouble = ""; // the last failure; empty after a success
  private boolean closing;
  private boolean retiring;

  /**
   * The terms of delivery.
   *
   * @param gather the time after the first notice within which others join its batch
   * @param batch the largest number of notices in a batch
   * @param limit the time limit of a delivery
   * @param attempts the number of attempts
   * @param firstPause the pause between the first attempt and the second
   * @param stopWait the time for which {@link #close} waits for pending notices
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

  /** Delivers batches, on a thread that may block and is interrupted at the time limit. */
  @FunctionalInterface
  interface Delivery<T> {

    /**
     * Delivers the whole batch or fails.
     *
     * @param lost the number of lost notices before these
     * @throws Exception if the batch has not arrived; the message is for the log
     */
    void deliver(List<T> batch, long lost) throws Exception;
  }

  /**
   * @param name the name in the log, such as {@code Mail}
   */
  Outbox(String name, Terms terms, Delivery<T> delivery) {
    this.name = name;
    this.terms = terms;
    this.delivery = delivery;
  }

  /** Queues a notice. Never blocks. */
  void report(T news) {
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

  /** Delivers pending notices within a short time limit. Must not be called on an event loop. */
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
        log.warn("{}: no longer waiting for what is still undelivered", name);
        running.interrupt();
      }
    } catch (InterruptedException e) {
      running.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends an outbox that another one replaces, after the pending notices are delivered with the
   * usual pauses and attempts. Notices that arrive later are still delivered. Never blocks.
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

  /** Discards pending notices and logs their number. Never blocks. */
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

  /** Returns the next batch; empty if this outbox has ended and no notice waits. */
  private List<T> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closing && !retiring) {
        changed.await();
      }
      if (waiting.isEmpty()) {
        thread = null; // later notices start another thread
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

  /** Pauses on the lock, which must be held; the agent's stop ends the pause. */
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

  /** Returns null if the batch arrived, otherwise the reason for the failure. */
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
      return why(e.getCause() == null ? e : e.getCause());
    } finally {
      task.cancel(true);
    }
  }

  /** Returns the reason of a failure; with that of TLS, which other exceptions hide. */
  private static String why(Throwable failure) {
    var why = failure.getMessage() == null ? failure.toString() : failure.getMessage().strip();
    for (var at = failure.getCause(); at != null; at = at.getCause()) {
      if (at instanceof SSLException && at.getMessage() != null) {
        return why.contains(at.getMessage()) ? why : why + ": " + at.getMessage();
      }
    }
    return why;
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

  /** Discards pending notices after a failure while closing, so that nothing is retried. */
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

  private void forgetLost(long reported) {
    lock.lock();
    try {
      lost -= reported;
    } finally {
      lock.unlock();
    }
  }
}
