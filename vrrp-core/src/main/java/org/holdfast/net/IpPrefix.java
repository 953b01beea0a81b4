package org.holdfast.net;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address with a prefix length, {@code 203.0.113.10/24}. The bits beyond the prefix are kept: an
 * address on a link is such a pair.
 */
public record IpPrefix(IpAddress address, int length) {

  public IpPrefix {
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException(
          "prefix length: " + length + " (expected: 0.." + address.family().bits() + ")");
    }
  }

  /** The prefix that contains only this address: /32 or /128. */
  public static IpPrefix host(IpAddress address) {
    return new IpPrefix(address, address.family().bits());
  }

  /**
   * Reads {@code ADDRESS} or {@code ADDRESS/LENGTH}; without a length, the prefix is that of a
   * host. Empty when the text is neither.
   */
  public static Optional<IpPrefix> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddress.parse(text).map(IpPrefix::host);
    }
    var digits = text.substring(slash + 1);
    if (!digits.matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int length = Integer.parseInt(digits);
    return IpAddress.parse(text.substring(0, slash))
        .filter(address -> length <= address.family().bits())
        .map(address -> new IpPrefix(address, length));
  }

  /**
   * Like {@link #parse}, but throws for other text.
   *
   * @throws IllegalArgumentException when {@code text} is not a prefix; the message quotes it
   */
  public static IpPrefix of(String text) {
    return parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException("\"" + text + "\" is not an address or ADDRESS/LENGTH"));
  }

  /** Whether {@code other} has the same leading bits; false for an address of the other family. */
  public boolean contains(IpAddress other) {
    if (address.family() != other.family()) {
      return false;
    }
    int hostBits = address.family().bits() - length;
    long high = address.high() ^ other.high();
    long low = address.low() ^ other.low();
    if (hostBits < Long.SIZE) {
      return high == 0 && low >>> hostBits == 0;
    }
    return hostBits == 2 * Long.SIZE || high >>> (hostBits - Long.SIZE) == 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpPrefix that && length == that.length && address.equals(that.address);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + length;
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
