package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * The address or addresses of a virtual server: an {@link EndpointType} in which {@code FIRST-LAST}
 * or {@code NETWORK/LENGTH} may replace the address. A range includes its first and its last
 * address.
 */
public final class EndpointRangeType extends Scalar<EndpointRangeType.EndpointRange> {

  public static final EndpointRangeType INSTANCE = new EndpointRangeType();

  /** The greatest number of addresses in a range. */
  static final int MOST = 65_536;

  private EndpointRangeType() {}

  /**
   * Consecutive addresses with one port.
   *
   * @param count at least 1
   * @param port 0 if no port is written
   */
  public record EndpointRange(IpAddress first, int count, int port) {

    /** Returns the range as text; a range that is a whole network is written as that network. */
    @Override
    public String toString() {
      if (count == 1) {
        return new EndpointType.Endpoint(first, port).toString();
      }
      boolean isNetwork = Integer.bitCount(count) == 1 && (first.low() & (count - 1)) == 0;
      int hostBits = Integer.numberOfTrailingZeros(count);
      var row =
          isNetwork
              ? new IpPrefix(first, first.family().bits() - hostBits).toString()
              : first + "-" + address(count - 1);
      if (port == 0) {
        return row;
      }
      return switch (first.family()) {
        case IPV4 -> row + ":" + port;
        case IPV6 -> "[" + row + "]:" + port;
      };
    }

    /** Returns the address {@code index} after the first. */
    public IpAddress address(int index) {
      return switch (first.family()) {
        case IPV4 -> IpAddress.v4((int) first.low() + index);
        case IPV6 -> IpAddress.v6(first.high(), first.low() + index);
      };
    }
  }

  @Override
  @Nullable EndpointRange parse(String text) {
    var split = EndpointType.Split.of(text);
    if (split.port() < 0) {
      return null;
    }
    var addresses = split.host();
    int dash = addresses.indexOf('-');
    if (dash >= 0) {
      return range(addresses.substring(0, dash), addresses.substring(dash + 1), split.port());
    }
    if (addresses.indexOf('/') >= 0) {
      return network(IpPrefix.parse(addresses).orElse(null), split.port());
    }
    var address = AddressType.HOST.parse(addresses);
    return address == null ? null : new EndpointRange(address, 1, split.port());
  }

  private static @Nullable EndpointRange range(String from, String to, int port) {
    var first = AddressType.HOST.parse(from);
    var last = AddressType.HOST.parse(to);
    if (first == null || last == null || first.family() != last.family()) {
      return null;
    }
    long count = last.low() - first.low() + 1;
    return first.high() != last.high() || count < 1 || count > MOST
        ? null
        : new EndpointRange(first, (int) count, port);
  }

  private static @Nullable EndpointRange network(@Nullable IpPrefix prefix, int port) {
    int hostBits = prefix == null ? 0 : prefix.address().family().bits() - prefix.length();
    if (prefix == null || hostBits > 16 || AddressType.HOST.parse(hostOf(prefix)) == null) {
      return null;
    }
    long mask = -1L << hostBits;
    var address = prefix.address();
    var first =
        address.family() == Family.IPV4
            ? IpAddress.v4((int) (address.low() & mask))
            : IpAddress.v6(address.high(), address.low() & mask);
    return first.equals(address) ? new EndpointRange(first, 1 << hostBits, port) : null;
  }

  private static String hostOf(IpPrefix prefix) {
    return prefix.address().toString();
  }

  @Override
  String remedy(String text) {
    var split = EndpointType.Split.of(text);
    int dash = split.host().indexOf('-');
    if (split.port() >= 0 && dash >= 0) {
      return "; a range is two whole addresses of one family, the lower one first, and at most "
          + MOST
          + " addresses";
    }
    var prefix = IpPrefix.parse(split.host()).orElse(null);
    if (split.port() >= 0 && prefix != null) {
      return "; a network has no bits set beyond its prefix length, and at most "
          + MOST
          + " addresses";
    }
    return EndpointType.INSTANCE.remedy(text);
  }

  @Override
  public String text(EndpointRange value) {
    return value.toString();
  }

  @Override
  public String expected() {
    return "an address, a range or a network, with an optional port, such as 203.0.113.10:80,"
        + " 10.0.0.1-10.0.0.9:80 or [2001:db8::/124]:80";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "type",
        "string",
        "pattern",
        "^([0-9./-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:./-]+\\](:[0-9]{1,5})?|[0-9a-fA-F:./-]*:[0-9a-fA-F:./-]*)$");
  }
}
