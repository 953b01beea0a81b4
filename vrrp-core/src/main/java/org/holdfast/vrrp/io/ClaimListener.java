package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.PacketSocket;
import org.holdfast.linux.loop.LoopFd;
import org.holdfast.linux.route.Link;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.packet.ArpAnnouncement;
import org.holdfast.vrrp.packet.ArpProbe;
import org.holdfast.vrrp.packet.NeighbourAdvertisement;
import org.holdfast.vrrp.packet.NeighbourProbe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on one link for claims of other hosts to addresses of one family, and probes for
 * addresses. Owned by the kernel loop.
 */
final class ClaimListener {

  private static final Logger log = LoggerFactory.getLogger(ClaimListener.class);

  /** Frames read before other tasks of the loop run. */
  private static final int AT_ONE_GO = 64;

  /** Frames parsed between two calls of {@link #rested}; the rest of a flood is dropped. */
  private static final int MOST_READ = 256;

  private final Link link;
  private final Family family;
  private final Hearer hearer;
  private final PacketSocket socket;
  private final LoopFd onLoop;
  private final NativeBuffer frame = NativeBuffer.allocate(NeighbourAdvertisement.BYTES);
  private int read;

  /** Called with each claim. */
  interface ClaimHandler {
    void claimed(IpAddress address, MacAddress holder);
  }

  /** Receives each claim on the link. */
  interface Hearer {
    /**
     * Called with a claim.
     *
     * @param early whether the holder may not deliver packets to the address yet: with IPv6 the
     *     kernel answers questions before it does
     */
    void claimed(IpAddress address, MacAddress holder, boolean early);
  }

  /**
   * Opens the socket; nothing is received before {@link #listenFor}.
   *
   * @param link a link with a link-layer address
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  ClaimListener(IoEventLoop loop, Link link, Family family, Hearer hearer) {
    this.link = link;
    this.family = family;
    this.hearer = hearer;
    socket = PacketSocket.claims(link.device(), family);
    try {
      onLoop = LoopFd.join(loop, socket.fd(), this::read);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether the listener was opened for this link and its present MAC address. */
  boolean isOn(Link now) {
    return link.index() == now.index() && link.mac().equals(now.mac());
  }

  void listenFor(Collection<IpAddress> addresses) {
    socket.listenFor(addresses, family);
  }

  /**
   * Probes the link for the address: an ARP request or a neighbour solicitation to all hosts.
   *
   * @param source the IPv6 address that is answered
   */
  void probe(IpAddress address, IpAddress source) {
    var mac = new MacAddress(link.mac().orElseThrow());
    var bytes = frame.bytes().clear();
    switch (family) {
      case IPV4 -> new ArpProbe(mac, address).write(bytes);
      case IPV6 -> new NeighbourProbe(mac, source, address).write(bytes);
    }
    send(bytes, "Probing for", address);
  }

  /** Announces to all hosts on the link that another host has the address. */
  void introduce(IpAddress address, MacAddress holder) {
    var mac = new MacAddress(link.mac().orElseThrow());
    var bytes = frame.bytes().clear();
    Announcer.writeForOther(mac, holder, address, link.name(), bytes);
    send(bytes, "Announcing the holder of", address);
  }

  private void send(ByteBuffer bytes, String what, IpAddress address) {
    bytes.flip();
    int errno = socket.send(frame);
    if (errno != 0) {
      log.debug("{} {} failed: {}", what, address, socket.failure(errno).getMessage());
    }
  }

  /** Resumes parsing frames after a flood. */
  void rested() {
    read = 0;
  }

  private void read() {
    for (int i = 0; i < AT_ONE_GO && socket.receive(); i++) {
      if (read < MOST_READ) {
        read++;
        take(socket.frame());
      }
    }
  }

  private void take(ByteBuffer received) {
    switch (family) {
      case IPV4 ->
          ArpAnnouncement.parse(received)
              .ifPresent(claim -> hearer.claimed(claim.address(), claim.hardware(), false));
      case IPV6 ->
          NeighbourAdvertisement.parse(received)
              .ifPresent(
                  claim -> hearer.claimed(claim.address(), claim.hardware(), claim.solicited()));
    }
  }

  void close() {
    onLoop.leave();
    socket.close();
  }
}
