package org.holdfast.vrrp;

/** The protocol versions: 2 (RFC 3768, IPv4 only) and 3 (RFC 5798, RFC 9568, both families). */
public enum VrrpVersion {
  V2(2),
  V3(3);

  private final int number;

  VrrpVersion(int number) {
    this.number = number;
  }

  /** The number in the first four bits of an advertisement. */
  public int number() {
    return number;
  }
}
