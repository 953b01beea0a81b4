package org.holdfast.linux.route;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.linux.Device;

/**
 * A network interface as the kernel reports it.
 *
 * @param flags IFF_* as in netdevice(7); the methods below test the relevant ones
 * @param operState the operational status of RFC 2863
 * @param hardwareType ARPHRD_*: 1 for Ethernet, 772 for loopback
 * @param mac the link-layer address as 48 bits, the first octet highest; empty for addresses of
 *     other lengths
 * @param mtu in bytes
 * @param master the index of the bridge, bond or VRF that it belongs to
 * @param lower the index of the interface beneath it, for example of a VLAN, a macvlan or a veth
 * @param kind {@code vlan}, {@code macvlan}, {@code veth}, ...; empty for hardware
 */
public record Link(
    int index,
    String name,
    int flags,
    OperState operState,
    int hardwareType,
    OptionalLong mac,
    int mtu,
    OptionalInt master,
    OptionalInt lower,
    Optional<String> kind) {

  static final int IFF_UP = 1;
  static final int IFF_LOOPBACK = 8;
  static final int IFF_RUNNING = 0x40;
  static final int IFF_NOARP = 0x80;
  static final int IFF_LOWER_UP = 0x1_0000;

  private static final int ARPHRD_ETHER = 1;

  /** Returns the properties of the link that sockets need. */
  public Device device() {
    return new Device(index, name);
  }

  /** Whether the link is administratively up. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** Whether the link is ready for packets, which keepalived calls running. */
  public boolean isRunning() {
    return (flags & IFF_RUNNING) != 0;
  }

  /** Whether the link has a carrier. */
  public boolean hasCarrier() {
    return (flags & IFF_LOWER_UP) != 0;
  }

  /** Whether the link is a loopback. */
  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }

  /** Whether addresses on the link are announced by ARP: true for Ethernet without IFF_NOARP. */
  public boolean usesArp() {
    return hardwareType == ARPHRD_ETHER && (flags & IFF_NOARP) == 0;
  }
}
