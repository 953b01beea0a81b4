package org.holdfast.linux.route;

import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** Reads families and prefixes from the fixed parts of rtnetlink messages. */
final class MessageFamilies {

  private MessageFamilies() {}

  static Optional<Family> of(int linuxNumber) {
    for (var family : Family.values()) {
      if (family.linuxNumber() == linuxNumber) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** Combines an attribute's address with a prefix length from elsewhere, which may be invalid. */
  static Optional<IpPrefix> prefix(Attributes attributes, int type, Family family, int length) {
    return length > family.bits()
        ? Optional.empty()
        : attributes.address(type, family).map(address -> new IpPrefix(address, length));
  }

  /** Whether one of the two addresses is present and not of {@code family}. */
  static boolean differ(Family family, Optional<IpAddress> one, Optional<IpAddress> other) {
    return one.orElse(any(family)).family() != family
        || other.orElse(any(family)).family() != family;
  }

  static IpAddress any(Family family) {
    return switch (family) {
      case IPV4 -> IpAddress.ANY_V4;
      case IPV6 -> IpAddress.ANY_V6;
    };
  }
}
