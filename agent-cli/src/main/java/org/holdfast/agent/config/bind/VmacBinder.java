package org.holdfast.agent.config.bind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.VmacKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualLink.IpvlanMode;
import org.jspecify.annotations.Nullable;

/** Creates the macvlan and ipvlan links of one instance. */
final class VmacBinder {

  private final Fields instance;
  private final Fields defaults;
  private final Fields vmac;
  private final Family family;
  private final LinkNames names;
  private final boolean enabled;
  private final MacAddress mac;
  private final @Nullable IpvlanMode ipvlan;
  private final Map<String, VirtualLink> byBase = new LinkedHashMap<>();

  /**
   * @param names the names of all instances' links; the one that {@code instance} gives is known
   */
  VmacBinder(Report report, Fields instance, Fields defaults, Family family, LinkNames names) {
    this.instance = instance;
    this.defaults = defaults;
    this.family = family;
    this.names = names;
    vmac = instance.section(VmacKeywords.VMAC);
    boolean hasInterface = !AdvertLink.ofAddresses(instance).isEmpty();
    enabled = hasInterface && instance.isGiven(VmacKeywords.VMAC) && vmac.get(VmacKeywords.ENABLED);
    var given = vmac.find(VmacKeywords.ADDRESS);
    int vrid = instance.number(InstanceKeywords.VIRTUAL_ROUTER_ID);
    mac = given == null ? VirtualLink.virtualMac(family, vrid) : given;
    var asked = instance.find(VmacKeywords.IPVLAN);
    ipvlan = asked == null || !hasInterface ? null : asked.get(VmacKeywords.IPVLAN_MODE);
    if (ipvlan != null && enabled) {
      report.error(
          instance.spot(VmacKeywords.IPVLAN),
          "an ipvlan link has the MAC address of its interface; remove ipvlan or vmac");
    }
    if (hasOwnLink()) {
      linkOn(AdvertLink.ofAddresses(instance));
    }
  }

  private boolean hasOwnLink() {
    return enabled || ipvlan != null;
  }

  private boolean isOwn(String base) {
    return base.equals(AdvertLink.ofAddresses(instance));
  }

  /** Returns the link that carries an address which the file places on the link {@code base}. */
  String carrier(Fields address, String base, Family addressFamily) {
    var wanted = address.find(VmacKeywords.OF_ADDRESS);
    boolean usual = isOwn(base) ? hasOwnLink() : vmac.get(VmacKeywords.ALL_INTERFACES);
    if (!(wanted == null ? usual : wanted)) {
      return base;
    }
    return linkFor(base, addressFamily).name();
  }

  /** Returns the link on a base, with IPv6 if an address needs it. */
  private VirtualLink linkFor(String base, Family addressFamily) {
    var link = linkOn(base);
    if (addressFamily == Family.IPV6 && !link.ipv6()) {
      link = link.withIpv6();
      byBase.put(base, link);
    }
    return link;
  }

  private VirtualLink linkOn(String base) {
    var known = byBase.get(base);
    if (known != null) {
      return known;
    }
    boolean ipv6 = family == Family.IPV6;
    var link =
        ipvlan != null && isOwn(base)
            ? new VirtualLink(nameOn(base), base, ipvlan, ipv6)
            : new VirtualLink(nameOn(base), base, mac, ipv6);
    byBase.put(base, link);
    return link;
  }

  private String nameOn(String base) {
    boolean own = hasOwnLink() && isOwn(base);
    var given = own ? givenName(instance) : null;
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

  /**
   * Returns the address that an ipvlan link has in every state; null if none. To be called before
   * {@link #links}.
   */
  @Nullable VirtualAddress ownAddress() {
    var prefix = ownPrefix(instance);
    return prefix == null || ipvlan == null
        ? null
        : new VirtualAddress(
            prefix,
            linkFor(AdvertLink.ofAddresses(instance), prefix.address().family()).name(),
            0,
            null,
            null,
            null,
            true,
            false,
            true);
  }

  /** Returns the address that the file gives the instance's ipvlan link; null if none. */
  static @Nullable IpPrefix ownPrefix(Fields instance) {
    var ipvlan = instance.find(VmacKeywords.IPVLAN);
    return ipvlan == null ? null : ipvlan.find(VmacKeywords.IPVLAN_ADDRESS);
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
    if (instance.isGiven(VmacKeywords.VMAC)) {
      return instance.section(VmacKeywords.VMAC).find(VmacKeywords.NAME);
    }
    var ipvlan = instance.find(VmacKeywords.IPVLAN);
    return ipvlan == null ? null : ipvlan.find(VmacKeywords.IPVLAN_NAME);
  }
}
