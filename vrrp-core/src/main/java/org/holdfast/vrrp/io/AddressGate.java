package org.holdfast.vrrp.io;

import java.util.Map;

/**
 * What must be ready before an instance's addresses are on their links, and may go when they are
 * gone: a load balancer's table. Both are told on the kernel loop, and come back at once.
 */
public interface AddressGate {

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

  /** The instance has let go of its addresses; also told to those that never held them. */
  void afterAddresses(String instance);

  /**
   * Instances go by other names from now on, all at once: of each that was renamed the new name by
   * the old one.
   */
  default void renamed(Map<String, String> names) {}
}
