package org.holdfast.health.bfd.io;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.bfd.BfdPacket;
import org.holdfast.linux.DatagramSender;
import org.holdfast.linux.Device;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a session's packets, all from one port. An error from the kernel is reported once. The next
 * packet tries again, at most once a second with a new socket, because the link may have been
 * created again. Confined to the event loop.
 */
final class Outlet {

  private static final Logger log = LoggerFactory.getLogger(Outlet.class);

  private static final long REOPEN_NANOS = 1_000_000_000L;

  private final BfdConfig config;
  private final Ports ports;
  private final NativeBuffer datagram = NativeBuffer.allocate(BfdPacket.BYTES);
  private @Nullable DatagramSender sender;
  private @Nullable Device device;
  private int port;
  private long openedAt;
  private boolean tried;
  private String lastFailure = "";

  Outlet(BfdConfig config, Ports ports) {
    this.config = config;
    this.ports = ports;
  }

  /** The source ports of all sessions (RFC 5881 section 4): unique and hard to guess. */
  static final class Ports {
    private static final int FIRST = 49_152;
    private static final int COUNT = 65_536 - FIRST;

    private final RandomGenerator random;
    private final Set<Integer> taken = new HashSet<>();

    Ports(RandomGenerator random) {
      this.random = random;
    }

    private int take() {
      int port = FIRST + random.nextInt(COUNT);
      while (taken.size() < COUNT && !taken.add(port)) {
        port = port + 1 < FIRST + COUNT ? port + 1 : FIRST;
      }
      return port;
    }
  }

  /** The link that the session is bound to; null if it is not bound or the link does not exist. */
  @Nullable Device device() {
    return device;
  }

  boolean isOpen() {
    return sender != null && lastFailure.isEmpty();
  }

  /**
   * Sends a packet; returns whether the kernel accepted it. Never blocks, and never throws if the
   * kernel refuses the packet.
   */
  boolean send(BfdPacket packet, long now) {
    if (!lastFailure.isEmpty() || sender == null) {
      reopen(now);
    }
    var open = sender;
    if (open == null) {
      return false;
    }
    datagram.bytes().clear();
    packet.write(datagram.bytes());
    datagram.bytes().flip();
    int errno = open.send(datagram);
    if (errno != 0) {
      failed(open.failure(errno).getMessage());
    } else if (!lastFailure.isEmpty()) {
      log.info("({}) packets go out again", config.name());
      lastFailure = "";
    }
    return errno == 0;
  }

  /** Opens a new socket at most once a second. */
  private void reopen(long now) {
    if (tried && now - openedAt < REOPEN_NANOS) {
      return;
    }
    tried = true;
    openedAt = now;
    close();
    var name = config.interfaceName();
    if (name != null) {
      device = Device.named(name).orElse(null);
      if (device == null) {
        failed("no interface " + name);
        return;
      }
    }
    try {
      sender = open();
    } catch (LinuxException e) {
      failed(e.getMessage());
    }
  }

  private DatagramSender open() {
    if (port == 0) {
      port = ports.take();
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return DatagramSender.open(route());
      } catch (LinuxException e) {
        if (!e.is(Errno.EADDRINUSE) || attempt == 10) {
          throw e;
        }
        port = ports.take(); // another process has the port
      }
    }
  }

  private DatagramSender.Route route() {
    var any = config.neighbour().family() == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
    var source = config.source();
    return new DatagramSender.Route(
        Optional.ofNullable(device),
        source == null ? any : source,
        port,
        config.neighbour(),
        new BfdReceiver.Key(config.neighbour().family(), config.multihop()).port(),
        config.ttl());
  }

  private void failed(@Nullable String why) {
    var words = String.valueOf(why);
    if (!words.equals(lastFailure)) {
      log.warn("({}) {}", config.name(), words);
    }
    lastFailure = words;
  }

  void close() {
    if (sender != null) {
      sender.close();
      sender = null;
    }
  }
}
