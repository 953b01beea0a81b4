package org.holdfast.ipvs.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.linux.nftables.MarkElement;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The intervals of addresses and ports that get a firewall mark. The same destinations make the
 * same intervals, in whatever order and form the configuration has them.
 */
final class MarkedDestinations {

  private static final Comparator<ServiceKey.Address> BY_PORT_AND_ADDRESS =
      Comparator.comparingInt((ServiceKey.Address one) -> one.protocol().number())
          .thenComparingInt(ServiceKey.Address::port)
          .thenComparing(ServiceKey.Address::address);

  private MarkedDestinations() {}

  /** Joins consecutive addresses of one protocol and port. Port 0 stands for every port. */
  static Set<MarkElement> of(Collection<ServiceKey.Address> destinations, int mark) {
    var sorted = new ArrayList<>(destinations);
    sorted.sort(BY_PORT_AND_ADDRESS);
    var elements = new LinkedHashSet<MarkElement>();
    MarkElement open = null;
    for (var one : sorted) {
      if (open != null && follows(open, one)) {
        open = element(open.first(), one, mark);
      } else if (open == null || !isEndOf(open, one)) {
        if (open != null) {
          elements.add(open);
        }
        open = element(one.address(), one, mark);
      }
    }
    if (open != null) {
      elements.add(open);
    }
    return elements;
  }

  private static MarkElement element(IpAddress first, ServiceKey.Address last, int mark) {
    int port = last.port();
    return new MarkElement(
        first,
        last.address(),
        last.protocol().number(),
        port,
        port == 0 ? MarkElement.LAST_PORT : port,
        mark);
  }

  private static boolean hasPort(MarkElement element, ServiceKey.Address one) {
    return element.protocol() == one.protocol().number() && element.firstPort() == one.port();
  }

  private static boolean isEndOf(MarkElement element, ServiceKey.Address one) {
    return hasPort(element, one) && element.last().equals(one.address());
  }

  private static boolean follows(MarkElement element, ServiceKey.Address one) {
    return hasPort(element, one) && one.address().equals(next(element.last()));
  }

  /** Returns the next address; null after the last one. */
  private static @Nullable IpAddress next(IpAddress address) {
    if (address.family() == Family.IPV4) {
      return address.low() == 0xffff_ffffL ? null : IpAddress.v4((int) address.low() + 1);
    }
    long low = address.low() + 1;
    return low != 0
        ? IpAddress.v6(address.high(), low)
        : address.high() == -1 ? null : IpAddress.v6(address.high() + 1, 0);
  }
}
