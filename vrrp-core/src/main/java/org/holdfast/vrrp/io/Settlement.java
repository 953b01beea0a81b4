package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the instances' requests: waits until everything is ready for their addresses, and
 * repeats requests that the kernel does not answer or refuses. Owned by the kernel loop.
 */
final class Settlement {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  static final long RETRY_MILLIS = 200;

  private final IoEventLoop loop;
  private final NanoClock clock;
  private final AddressKeeper keeper;
  private final ReadinessWait readiness;
  private final Set<InstanceId> unsettled = new HashSet<>();
  private final Map<InstanceId, TakeoverTimes> takeovers = new HashMap<>();

  Settlement(IoEventLoop loop, NanoClock clock, AddressKeeper keeper, List<Readiness> readiness) {
    this.loop = loop;
    this.clock = clock;
    this.keeper = keeper;
    this.readiness = new ReadinessWait(loop, readiness, this::ready);
  }

  /** Adds the instance's addresses once everything is ready for them. */
  void acquire(InstanceId instance, TakeoverTimes.Promotion promotion) {
    takeover(instance).begin(promotion);
    readiness.begin(instance);
  }

  private void ready(InstanceId instance) {
    takeover(instance).ready(clock.nanos());
    want(instance, true);
    readiness.haveAddresses(instance);
  }

  /** Keeps what is behind the instance's addresses, which an earlier run left, for a while. */
  void serveOn(InstanceId instance) {
    readiness.keepsAddresses(instance);
  }

  /** Returns the steps of the instance's last takeover. */
  TakeoverTimes takeover(InstanceId instance) {
    return takeovers.computeIfAbsent(instance, _ -> new TakeoverTimes());
  }

  /** Removes the instance's addresses. */
  void release(InstanceId instance) {
    readiness.cancel(instance);
    want(instance, false);
    readiness.afterAddresses(instance);
    keeper.removeIfEmpty(instance);
  }

  /** Retires the instance, which is forgotten once it holds nothing. */
  void retire(InstanceId instance) {
    keeper.retire(instance);
    keeper.removeIfEmpty(instance);
    takeovers.remove(instance);
  }

  /** Whether all requests have been carried out. */
  boolean isDone() {
    return unsettled.isEmpty();
  }

  private void want(InstanceId instance, boolean wanted) {
    keeper.want(instance, wanted);
    settle(instance);
  }

  /**
   * Adds or removes the instance's objects, as it wants now, and repeats the attempt if the kernel
   * does not answer or refuses to remove an address.
   */
  private void settle(InstanceId instance) {
    boolean settled = false;
    try {
      settled = keeper.settle(instance);
    } catch (RuntimeException failure) {
      log.error("({}) Adding or removing addresses failed and will be repeated", instance, failure);
    } finally { // an Error is passed on, but not before the next attempt is planned
      if (settled) {
        unsettled.remove(instance);
      } else if (unsettled.add(instance)) {
        retry(instance);
      }
    }
  }

  private void retry(InstanceId instance) {
    var _ =
        loop.schedule(
            () -> {
              if (unsettled.remove(instance)) {
                settle(instance);
                keeper.removeIfEmpty(instance);
              }
            },
            RETRY_MILLIS,
            TimeUnit.MILLISECONDS);
  }
}
