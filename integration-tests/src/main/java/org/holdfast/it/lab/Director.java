package org.holdfast.it.lab;

import java.util.List;

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

  /** Whether its node has the virtual router's address: the kernel's word. */
  default boolean holdsAddress() {
    return node().holds(spec().vip());
  }

  @Override
  default void close() {
    if (isRunning()) {
      kill();
    }
  }
}
