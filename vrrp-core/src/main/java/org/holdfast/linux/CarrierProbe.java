package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Asks links whether they have a carrier, in the network namespace in which this object was made. A
 * query may wait for the driver, in the worst case for tens of milliseconds. Not thread-safe.
 */
public final class CarrierProbe implements AutoCloseable {

  /** The ways to ask, in the order in which one replaces another that a link does not support. */
  public enum Query {
    /** The link status in the basic status register of the PHY. */
    MII,
    /** The driver's own answer. */
    ETHTOOL,
    /** IFF_RUNNING among the link's flags, which every link has. */
    FLAGS
  }

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x8_0000;

  private static final int SIOCGIFFLAGS = 0x8913;
  private static final int SIOCETHTOOL = 0x8946;
  private static final int SIOCGMIIPHY = 0x8947;
  private static final int SIOCGMIIREG = 0x8948;

  // struct ifreq: name 0, union 16. struct mii_ioctl_data: phy 0, register 2, in 4, out 6
  private static final int REQUEST_SIZE = 40;
  private static final int NAME_SIZE = 16;
  private static final int UNION = 16;
  private static final int REGISTER = UNION + 2;
  private static final int VALUE_OUT = UNION + 6;
  private static final int BASIC_STATUS = 1;
  private static final int LINK_STATUS = 0x0004;

  // struct ethtool_value: command 0, data 4
  private static final int ETHTOOL_GLINK = 0xa;
  private static final int IFF_RUNNING = 0x40;

  private final NativeBuffer request = NativeBuffer.allocate(REQUEST_SIZE);
  private final NativeBuffer value = NativeBuffer.allocate(8);
  private final int fd;

  private CarrierProbe(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a socket for the queries.
   *
   * @throws LinuxException if the kernel refuses
   */
  public static CarrierProbe open() {
    int fd = LibC.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new LinuxException("open a socket for the carrier of links", Native.getLastError());
    }
    return new CarrierProbe(fd);
  }

  /**
   * Returns whether the link has a carrier.
   *
   * @param first the preferred query; where the link does not support it, the next one is used
   * @return empty if there is no such link
   */
  public Optional<Boolean> hasCarrier(String link, Query first) {
    for (var query : EnumSet.range(first, Query.FLAGS)) {
      var answer =
          switch (query) {
            case MII -> mii(link);
            case ETHTOOL -> ethtool(link);
            case FLAGS -> flags(link);
          };
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private Optional<Boolean> mii(String link) {
    name(link);
    if (!ask(SIOCGMIIPHY)) {
      return Optional.empty();
    }
    // The bit stays clear after a loss until it has been read, so the second answer is the present.
    for (int time = 0; time < 2; time++) {
      request.bytes().putShort(REGISTER, (short) BASIC_STATUS);
      if (!ask(SIOCGMIIREG)) {
        return Optional.empty();
      }
    }
    int status = request.bytes().getShort(VALUE_OUT) & 0xffff;
    // A PHY that is not there answers with all bits alike.
    return status == 0 || status == 0xffff
        ? Optional.empty()
        : Optional.of((status & LINK_STATUS) != 0);
  }

  private Optional<Boolean> ethtool(String link) {
    name(link);
    value.bytes().putInt(0, ETHTOOL_GLINK).putInt(4, 0);
    request.bytes().putLong(UNION, value.address());
    return ask(SIOCETHTOOL) ? Optional.of(value.bytes().getInt(4) != 0) : Optional.empty();
  }

  private Optional<Boolean> flags(String link) {
    name(link);
    return ask(SIOCGIFFLAGS)
        ? Optional.of((request.bytes().getShort(UNION) & IFF_RUNNING) != 0)
        : Optional.empty();
  }

  private void name(String link) {
    var bytes = request.bytes();
    for (int i = 0; i < REQUEST_SIZE; i++) {
      bytes.put(i, (byte) 0);
    }
    var text = link.getBytes(StandardCharsets.UTF_8);
    bytes.put(0, text, 0, Math.min(text.length, NAME_SIZE - 1));
  }

  private boolean ask(int what) {
    try {
      return FileLibC.ioctl(fd, what, request.address()) == 0;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Closes the socket. */
  @Override
  public void close() {
    LibC.close(fd);
  }
}
