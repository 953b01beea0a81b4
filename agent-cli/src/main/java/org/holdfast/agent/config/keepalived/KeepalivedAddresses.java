package org.holdfast.agent.config.keepalived;

import java.util.Optional;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** Reads addresses as keepalived does: an invalid prefix length is corrected or ignored. */
final class KeepalivedAddresses {

  private KeepalivedAddresses() {}

  /** Parses an address of a host or a group; ignores a prefix length after it. */
  static Optional<IpAddress> host(String text) {
    int slash = text.indexOf('/');
    return IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
  }

  /**
   * Parses an address with a prefix length; replaces an invalid length by the longest and adds a
   * note. Returns null if the text is not an address.
   */
  static @Nullable IpPrefix prefix(BlockTranslation translation, FilePosition place, String text) {
    int slash = text.indexOf('/');
    var address = host(text).orElse(null);
    if (address == null || slash < 0) {
      return address == null ? null : IpPrefix.host(address);
    }
    var digits = text.substring(slash + 1);
    int longest = address.family().bits();
    var length = Numbers.leading(digits);
    if (length != null && length >= 0 && length <= longest) {
      if (Numbers.parse(digits) == null) {
        translation.repaired(place, text + ": the prefix length is read as " + length);
      }
      return new IpPrefix(address, length.intValue());
    }
    translation.repaired(
        place, text + ": the prefix length is not valid; " + longest + ", a host's own, is used");
    return IpPrefix.host(address);
  }

  /** Returns the network of {@code prefix}, with all bits after the prefix cleared. */
  static IpPrefix network(IpPrefix prefix) {
    int length = prefix.length();
    var address = prefix.address();
    if (address.family() == Family.IPV4) {
      int bits = length == 0 ? 0 : (int) address.low() & (-1 << (32 - length));
      return new IpPrefix(IpAddress.v4(bits), length);
    }
    long high = length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
    long low = length <= 64 ? 0 : length == 128 ? -1L : -1L << (128 - length);
    return new IpPrefix(IpAddress.v6(address.high() & high, address.low() & low), length);
  }

  /** Returns the address as written in a YAML file. */
  static String text(IpPrefix prefix) {
    return prefix.length() == prefix.address().family().bits()
        ? prefix.address().toString()
        : prefix.toString();
  }
}
