package org.holdfast.ipvs.netlink;

import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Families and addresses as IPVS writes them. */
final class Addresses {

  private Addresses() {}

  /** The family of Linux's number, or nothing. */
  static Optional<Family> family(int linuxNumber) {
    for (var family : Family.values()) {
      if (family.linuxNumber() == linuxNumber) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** The first bytes of an attribute: the kernel gives an IPv4 address the room of an IPv6 one. */
  static Optional<IpAddress> read(Attributes from, int type, Family family) {
    return from.struct(type)
        .filter(bytes -> bytes.limit() >= family.bytes())
        .map(bytes -> IpAddress.read(family, bytes, 0));
  }
}
