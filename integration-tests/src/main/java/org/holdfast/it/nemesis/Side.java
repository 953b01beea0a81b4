package org.holdfast.it.nemesis;

/** The directors of the pair. */
public enum Side {
  /** Has the higher priority in the IPv4 instance, and the lower one in the IPv6 instance. */
  A,
  B;

  public Side other() {
    return this == A ? B : A;
  }
}
