package org.holdfast.linux;

import java.nio.ByteOrder;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * An address in the kernel's form, which can be passed repeatedly: sockaddr_in, sockaddr_in6,
 * sockaddr_ll or sockaddr_nl.
 */
public final class SocketAddress {

  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;

  private static final int IN_SIZE = 16;
  static final int IN_ADDRESS = 4;
  private static final int IN6_SIZE = 28;
  static final int IN6_ADDRESS = 8;
  private static final int IN6_SCOPE = 24;
  private static final int LL_SIZE = 20;
  private static final int NL_SIZE = 12;

  private final NativeBuffer memory;
  private final String text;

  private SocketAddress(int family, int size, String text) {
    this.memory = NativeBuffer.allocate(size);
    this.text = text;
    memory.bytes().putShort(0, (short) family);
  }

  /**
   * An IP address without a port. {@code scope} is the interface index that a link-local or
   * multicast IPv6 address needs; it is ignored for IPv4.
   */
  static SocketAddress ip(IpAddress address, int scope) {
    boolean v4 = address.family() == Family.IPV4;
    var result =
        new SocketAddress(
            address.family().linuxNumber(), v4 ? IN_SIZE : IN6_SIZE, address.toString());
    var bytes = result.memory.bytes();
    address.write(bytes.position(v4 ? IN_ADDRESS : IN6_ADDRESS));
    if (!v4 && (address.isLinkLocal() || address.isMulticast())) {
      bytes.putInt(IN6_SCOPE, scope);
    }
    return result;
  }

  /** Like {@link #ip}, with a UDP port; 0 when binding to a port of the kernel's choice. */
  static SocketAddress udp(IpAddress address, int port, int scope) {
    var result = ip(address, scope);
    result.memory.bytes().putShort(2, bigEndian(port));
    return result;
  }

  /** Frames of one EtherType on one interface; 0 when the socket only sends. */
  static SocketAddress link(Device device, int etherType) {
    var result = new SocketAddress(AF_PACKET, LL_SIZE, device.name());
    result.memory.bytes().putShort(2, bigEndian(etherType)).putInt(4, device.index());
    return result;
  }

  /** The kernel's end of a netlink socket or, when binding, a port of the kernel's choice. */
  static SocketAddress netlink() {
    return new SocketAddress(AF_NETLINK, NL_SIZE, "netlink");
  }

  private static short bigEndian(int value) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? (short) value
        : Short.reverseBytes((short) value);
  }

  long address() {
    return memory.address();
  }

  int length() {
    return memory.capacity();
  }

  @Override
  public String toString() {
    return text;
  }
}
