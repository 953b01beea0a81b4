package org.holdfast.vrrp;

/**
 * An object of the kernel that moves with the mastership: only the master has it. A new kind of
 * object is one more member of this family, and one more table in {@code vrrp.io}.
 */
public sealed interface VirtualObject
    permits VirtualLink, VirtualDrop, VirtualAddress, VirtualRoute, VirtualRule {

  /** The kind in a word, such as {@code route}, for reports, logs and metrics. */
  String kind();

  /** Whether the object is put back, or counts as lost, if another program removes it. */
  default boolean tracked() {
    return true;
  }

  /** The object as an operator knows it, such as {@code 192.0.2.0/24 via 10.0.0.1}. */
  String words();
}
