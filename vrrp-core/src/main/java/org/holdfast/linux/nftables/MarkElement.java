package org.holdfast.linux.nftables;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.holdfast.net.IpAddress;

/**
 * Packets that get a firewall mark: those of one protocol to some consecutive addresses and ports.
 * An element of one of the maps of a {@link MarkKernel}'s table.
 *
 * @param last not below {@code first}, and of the same family
 * @param protocol the number of a transport protocol whose header starts with the ports
 * @param lastPort not below {@code firstPort}
 * @param mark not 0
 */
public record MarkElement(
    IpAddress first, IpAddress last, int protocol, int firstPort, int lastPort, int mark) {

  /** Checks the order of the addresses and ports. */
  public MarkElement {
    if (first.family() != last.family() || first.compareTo(last) > 0 || firstPort > lastPort) {
      throw new IllegalArgumentException(
          first + "-" + last + " port " + firstPort + "-" + lastPort + " (expected: ascending)");
    }
  }

  /** The last port; an element from port 0 to it stands for every port. */
  public static final int LAST_PORT = 65_535;

  /** Whether both elements are of every port or neither is, and some packet is in both. */
  public boolean overlaps(MarkElement other) {
    return protocol == other.protocol
        && map() == other.map()
        && first.compareTo(other.last) <= 0
        && other.first.compareTo(last) <= 0
        && firstPort <= other.lastPort
        && other.firstPort <= lastPort;
  }

  MarkMap map() {
    return MarkMap.of(first.family(), firstPort == 0 && lastPort == LAST_PORT);
  }

  /** Returns the least key of the interval. */
  byte[] key() {
    return key(first, firstPort);
  }

  /** Returns the greatest key of the interval. */
  byte[] lastKey() {
    return key(last, lastPort);
  }

  private byte[] key(IpAddress address, int port) {
    var key = ByteBuffer.allocate(map().keyLength());
    address.write(key);
    return key.putInt(protocol << 24).putShort((short) port).putShort((short) 0).array();
  }

  /**
   * Reads an element. Total: empty if a key has another length than the map's, or the keys are no
   * interval of one protocol.
   */
  static Optional<MarkElement> read(MarkMap map, byte[] key, byte[] lastKey, int mark) {
    if (key.length != map.keyLength() || lastKey.length != map.keyLength()) {
      return Optional.empty();
    }
    var from = ByteBuffer.wrap(key);
    var to = ByteBuffer.wrap(lastKey);
    var first = IpAddress.read(map.family(), from);
    var last = IpAddress.read(map.family(), to);
    int protocol = from.getInt() >>> 24;
    boolean isOne = protocol == to.getInt() >>> 24;
    int firstPort = Short.toUnsignedInt(from.getShort());
    int lastPort = Short.toUnsignedInt(to.getShort());
    return !isOne || first.compareTo(last) > 0 || firstPort > lastPort
        ? Optional.empty()
        : Optional.of(new MarkElement(first, last, protocol, firstPort, lastPort, mark));
  }
}
