package org.holdfast.vrrp;

import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.jspecify.annotations.Nullable;

/** Where adverts go, and where they may come from. */
public sealed interface Transport {

  /** The TTL that every router on the way would have lowered (RFC 9568 section 5.1.1.3). */
  int HIGHEST_TTL = 255;

  /** 224.0.0.18 or ff02::12 (RFC 9568 section 5.1). */
  static IpAddress defaultGroup(Family family) {
    return switch (family) {
      case IPV4 -> IpAddress.v4(0xe000_0012);
      case IPV6 -> IpAddress.v6(0xff02_0000_0000_0000L, 0x12);
    };
  }

  /** The multicast group; for a unicast instance, the group that the historic checksum covers. */
  IpAddress group();

  /** The TTL or hop limit of our adverts, 1 to 255. */
  int ttl();

  /** The addresses that each advert is sent to. */
  List<IpAddress> destinations();

  /** The source address of our adverts; null for the link's first address of the family. */
  @Nullable IpAddress source();

  /**
   * Adverts go to a group on the link. Their TTL or hop limit is 255, and adverts that arrive must
   * have the same (RFC 9568 section 7.1).
   *
   * @param sender the source MAC address of our adverts (RFC 9568 section 7.2); null for the link's
   *     own
   */
  record Multicast(IpAddress group, @Nullable IpAddress source, @Nullable MacAddress sender)
      implements Transport {

    public Multicast {
      requireGroup(group);
    }

    /** Creates a transport with the MAC address of the link. */
    public Multicast(IpAddress group, @Nullable IpAddress source) {
      this(group, source, null);
    }

    @Override
    public int ttl() {
      return HIGHEST_TTL;
    }

    @Override
    public List<IpAddress> destinations() {
      return List.of(group);
    }
  }

  /**
   * Adverts go to each peer separately, perhaps across routers.
   *
   * @param ttl the TTL or hop limit of our adverts, 1 to 255
   * @param checkSource whether adverts must come from one of the peers (keepalived's {@code
   *     check_unicast_src})
   */
  record Unicast(
      @Nullable IpAddress source, List<Peer> peers, int ttl, boolean checkSource, IpAddress group)
      implements Transport {

    public Unicast {
      peers = List.copyOf(peers);
      requireGroup(group);
      if (ttl < 1 || ttl > HIGHEST_TTL) {
        throw new IllegalArgumentException("ttl: " + ttl + " (expected: 1..255)");
      }
    }

    @Override
    public List<IpAddress> destinations() {
      return peers.stream().map(Peer::address).toList();
    }
  }

  /**
   * A router that receives our adverts, and the permitted range of the TTL or hop limit of its
   * adverts on arrival; 0 to 255 accepts any.
   */
  record Peer(IpAddress address, int minTtl, int maxTtl) {

    public Peer {
      if (minTtl < 0 || minTtl > maxTtl || maxTtl > HIGHEST_TTL) {
        throw new IllegalArgumentException(
            "ttl: " + minTtl + ".." + maxTtl + " (expected: within 0..255)");
      }
    }

    /** Creates a peer whose adverts may have crossed any number of routers. */
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
