package org.holdfast.vrrp.io;

/**
 * The identity of one instance from its start to its end. State of an instance is kept by this and
 * not by the name, which a reload may change. An identity is equal only to itself. Any thread.
 */
public final class InstanceId {

  private volatile String name;

  /** Identifies a new instance, which is called {@code name} for now. */
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
