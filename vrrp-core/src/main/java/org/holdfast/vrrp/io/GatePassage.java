package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of instances through the {@link AddressGate} to their addresses: those that turn back on
 * the way are not let through any more, and a gate that stays shut is passed all the same. On the
 * kernel loop.
 */
final class GatePassage {

  private static final Logger log = LoggerFactory.getLogger(GatePassage.class);

  private final IoEventLoop loop;
  private final AddressGate gate;
  private final Consumer<String> through;
  private final Map<String, Object> waiting = new HashMap<>();

  /**
   * With nobody on the way.
   *
   * @param through told of an instance that may take its addresses
   */
  GatePassage(IoEventLoop loop, AddressGate gate, Consumer<String> through) {
    this.loop = loop;
    this.gate = gate;
    this.through = through;
  }

  /** An instance is on its way to its addresses. */
  void approach(String instance) {
    var ticket = new Object();
    waiting.put(instance, ticket);
    try {
      gate.beforeAddresses(instance, () -> opened(instance, ticket));
    } catch (Throwable failure) { // an Error of the gate's is no reason to stay without addresses
      log.error("({}) the gate before its addresses failed", instance, failure);
      pass(instance, ticket);
    }
    if (waiting.containsKey(instance)) {
      long patience = gate.patienceMillis(instance);
      var _ =
          loop.schedule(
              () -> losePatience(instance, ticket, patience), patience, TimeUnit.MILLISECONDS);
    }
  }

  private void opened(String instance, Object ticket) {
    if (loop.inEventLoop()) {
      pass(instance, ticket);
    } else {
      loop.execute(() -> pass(instance, ticket));
    }
  }

  private void losePatience(String instance, Object ticket, long patience) {
    if (pass(instance, ticket)) {
      log.warn(
          "({}) what belongs behind its addresses is not ready after {} ms; they are taken all the"
              + " same",
          instance,
          patience);
    }
  }

  /** Whether this was the one that let it through. */
  private boolean pass(String instance, Object ticket) {
    boolean waited = waiting.remove(instance, ticket);
    if (waited) {
      through.accept(instance);
    }
    return waited;
  }

  /** An instance has taken its addresses. */
  void arrived(String instance) {
    gate.haveAddresses(instance);
  }

  /** An instance wants its addresses no more. */
  void turnBack(String instance) {
    waiting.remove(instance);
  }

  /** An instance has let go of its addresses. */
  void left(String instance) {
    gate.afterAddresses(instance);
  }
}
