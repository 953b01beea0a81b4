package org.holdfast.ipvs.netlink;

/** Loads kernel modules. */
@FunctionalInterface
public interface KernelModules {

  /**
   * Loads a module with its dependencies; has no effect when it is already loaded.
   *
   * @return the reason for a failure, for a message; empty on success
   */
  String load(String module);
}
