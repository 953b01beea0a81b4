package org.holdfast.ipvs.netlink;

/** Loads modules of the kernel. */
@FunctionalInterface
public interface Modules {

  /**
   * Loads one with what it needs; harmless when it is there.
   *
   * @return what went wrong, for a message; empty when nothing did
   */
  String load(String module);
}
