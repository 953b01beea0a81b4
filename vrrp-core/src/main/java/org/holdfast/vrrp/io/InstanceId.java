package org.holdfast.vrrp.io;

/**
 * The identity of one instance from its start to its end. The state of an instance is stored under
 * its identity and not under its name, which a reload may change. An identity is equal only to
 * itself. Thread-safe.
 */
public final class InstanceId {

  private volatile String name;

  /** Makes the identity of a new instance, which is called {@code name} for now. */
  public InstanceId(String name) {
    this.name = name;
  }

  /** Returns the present name, for logs and for whatever an operator reads or writes. */
  public String name() {
    return name;
  }

  void rename(String next) {
    name = next;
  }

  /** Returns the present name. */
  @Override
  public String toString() {
    return name;
  }
}
