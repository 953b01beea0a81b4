package org.holdfast.agent.config.words;

import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.MacType;
import org.holdfast.agent.config.table.PrefixType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualLink.IpvlanMode;

/** The keys of the virtual MAC address of an instance. */
public final class VmacKeywords {

  /** So that a digit, a point and the VRID fit behind the prefix of a link's name. */
  private static final TextType PREFIX =
      TextType.word(10, "the beginning of names of interfaces, at most 10 characters");

  public static final Key<Boolean> ENABLED =
      Key.standard(
          "enabled",
          BooleanType.INSTANCE,
          "true",
          "false: the addresses have the MAC address of their link");
  public static final Key<String> NAME =
      Key.derived(
          "name",
          TextType.INTERFACE,
          "vmac-prefix, a point and the VRID, such as vrrp.51; if another instance has that name,"
              + " vrrp6.51 over IPv6, else vrrp1.51, vrrp2.51 and so on",
          "the name of the macvlan link that the agent makes on the instance's interface");
  public static final Key<MacAddress> ADDRESS =
      Key.derived(
          "address",
          MacType.STATION,
          "00:00:5e:00:01:VRID; over IPv6 00:00:5e:00:02:VRID",
          "the virtual MAC address, the same on all routers of the virtual router");
  public static final Key<Boolean> ADVERTS_FROM_BASE =
      Key.standard(
          "adverts-from-base",
          BooleanType.INSTANCE,
          "false",
          "whether adverts have the MAC address of the instance's interface, which networks demand"
              + " that drop frames with foreign source addresses; unicast adverts always have it");
  public static final Key<Boolean> ALL_INTERFACES =
      Key.standard(
          "all-interfaces",
          BooleanType.INSTANCE,
          "false",
          "whether addresses on other links have the virtual MAC address too, each link with a"
              + " macvlan of its own");
  public static final Key<Fields> VMAC =
      Key.optional(
          "vmac",
          Section.of(
                  "vmac",
                  "A virtual MAC address, as RFC 9568 demands it: it moves with the addresses, so"
                      + " that hosts need not learn another one.",
                  ENABLED,
                  NAME,
                  ADDRESS,
                  ADVERTS_FROM_BASE,
                  ALL_INTERFACES)
              .withShorthand(ENABLED),
          "no virtual MAC address",
          "whether the addresses on the instance's interface, and its adverts, have a virtual MAC"
              + " address");

  public static final Key<IpvlanMode> IPVLAN_MODE =
      Key.standard(
          "mode",
          ChoiceType.of("bridge", IpvlanMode.BRIDGE, "private", IpvlanMode.PRIVATE)
              .or("vepa", IpvlanMode.VEPA),
          "bridge",
          "whether packets between the ipvlan links on the interface are delivered (bridge),"
              + " dropped (private) or sent to the switch (vepa); the same for all of them");
  public static final Key<String> IPVLAN_NAME =
      Key.derived(
          "name",
          TextType.INTERFACE,
          "as that of a macvlan link under vmac",
          "the name of the ipvlan link that the agent makes on the instance's interface");
  public static final Key<IpPrefix> IPVLAN_ADDRESS =
      Key.optional(
          "address",
          PrefixType.INSTANCE,
          "none; adverts have the address of the interface",
          "an address of this router, in every state on the ipvlan link, which is then always up;"
              + " adverts to a multicast group are sent from it");
  public static final Key<Fields> IPVLAN =
      Key.optional(
          "ipvlan",
          Section.of(
                  "ipvlan",
                  "An ipvlan link in mode L2 for the addresses, with the MAC address of the"
                      + " instance's interface; adverts are sent from the interface itself.",
                  IPVLAN_MODE,
                  IPVLAN_NAME,
                  IPVLAN_ADDRESS)
              .withShorthand(IPVLAN_MODE),
          "none",
          "an ipvlan link for the addresses on the instance's interface, in place of vmac");

  public static final Key<Boolean> OF_ADDRESS =
      Key.derived(
          "vmac",
          BooleanType.INSTANCE,
          "as the instance's vmac says",
          "whether the address has the virtual MAC address of the instance on its link");

  public static final Key<String> VMAC_PREFIX =
      Key.standard(
          "vmac-prefix", PREFIX, "vrrp", "how the names of links with a virtual MAC address begin");
  public static final Key<String> VMAC_ADDRESS_PREFIX =
      Key.derived(
          "vmac-address-prefix",
          PREFIX,
          "vmac-prefix",
          "the same for links that carry only addresses, because the instance's adverts are on"
              + " another link or from the base");

  private VmacKeywords() {}
}
