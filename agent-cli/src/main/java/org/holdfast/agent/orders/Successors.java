package org.holdfast.agent.orders;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * Determines whether another router takes over from masters that step down. A backup sends nothing,
 * so only the handover itself shows whether there is one: a master without a successor takes its
 * addresses back. Thread-safe.
 */
public final class Successors {

  private static final long LOOK_MILLIS = 50;

  /** Longer than any successor needs with an advertisement interval of a second. */
  private static final double PATIENCE_SECONDS = 3;

  private static final double LONGEST_SECONDS = 30;

  private final Supplier<CompletableFuture<List<InstanceStatus>>> status;
  private final Executor later =
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS);

  public Successors(Supplier<CompletableFuture<List<InstanceStatus>>> status) {
    this.status = status;
  }

  /** Masters, with the number of times each of them has become master. */
  record Masters(Map<String, Long> promotions, double patienceSeconds) {

    boolean isEmpty() {
      return promotions.isEmpty();
    }
  }

  /** Returns the instances among these that are master now. */
  CompletableFuture<Masters> masters(Collection<String> names) {
    return status
        .get()
        .thenApply(all -> {
          var promotions = new HashMap<String, Long>();
          double longest = 0;
          for (var instance : all) {
            if (names.contains(instance.name()) && isServing(instance)) {
              promotions.put(instance.name(), instance.history().becameMaster());
              longest = Math.max(longest, instance.timers().advertisementIntervalSeconds());
            }
          }
          return new Masters(promotions, Math.min(LONGEST_SECONDS, PATIENCE_SECONDS + 2 * longest));
        });
  }

  private static boolean isServing(InstanceStatus instance) {
    return instance.state() == VrrpState.MASTER && !instance.handingOver();
  }

  /**
   * Returns the masters that serve again because no router took over; empty if this is not known in
   * time.
   */
  CompletableFuture<List<String>> withoutSuccessor(Masters before) {
    return look(before, Math.round(before.patienceSeconds() * 1000 / LOOK_MILLIS));
  }

  private CompletableFuture<List<String>> look(Masters before, long looks) {
    return status
        .get()
        .thenComposeAsync(
            all -> {
              var alone = new ArrayList<String>();
              boolean decided = true;
              for (var instance : all) {
                var promotions = before.promotions().get(instance.name());
                if (promotions == null) {
                  continue;
                }
                if (isServing(instance) && instance.history().becameMaster() > promotions) {
                  alone.add(instance.name());
                } else {
                  decided &= isOver(instance);
                }
              }
              return decided || !alone.isEmpty() || looks == 0
                  ? CompletableFuture.completedFuture(alone)
                  : look(before, looks - 1);
            },
            later);
  }

  private static boolean isOver(InstanceStatus instance) {
    return switch (instance.state()) {
      case MASTER -> false;
      case BACKUP -> instance.master() != null && instance.master().priority() > 0;
      case INIT, FAULT, STOP -> true;
    };
  }
}
