package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * Splits virtual servers by address family. A virtual server group of keepalived may have addresses
 * of both families, but a virtual server of ours has only one, so such a group becomes two virtual
 * servers.
 */
final class ServiceFamilies {

  private ServiceFamilies() {}

  static Family familyOf(String address) {
    return (address.indexOf('.') < 0 && address.indexOf(':') >= 0) || address.startsWith("[")
        ? Family.IPV6
        : Family.IPV4;
  }

  /** Returns the address family, or null if there are addresses of both families. */
  static @Nullable Family family(Mapping service) {
    var address = service.text(ServiceKeywords.ADDRESS);
    if (address != null) {
      return familyOf(address);
    }
    Family family = null;
    for (var item : service.items(ServiceKeywords.ADDRESSES)) {
      var own = familyOf(((Text) item).text());
      if (family != null && family != own) {
        return null;
      }
      family = own;
    }
    return family == null
        ? service.text(ServiceKeywords.FAMILY, "ipv4").equals("ipv6") ? Family.IPV6 : Family.IPV4
        : family;
  }

  /** Returns the service itself, or one service for each family. */
  static List<Mapping> of(BlockTranslation global, Mapping service, Statement block) {
    if (family(service) != null) {
      return List.of(service);
    }
    global.remarked(
        block.place(), block + " has addresses of two families; it becomes two virtual servers");
    var first = part(service, Family.IPV4);
    var second = part(service, Family.IPV6);
    second.remove(ServiceKeywords.FIREWALL_MARKS);
    second.put(ServiceKeywords.FAMILY, block.place(), "ipv6");
    return List.of(first, second).stream()
        .filter(part -> !part.items(ServerKeywords.REAL_SERVERS).isEmpty())
        .toList();
  }

  private static Mapping part(Mapping service, Family family) {
    var part = new Mapping(service.place());
    part.members().putAll(service.members());
    part.put(
        ServiceKeywords.ADDRESSES,
        new Items(
            service.place(),
            service.items(ServiceKeywords.ADDRESSES).stream()
                .filter(item -> familyOf(((Text) item).text()) == family)
                .toList()));
    part.put(
        ServerKeywords.REAL_SERVERS,
        new Items(
            service.place(),
            service.items(ServerKeywords.REAL_SERVERS).stream()
                .filter(server -> fits(service, (Mapping) server, family))
                .toList()));
    return part;
  }

  private static boolean fits(Mapping service, Mapping server, Family family) {
    return familyOf(server.text(ServerKeywords.ADDRESS, "")) == family
        || ServiceWords.method(service, server).equals("tunnel");
  }
}
