package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.AddressWatch.LinkFamily;

/**
 * The addresses of this host from which it asks who has an IPv6 address. The answer goes only
 * there. To a question from {@code ::} it would go to all hosts, and they would send to a new
 * master whose kernel does not deliver packets yet. Owned by the kernel loop.
 */
final class QuestionSources {

  /** A link may have thousands of addresses, so they are not listed for each question. */
  private static final long KNOWN_NANOS = 60_000_000_000L;

  /** A link that came up a moment ago still examines its link-local address (DAD). */
  private static final long UNKNOWN_NANOS = 1_000_000_000L;

  private record Known(IpAddress address, long until) {}

  private final KernelTables tables;
  private final NanoClock clock;
  private final BiPredicate<LinkFamily, IpAddress> isVirtual;
  private final Map<LinkFamily, Known> known = new HashMap<>();

  /**
   * @param isVirtual whether a router that asks has the address only as long as it is master
   */
  QuestionSources(
      KernelTables tables, NanoClock clock, BiPredicate<LinkFamily, IpAddress> isVirtual) {
    this.tables = tables;
    this.clock = clock;
    this.isVirtual = isVirtual;
  }

  /** Returns the address to ask from, {@code ::} if the link has none of its own. */
  IpAddress of(LinkFamily spot) {
    if (spot.family() == Family.IPV4) {
      return IpAddress.ANY_V4;
    }
    long now = clock.nanos();
    var source = known.get(spot);
    if (source == null || now - source.until() >= 0) {
      source = find(spot, now);
      known.put(spot, source);
    }
    return source.address();
  }

  private Known find(LinkFamily spot, long now) {
    return tables
        .linkLocal(spot.linkName(), address -> isVirtual.test(spot, address))
        .map(address -> new Known(address, now + KNOWN_NANOS))
        .orElseGet(() -> new Known(IpAddress.ANY_V6, now + UNKNOWN_NANOS));
  }

  /** Forgets the address of a link that is gone or has changed. */
  void forget(LinkFamily spot) {
    known.remove(spot);
  }
}
