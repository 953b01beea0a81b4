package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What must be ready before an instance's addresses are on their links, and may go when they are
 * gone: a load balancer's table, or what an operator's command prepares. All methods are called on
 * the kernel loop and return at once.
 */
public interface Readiness {

  /** The usual patience: a service without its table is better than no service. */
  Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * The instance is master and is about to take its addresses.
   *
   * @return completed, by any thread, when it may; a failure does not keep the addresses away
   */
  CompletionStage<Void> beforeAddresses(InstanceId instance);

  /** Returns how long the instance's addresses wait for this. */
  default Duration patience(InstanceId instance) {
    return PATIENCE;
  }

  /** The instance has taken its addresses: they are on their links, unless the kernel refused. */
  default void haveAddresses(InstanceId instance) {}

  /** The instance has released its addresses; also called for one that never held them. */
  default void afterAddresses(InstanceId instance) {}
}
