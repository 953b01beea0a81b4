package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings about what instances want of the kernel: leads them through the gate before their
 * addresses, and asks a kernel again that does not answer or refuses. Owned by the kernel loop.
 */
final class Settlement {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  static final long RETRY_MILLIS = 200;

  private final IoEventLoop loop;
  private final NanoClock clock;
  private final AddressKeeper keeper;
  private final GatePassage passage;
  private final Set<String> unsettled = new HashSet<>();
  private final Map<String, TakeoverTimes> takeovers = new HashMap<>();

  Settlement(IoEventLoop loop, NanoClock clock, AddressKeeper keeper, AddressGate gate) {
    this.loop = loop;
    this.clock = clock;
    this.keeper = keeper;
    passage = new GatePassage(loop, gate, this::through);
  }

  /** The instance is to have its addresses, once it is through the gate. */
  void acquire(String instance, TakeoverTimes.Promotion promotion) {
    takeover(instance).begin(promotion);
    passage.approach(instance);
  }

  private void through(String instance) {
    takeover(instance).ready(clock.nanos());
    want(instance, true);
    passage.arrived(instance);
  }

  /** The steps of the instance's last takeover. */
  TakeoverTimes takeover(String instance) {
    return takeovers.computeIfAbsent(instance, _ -> new TakeoverTimes());
  }

  /** The instance is to have none of its addresses. */
  void release(String instance) {
    passage.turnBack(instance);
    want(instance, false);
    passage.left(instance);
    keeper.buryIfOver(instance);
  }

  /** The instance is retired: it is forgotten once it holds nothing. */
  void retire(String instance) {
    keeper.retire(instance);
    keeper.buryIfOver(instance);
    takeovers.remove(instance);
  }

  /** Whether the kernel is as it was wanted so far. */
  boolean isDone() {
    return unsettled.isEmpty();
  }

  private void want(String instance, boolean wanted) {
    keeper.want(instance, wanted);
    settle(instance);
  }

  /**
   * A kernel that does not answer, or that refuses to let an address go, is asked again, for what
   * is wanted by then.
   */
  private void settle(String instance) {
    boolean settled = false;
    try {
      settled = keeper.settle(instance);
    } catch (RuntimeException failure) {
      log.error("({}) addresses are not as wanted yet", instance, failure);
    } finally { // an Error is passed on, but not before the next attempt is planned
      if (settled) {
        unsettled.remove(instance);
      } else if (unsettled.add(instance)) {
        retry(instance);
      }
    }
  }

  private void retry(String instance) {
    var _ =
        loop.schedule(
            () -> {
              if (unsettled.remove(instance)) {
                settle(instance);
                keeper.buryIfOver(instance);
              }
            },
            RETRY_MILLIS,
            TimeUnit.MILLISECONDS);
  }
}
