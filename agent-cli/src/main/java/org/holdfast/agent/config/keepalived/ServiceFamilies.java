package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * The families of a virtual server. keepalived's group may have addresses of both; a virtual server
 * of ours has one, so such a group becomes two of them.
 */
final class ServiceFamilies {

  private ServiceFamilies() {}

  static Family familyOf(String address) {
    return (address.indexOf('.') < 0 && address.indexOf(':') >= 0) || address.startsWith("[")
        ? Family.IPV6
        : Family.IPV4;
  }

  /** Null for one of both. */
  static @Nullable Family family(Mapping service) {
    var address = service.text("address");
    if (address != null) {
      return familyOf(address);
    }
    Family family = null;
    for (var item : service.items("addresses")) {
      var its = familyOf(((Text) item).text());
      if (family != null && family != its) {
        return null;
      }
      family = its;
    }
    return family == null
        ? service.text("family", "ipv4").equals("ipv6") ? Family.IPV6 : Family.IPV4
        : family;
  }

  /** The service itself, or one of each family. */
  static List<Mapping> of(BlockTranslation global, Mapping service, Statement block) {
    if (family(service) != null) {
      return List.of(service);
    }
    global.remarked(
        block.place(), block + " has addresses of two families; it becomes two virtual servers");
    var first = part(service, Family.IPV4);
    var second = part(service, Family.IPV6);
    second.remove("firewall-mark");
    second.put("family", block.place(), "ipv6");
    return List.of(first, second).stream()
        .filter(part -> !part.items("real-servers").isEmpty())
        .toList();
  }

  private static Mapping part(Mapping service, Family family) {
    var part = new Mapping(service.place());
    part.members().putAll(service.members());
    part.put(
        "addresses",
        new Items(
            service.place(),
            service.items("addresses").stream()
                .filter(item -> familyOf(((Text) item).text()) == family)
                .toList()));
    part.put(
        "real-servers",
        new Items(
            service.place(),
            service.items("real-servers").stream()
                .filter(server -> fits(service, (Mapping) server, family))
                .toList()));
    return part;
  }

  private static boolean fits(Mapping service, Mapping server, Family family) {
    var own = server.get("forwarding");
    return familyOf(server.text("address", "")) == family
        || ServiceWords.method(own == null ? service.get("forwarding") : own).equals("tunnel");
  }
}
