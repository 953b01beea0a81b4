package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpAddress;

/** The keys of the source and destination addresses and ports of a check. */
public final class TargetKeywords {

  private static final NumberType PORT_NUMBER = NumberType.from(1, 65_535);

  public static final Key<IpAddress> ADDRESS =
      Key.derived("address", AddressType.HOST, "the server's address", "the address to check");
  public static final Key<Long> PORT =
      Key.derived(
          "port", PORT_NUMBER, "the server's port, else the virtual server's", "the port to check");
  public static final Key<IpAddress> BIND_ADDRESS =
      Key.derived(
          "bind-address",
          AddressType.HOST,
          "the kernel's choice",
          "the address that the check is sent from");
  public static final Key<Long> BIND_PORT =
      Key.derived(
          "bind-port", PORT_NUMBER, "the kernel's choice", "the port that the check is sent from");
  public static final Key<String> BIND_INTERFACE =
      Key.derived(
          "bind-interface",
          TextType.INTERFACE,
          "the routing table's choice",
          "the link that the check is sent by; the zone of a link-local address");
  public static final Key<Long> FIREWALL_MARK =
      Key.standard(
          "firewall-mark",
          NumberType.bits(),
          "0",
          "the mark of our packets, for policy routing; 0 for none");

  private static final List<Key<?>> WITHOUT_PORTS =
      List.of(ADDRESS, BIND_ADDRESS, BIND_INTERFACE, FIREWALL_MARK);
  private static final List<Key<?>> ALL =
      List.of(ADDRESS, PORT, BIND_ADDRESS, BIND_PORT, BIND_INTERFACE, FIREWALL_MARK);

  private TargetKeywords() {}

  /** Returns {@code own}, followed by the keys of a connection. */
  static List<Key<?>> after(Key<?>... own) {
    var keys = new ArrayList<Key<?>>(List.of(own));
    keys.addAll(ALL);
    return keys;
  }

  /** Returns the keys of a probe without ports. */
  static List<Key<?>> withoutPorts() {
    return WITHOUT_PORTS;
  }
}
