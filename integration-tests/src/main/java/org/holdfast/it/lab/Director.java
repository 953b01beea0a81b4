package org.holdfast.it.lab;

import java.util.Collections;
import java.util.List;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** A router under test: one implementation of VRRP on one node, with one virtual router. */
public interface Director extends AutoCloseable {
  /** Returns the node that the director runs on. */
  Node node();

  RouterSpec spec();

  /**
   * Starts the director as a backup. After a stop, a kill or a power cycle it may be started again.
   */
  void start();

  /** Stops the director in order and waits for its end. */
  void stop();

  /** Kills the director before it can send a last advert; its addresses remain in place. */
  void kill();

  boolean isRunning();

  /** Returns the director's output since its last start. */
  List<Daemon.Line> log();

  /** Returns whether the node has all addresses of the virtual router, according to the kernel. */
  default boolean holdsAddresses() {
    return node().addresses().containsAll(virtualAddresses());
  }

  /**
   * Returns whether the node has none of the addresses of the virtual router, according to the
   * kernel.
   */
  default boolean holdsNoAddress() {
    return Collections.disjoint(node().addresses(), virtualAddresses());
  }

  private List<IpAddress> virtualAddresses() {
    return spec().addresses().stream().map(IpPrefix::address).toList();
  }

  @Override
  default void close() {
    if (isRunning()) {
      kill();
    }
  }
}
