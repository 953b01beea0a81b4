package org.holdfast.ipvs.netlink;

import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Families and addresses in IPVS attributes. */
final class IpvsAddresses {

  private IpvsAddresses() {}

  /** The family with Linux's number; empty for any other number. */
  static Optional<Family> family(int linuxNumber) {
    for (var family : Family.values()) {
      if (family.linuxNumber() == linuxNumber) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the first bytes of an attribute, because the kernel sends an IPv4 address in the space of
   * an IPv6 one.
   */
  static Optional<IpAddress> read(Attributes from, int type, Family family) {
    return from.struct(type)
        .filter(bytes -> bytes.limit() >= family.bytes())
        .map(bytes -> IpAddress.read(family, bytes, 0));
  }
}
