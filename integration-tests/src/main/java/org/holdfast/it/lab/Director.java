package org.holdfast.it.lab;

import java.util.Collections;
import java.util.List;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** A router under test: one implementation of VRRP on one node, with one virtual router. */
public interface Director extends AutoCloseable {
  /** The node that it runs on. */
  Node node();

  RouterSpec spec();

  /** Starts it, in backup; after a stop, a kill or a power cycle it may be started again. */
  void start();

  /** Stops it in order and waits for its end. */
  void stop();

  /** Kills it without a chance to say goodbye; its addresses stay where they are. */
  void kill();

  boolean isRunning();

  /** What it has printed since it was last started. */
  List<Daemon.Line> log();

  /** Whether its node has all addresses of the virtual router: the kernel's word. */
  default boolean holdsAddresses() {
    return node().addresses().containsAll(virtualAddresses());
  }

  /** Whether its node has none of the addresses of the virtual router: the kernel's word. */
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
