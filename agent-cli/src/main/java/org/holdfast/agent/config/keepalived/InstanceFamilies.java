package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/** Finds the address family of a {@code vrrp_instance}, which is that of its first address. */
final class InstanceFamilies {

  private InstanceFamilies() {}

  /**
   * Returns the family of the first address in {@code block} that determines the family, or IPv4 if
   * there is none.
   */
  static Family of(List<Statement> block) {
    for (var statement : block) {
      var family =
          switch (statement.keyword()) {
            case "mcast_src_ip", "unicast_src_ip", "mcast_dst_ip" -> of(statement.word(1));
            case "virtual_ipaddress", "unicast_peer" -> first(statement.block());
            default -> null;
          };
      if (family != null) {
        return family;
      }
    }
    return Family.IPV4;
  }

  private static @Nullable Family first(List<Statement> lines) {
    for (var line : lines) {
      var family = of(line.keyword());
      if (family != null) {
        return family;
      }
    }
    return null;
  }

  private static @Nullable Family of(String address) {
    return KeepalivedAddresses.host(address).map(found -> found.family()).orElse(null);
  }
}
