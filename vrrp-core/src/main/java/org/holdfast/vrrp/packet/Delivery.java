package org.holdfast.vrrp.packet;

import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** How adverts travel: to everybody on the link, or to named peers. */
public sealed interface Delivery {

  /** What every hop that an advert may not have crossed would have made smaller. */
  int HIGHEST_TTL = 255;

  /** 224.0.0.18 or ff02::12 (RFC 9568 section 5.1). */
  static IpAddress defaultGroup(Family family) {
    return switch (family) {
      case IPV4 -> IpAddress.v4(0xe000_0012);
      case IPV6 -> IpAddress.v6(0xff02_0000_0000_0000L, 0x12);
    };
  }

  /** The multicast group; of a unicast instance, the one that the historic checksum takes in. */
  IpAddress group();

  /** To a group on the link; what comes must have TTL or hop limit 255 (RFC 9568 section 7.1). */
  record Multicast(IpAddress group) implements Delivery {
    public Multicast {
      requireGroup(group);
    }
  }

  /**
   * To peers, one copy each.
   *
   * @param ttl what ours set out with, 1 to 255
   * @param onlyPeers whether what comes must come from one of the peers (keepalived's {@code
   *     check_unicast_src})
   */
  record Unicast(List<Peer> peers, int ttl, boolean onlyPeers, IpAddress group)
      implements Delivery {
    public Unicast {
      peers = List.copyOf(peers);
      requireGroup(group);
      if (ttl < 1 || ttl > HIGHEST_TTL) {
        throw new IllegalArgumentException("ttl: " + ttl + " (expected: 1..255)");
      }
    }
  }

  /** A peer, and the TTL or hop limit with which its adverts may arrive; 0 to 255 for any. */
  record Peer(IpAddress address, int minTtl, int maxTtl) {
    public Peer {
      if (minTtl < 0 || minTtl > maxTtl || maxTtl > HIGHEST_TTL) {
        throw new IllegalArgumentException(
            "ttl: " + minTtl + ".." + maxTtl + " (expected: within 0..255)");
      }
    }

    /** A peer whose adverts may have crossed any number of routers. */
    public Peer(IpAddress address) {
      this(address, 0, HIGHEST_TTL);
    }
  }

  private static void requireGroup(IpAddress group) {
    if (!group.isMulticast()) {
      throw new IllegalArgumentException("group: " + group + " (expected: a multicast address)");
    }
  }
}
