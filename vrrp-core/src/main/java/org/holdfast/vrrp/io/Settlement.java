package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.AddressKeeper.Left;
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

  /** Those whose objects the next turn of the loop adds or removes. */
  private final Set<InstanceId> underWay = new HashSet<>();

  /** Those whose attempt is repeated after a pause. */
  private final Set<InstanceId> unsettled = new HashSet<>();

  /** Those of which the parts are not told yet that they have their addresses, or none. */
  private final Set<InstanceId> acquiring = new HashSet<>();

  private final Set<InstanceId> releasing = new HashSet<>();
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
    releasing.remove(instance);
    acquiring.add(instance);
    want(instance, true);
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
    acquiring.remove(instance);
    releasing.add(instance);
    want(instance, false);
  }

  /** Retires the instance, which is forgotten once it holds nothing. */
  void retire(InstanceId instance) {
    keeper.retire(instance);
    keeper.removeIfEmpty(instance);
    takeovers.remove(instance);
  }

  /** Whether all requests have been carried out. */
  boolean isDone() {
    return unsettled.isEmpty() && !isUnderWay();
  }

  /** Whether the next turns of the loop carry out requests. */
  boolean isUnderWay() {
    return !underWay.isEmpty();
  }

  private void want(InstanceId instance, boolean wanted) {
    keeper.want(instance, wanted);
    settle(instance);
  }

  /**
   * Adds or removes some of the instance's objects, as it wants now, and the others in the next
   * turns of the loop. Repeats the attempt if the kernel does not answer or refuses to remove an
   * address.
   */
  private void settle(InstanceId instance) {
    var left = Left.REFUSED;
    try {
      left = keeper.settle(instance);
    } catch (RuntimeException failure) {
      log.error("({}) Adding or removing addresses failed and will be repeated", instance, failure);
    } finally { // an Error is passed on, but not before the next attempt is planned
      planNext(instance, left);
    }
    if (left != Left.MORE) {
      tell(instance);
    }
  }

  private void planNext(InstanceId instance, Left left) {
    switch (left) {
      case NOTHING -> {
        underWay.remove(instance);
        unsettled.remove(instance);
      }
      case MORE -> {
        if (underWay.add(instance)) {
          loop.execute(() -> again(instance, underWay));
        }
      }
      case REFUSED -> {
        underWay.remove(instance);
        if (unsettled.add(instance)) {
          var _ =
              loop.schedule(() -> again(instance, unsettled), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  private void again(InstanceId instance, Set<InstanceId> planned) {
    if (planned.remove(instance)) {
      settle(instance);
    }
  }

  /** Tells the parts that the instance has its addresses, or has released them. */
  private void tell(InstanceId instance) {
    if (acquiring.remove(instance)) {
      readiness.haveAddresses(instance);
    }
    if (releasing.remove(instance)) {
      readiness.afterAddresses(instance);
    }
    keeper.removeIfEmpty(instance);
  }
}
