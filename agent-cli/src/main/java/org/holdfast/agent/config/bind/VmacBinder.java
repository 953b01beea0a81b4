package org.holdfast.agent.config.bind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.VmacKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualLink;
import org.jspecify.annotations.Nullable;

/** Creates the links with the virtual MAC address of one instance. */
final class VmacBinder {

  private final Fields instance;
  private final Fields defaults;
  private final Fields vmac;
  private final Family family;
  private final LinkNames names;
  private final boolean enabled;
  private final MacAddress mac;
  private final Map<String, VirtualLink> byBase = new LinkedHashMap<>();

  /**
   * @param names the names of all instances' links; the one that {@code instance} gives is known
   */
  VmacBinder(Fields instance, Fields defaults, Family family, LinkNames names) {
    this.instance = instance;
    this.defaults = defaults;
    this.family = family;
    this.names = names;
    vmac = instance.section(VmacKeywords.VMAC);
    enabled =
        instance.isGiven(VmacKeywords.VMAC)
            && vmac.get(VmacKeywords.ENABLED)
            && !AdvertLink.ofAddresses(instance).isEmpty();
    var given = vmac.find(VmacKeywords.ADDRESS);
    int vrid = instance.number(InstanceKeywords.VIRTUAL_ROUTER_ID);
    mac = given == null ? VirtualLink.virtualMac(family, vrid) : given;
    if (enabled) {
      linkOn(AdvertLink.ofAddresses(instance));
    }
  }

  /** Returns the link that carries an address which the file places on the link {@code base}. */
  String carrier(Fields address, String base, Family addressFamily) {
    boolean own = base.equals(AdvertLink.ofAddresses(instance));
    var wanted = address.find(VmacKeywords.OF_ADDRESS);
    boolean usual = own ? enabled : vmac.get(VmacKeywords.ALL_INTERFACES);
    if (!(wanted == null ? usual : wanted)) {
      return base;
    }
    var link = linkOn(base);
    if (addressFamily == Family.IPV6 && !link.ipv6()) {
      byBase.put(base, new VirtualLink(link.name(), base, mac, true));
    }
    return link.name();
  }

  private VirtualLink linkOn(String base) {
    var known = byBase.get(base);
    if (known != null) {
      return known;
    }
    var link = new VirtualLink(nameOn(base), base, mac, family == Family.IPV6);
    byBase.put(base, link);
    return link;
  }

  private String nameOn(String base) {
    boolean own = enabled && base.equals(AdvertLink.ofAddresses(instance));
    var given = own ? vmac.find(VmacKeywords.NAME) : null;
    if (given != null) {
      return given;
    }
    var prefix = defaults.get(VmacKeywords.VMAC_PREFIX);
    var other = defaults.find(VmacKeywords.VMAC_ADDRESS_PREFIX);
    return names.next(
        own ? prefix : Objects.requireNonNullElse(other, prefix),
        instance.number(InstanceKeywords.VIRTUAL_ROUTER_ID),
        family);
  }

  /** Returns the links, once all addresses have their carriers. */
  List<VirtualLink> links() {
    return List.copyOf(byBase.values());
  }

  /** Returns the transport with the source MAC address of the adverts. */
  Transport sending(Transport transport) {
    return transport instanceof Transport.Multicast(var group, var source, _)
            && enabled
            && !vmac.get(VmacKeywords.ADVERTS_FROM_BASE)
        ? new Transport.Multicast(group, source, mac)
        : transport;
  }

  /** Returns the name that the file gives the instance's link; null if none. */
  static @Nullable String givenName(Fields instance) {
    return instance.isGiven(VmacKeywords.VMAC)
        ? instance.section(VmacKeywords.VMAC).find(VmacKeywords.NAME)
        : null;
  }
}
