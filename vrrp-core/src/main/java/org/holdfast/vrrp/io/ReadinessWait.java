package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delays the addresses of instances until every {@link Readiness} is ready, or until the longest
 * patience has passed. Owned by the kernel loop.
 */
final class ReadinessWait {

  private static final Logger log = LoggerFactory.getLogger(ReadinessWait.class);

  private final IoEventLoop loop;
  private final List<Readiness> all;
  private final Consumer<InstanceId> listener;
  private final Map<InstanceId, CompletableFuture<Void>> waiting = new HashMap<>();

  /**
   * Makes an object without waiting instances.
   *
   * @param all the parts that are waited for
   * @param listener called with an instance that may add its addresses
   */
  ReadinessWait(IoEventLoop loop, List<Readiness> all, Consumer<InstanceId> listener) {
    this.loop = loop;
    this.all = List.copyOf(all);
    this.listener = listener;
  }

  /**
   * Starts to wait for an instance that wants its addresses. The listener is called at once if
   * everything is ready.
   */
  void begin(InstanceId instance) {
    var ready =
        CompletableFuture.allOf(
            all.stream().map(one -> ask(one, instance)).toArray(CompletableFuture[]::new));
    waiting.put(instance, ready);
    if (ready.isDone()) {
      end(instance, ready);
      return;
    }
    var _ = ready.whenComplete((_, _) -> loop.execute(() -> end(instance, ready)));
    var patience =
        all.stream()
            .map(one -> one.patience(instance))
            .max(Comparator.naturalOrder())
            .orElse(Readiness.PATIENCE);
    var _ =
        loop.schedule(
            () -> giveUpWaiting(instance, ready, patience),
            patience.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private static CompletableFuture<Void> ask(Readiness one, InstanceId instance) {
    try {
      return one.beforeAddresses(instance).toCompletableFuture();
    } catch (Throwable failure) { // not even an Error may keep the addresses away
      log.error("({}) Preparing for its addresses failed", instance, failure);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void giveUpWaiting(
      InstanceId instance, CompletableFuture<Void> ready, Duration patience) {
    if (end(instance, ready)) {
      log.warn(
          "({}) not everything behind its addresses is ready after {} ms; adding the addresses"
              + " nevertheless",
          instance,
          patience.toMillis());
    }
  }

  /** Calls the listener unless this wait is over already; returns whether it called it. */
  private boolean end(InstanceId instance, CompletableFuture<Void> ready) {
    boolean waited = waiting.remove(instance, ready);
    if (waited) {
      listener.accept(instance);
    }
    return waited;
  }

  /** Ends the wait of an instance that no longer wants its addresses. */
  void cancel(InstanceId instance) {
    waiting.remove(instance);
  }

  /** Notifies every part that the instance has added its addresses. */
  void haveAddresses(InstanceId instance) {
    all.forEach(one -> one.haveAddresses(instance));
  }

  /** Notifies every part that the instance serves with the addresses of an earlier run. */
  void keepsAddresses(InstanceId instance) {
    all.forEach(one -> one.keepsAddresses(instance));
  }

  /** Notifies every part that the instance has removed its addresses. */
  void afterAddresses(InstanceId instance) {
    all.forEach(one -> one.afterAddresses(instance));
  }
}
