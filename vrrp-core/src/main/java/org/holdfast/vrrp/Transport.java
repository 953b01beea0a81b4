package org.holdfast.vrrp;

import java.util.List;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Where adverts go and where they may come from. */
public sealed interface Transport {

  /** The TTL or hop limit that RFC 9568 section 5.1.1.3 demands of every advert. */
  int REQUIRED_TTL = 255;

  /** The address that adverts come from; null takes the link's first address of the family. */
  @Nullable IpAddress source();

  /**
   * To a group on the link: 224.0.0.18 or ff02::12 unless configured. The TTL is 255, and is
   * checked.
   */
  record Multicast(IpAddress group, @Nullable IpAddress source) implements Transport {

    public Multicast {
      if (!group.isMulticast()) {
        throw new IllegalArgumentException(
            "multicast-group: " + group + " is no multicast address");
      }
    }
  }

  /**
   * To each peer by itself, perhaps over routers.
   *
   * @param ttl of our adverts, 0 to 255
   * @param checkSource whether adverts from others than the peers are refused
   */
  record Unicast(@Nullable IpAddress source, List<Peer> peers, int ttl, boolean checkSource)
      implements Transport {

    public Unicast {
      peers = List.copyOf(peers);
    }

    /** A router that gets our adverts, with the TTLs that its own may arrive with. */
    public record Peer(IpAddress address, int minTtl, int maxTtl) {}
  }
}
