package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** The networks that routes and rules are about. */
final class Networks {

  private Networks() {}

  /** Reports an error if bits are set beyond the prefix. */
  static void check(Report report, IpPrefix prefix, NodePosition at) {
    var network = of(prefix);
    if (!network.equals(prefix.address())) {
      report.error(
          at,
          prefix
              + " has bits set beyond its length; did you mean "
              + new IpPrefix(network, prefix.length())
              + "?");
    }
  }

  /** Returns the address with all bits after the prefix cleared. */
  static IpAddress of(IpPrefix prefix) {
    var address = prefix.address();
    int length = prefix.length();
    if (address.family() == Family.IPV4) {
      return IpAddress.v4(length == 0 ? 0 : (int) address.low() & (-1 << (32 - length)));
    }
    long high = length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
    long low = length <= 64 ? 0 : length == 128 ? -1L : -1L << (128 - length);
    return IpAddress.v6(address.high() & high, address.low() & low);
  }
}
