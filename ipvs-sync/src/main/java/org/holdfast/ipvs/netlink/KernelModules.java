package org.holdfast.ipvs.netlink;

/** Loads kernel modules. */
@FunctionalInterface
public interface KernelModules {

  /**
   * Loads a module with its dependencies; harmless when it is already loaded.
   *
   * @return the reason of a failure, for a message; empty on success
   */
  String load(String module);
}
