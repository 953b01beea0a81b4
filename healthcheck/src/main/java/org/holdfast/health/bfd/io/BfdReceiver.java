package org.holdfast.health.bfd.io;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.holdfast.linux.DatagramReceiver;
import org.holdfast.linux.LinuxException;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP socket that receives the BFD packets of one address family, for single-hop or for
 * multihop sessions. It stays closed while the port cannot be bound; {@link BfdService} tries
 * again. Confined to the event loop.
 */
final class BfdReceiver {

  private static final Logger log = LoggerFactory.getLogger(BfdReceiver.class);

  /** The most packets that are read at once before timers get their turn. */
  private static final int AT_ONE_GO = 64;

  /**
   * The most packets that are read before a session is declared silent: more than a socket's buffer
   * holds by default.
   */
  private static final int DRAINED = 1000;

  /** The longest useful packet, in bytes: one with at most 28 bytes of authentication. */
  private static final int LONGEST = 64;

  private final Key key;
  private final IoEventLoop loop;
  private final Inbox inbox;
  private @Nullable Open open;
  private boolean complained;

  /** Each key has its own port: RFC 5881 section 4, RFC 5883 section 5. */
  record Key(Family family, boolean multihop) {
    private static final int SINGLE_HOP_PORT = 3784;
    private static final int MULTIHOP_PORT = 4784;

    int port() {
      return multihop ? MULTIHOP_PORT : SINGLE_HOP_PORT;
    }
  }

  /** Receives packets, each of which is valid only during the call. */
  interface Inbox {
    void received(Key key, DatagramReceiver socket);
  }

  private record Open(DatagramReceiver socket, IoRegistration registration) {}

  BfdReceiver(Key key, IoEventLoop loop, Inbox inbox) {
    this.key = key;
    this.loop = loop;
    this.inbox = inbox;
  }

  Key key() {
    return key;
  }

  boolean isOpen() {
    return open != null;
  }

  /** Opens the socket unless it is open. A failure is logged once; the caller tries again later. */
  void open() {
    if (open != null) {
      return;
    }
    try {
      var socket = DatagramReceiver.open(key.family(), key.port(), LONGEST);
      open = new Open(socket, register(socket));
      if (complained) {
        log.info("BFD receives on UDP port {} again", key.port());
      }
      complained = false;
    } catch (LinuxException e) {
      if (!complained) {
        log.warn("BFD cannot receive packets, will keep trying: {}", e.getMessage());
      }
      complained = true;
    }
  }

  private IoRegistration register(DatagramReceiver socket) {
    var registered = loop.register(new Handle(new FileDescriptor(socket.fd()), this));
    var registration = registered.getNow();
    if (registration == null) {
      socket.close();
      throw new IllegalStateException("BFD socket not registered", registered.cause());
    }
    registration.submit(EpollIoOps.EPOLLIN);
    return registration;
  }

  /** Processes all received packets before a session is declared silent. */
  void drain() {
    read(DRAINED);
  }

  private void read(int most) {
    var now = open;
    for (int i = 0; now != null && i < most && now.socket().receive(); i++) {
      inbox.received(key, now.socket());
    }
  }

  void close() {
    if (open != null) {
      open.registration().cancel(); // by descriptor number, so before the descriptor is closed
      open.socket().close();
      open = null;
    }
  }

  private record Handle(FileDescriptor fd, BfdReceiver receiver) implements EpollIoHandle {

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      try {
        receiver.read(AT_ONE_GO);
      } catch (Throwable failure) {
        // An exception that escapes makes Netty's loop sleep for a second, and an Error ends the
        // loop for good.
        log.error("Failed to process received BFD packets", failure);
      }
    }

    @Override
    public void close() {
      // The loop ends. The inlet closes the descriptor.
    }
  }
}
