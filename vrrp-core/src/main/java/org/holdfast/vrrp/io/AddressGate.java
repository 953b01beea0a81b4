package org.holdfast.vrrp.io;

import java.util.Map;

/**
 * What must be ready before an instance's addresses are on their links, and may go when they are
 * gone: a load balancer's table. All is told on the kernel loop, and comes back at once.
 */
public interface AddressGate {

  /** How long a gate may hold up addresses: a service without its table beats none. */
  long PATIENCE_MILLIS = 1000;

  /** Nothing to wait for. */
  AddressGate OPEN =
      new AddressGate() {
        @Override
        public void beforeAddresses(String instance, Runnable ready) {
          ready.run();
        }

        @Override
        public void afterAddresses(String instance) {}
      };

  /**
   * The instance is master and is about to take its addresses.
   *
   * @param ready to be called when it may, from any thread; waited for a moment, not for ever
   */
  void beforeAddresses(String instance, Runnable ready);

  /** How long it may hold up an instance's addresses, in milliseconds. */
  default long patienceMillis(String instance) {
    return PATIENCE_MILLIS;
  }

  /**
   * The instance has taken its addresses: they are on their links, as far as the kernel let them.
   */
  default void haveAddresses(String instance) {}

  /** The instance has let go of its addresses; also told to those that never held them. */
  void afterAddresses(String instance);

  /**
   * Instances go by other names from now on, all at once: of each that was renamed the new name by
   * the old one.
   */
  default void renamed(Map<String, String> names) {}
}
