package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.holdfast.linux.Device;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.PacketSocket;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.packet.ArpAnnouncement;
import org.holdfast.vrrp.packet.NeighbourAdvertisement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces to the network which MAC address serves an address, by gratuitous ARP and unsolicited
 * neighbour advertisements. Each instance's {@link Campaign} decides when. Owned by the kernel
 * loop.
 */
final class Announcer implements Campaign.Outlet {

  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final IoEventLoop loop;
  private final NanoClock clock;
  private final Function<String, Optional<Link>> links;
  private final RouteKernel kernel;
  private final Map<Device, PacketSocket> sockets = new HashMap<>();
  private final Map<Queue, Long> freeAt = new HashMap<>();
  private Map<String, AnnouncementGroup> groups = Map.of();
  private final NativeBuffer frame = NativeBuffer.allocate(NeighbourAdvertisement.BYTES);

  /**
   * @param links returns the present link of a name
   */
  Announcer(
      IoEventLoop loop,
      NanoClock clock,
      Function<String, Optional<Link>> links,
      RouteKernel kernel) {
    this.links = links;
    this.kernel = kernel;
    this.loop = loop;
    this.clock = clock;
  }

  /**
   * Creates the campaign of a new instance.
   *
   * @param mastership says whether the instance may announce its addresses
   */
  Campaign campaign(InstanceConfig config, Mastership mastership) {
    return new Campaign(config.announcements(), config.election().handover(), this, mastership);
  }

  /** Follows a new configuration; planned announcements keep their instants. */
  void follow(List<AnnouncementGroup> next) {
    var byLink = new HashMap<String, AnnouncementGroup>();
    next.forEach(group -> group.links().forEach(link -> byLink.put(link, group)));
    groups = byLink;
    freeAt.clear(); // by the former groups
  }

  /** Identifies the announcements that share one rate limit. */
  private record Queue(Set<String> links, Family family) {}

  private Queue queueOf(Campaign.AnnouncedAddress place) {
    var group = groups.get(place.linkName());
    return new Queue(
        group == null ? Set.of(place.linkName()) : group.links(), place.address().family());
  }

  private long gapNanos(Campaign.AnnouncedAddress place, AnnouncementTiming timing) {
    var group = groups.get(place.linkName());
    var gap =
        switch (place.address().family()) {
          case IPV4 -> group == null ? timing.arpInterval() : group.arpInterval();
          case IPV6 -> group == null ? timing.naInterval() : group.naInterval();
        };
    return gap.toNanos();
  }

  @Override
  public long book(Campaign.AnnouncedAddress place, AnnouncementTiming timing) {
    long now = clock.nanos();
    long gapNanos = gapNanos(place, timing);
    if (gapNanos == 0) {
      return now;
    }
    long free = freeAt.getOrDefault(queueOf(place), now);
    long at = free - now > 0 ? free : now;
    freeAt.put(queueOf(place), at + gapNanos);
    return at;
  }

  @Override
  public void unbook(Campaign.AnnouncedAddress place) {
    freeAt.remove(queueOf(place));
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public void after(long nanos, Runnable what) {
    var _ = loop.schedule(what, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * An IPv4 address is delivered to as soon as it has been added. For an IPv6 address, the kernel
   * adds the route to itself on a thread of its own, which a loaded machine runs late.
   */
  @Override
  public boolean isDelivered(Campaign.AnnouncedAddress place) {
    if (place.address().family() == Family.IPV4) {
      return true;
    }
    return links
        .apply(place.linkName())
        .filter(link -> kernel.isLocal(link.index(), place.address()))
        .isPresent();
  }

  @Override
  public boolean send(Campaign.AnnouncedAddress place) {
    var link = links.apply(place.linkName()).orElse(null);
    if (link == null || !link.usesArp() || link.mac().isEmpty()) {
      return false;
    }
    var mac = new MacAddress(link.mac().getAsLong());
    write(mac, place.address(), link.name(), frame.bytes().clear());
    frame.bytes().flip();
    log.debug(
        "Sending {} on {} for {}",
        place.address().family() == Family.IPV4 ? "gratuitous ARP" : "unsolicited NA",
        link.name(),
        place.address());
    try {
      var device = new Device(link.index(), link.name());
      var socket = sockets.computeIfAbsent(device, PacketSocket::sending);
      int errno = socket.send(frame);
      if (errno != 0) {
        log.warn("{}", socket.failure(errno).getMessage());
      }
      return errno == 0;
    } catch (LinuxException e) {
      log.warn("Announcing {} on {} failed: {}", place.address(), link.name(), e.getMessage());
      return false;
    }
  }

  /** Writes the frame that announces an address on a link. */
  static void write(MacAddress mac, IpAddress address, String link, ByteBuffer frame) {
    switch (address.family()) {
      case IPV4 -> new ArpAnnouncement(mac, address).write(frame);
      case IPV6 -> new NeighbourAdvertisement(mac, address, forwards(link)).write(frame);
    }
  }

  /**
   * Writes the frame that announces an address of another host. Its source is this host's own MAC
   * address, so that switches keep sending frames for the other one to its port.
   */
  static void writeForOther(
      MacAddress own, MacAddress holder, IpAddress address, String link, ByteBuffer frame) {
    int start = frame.position();
    write(holder, address, link, frame);
    own.write(frame.duplicate().position(start + MacAddress.BYTES));
  }

  /** Whether the link forwards packets, as the Router flag states (RFC 4861 section 4.4). */
  private static boolean forwards(String link) {
    try {
      return Files.readString(Path.of("/proc/sys/net/ipv6/conf", link, "forwarding"))
          .startsWith("1");
    } catch (IOException noIpv6There) {
      return false;
    }
  }

  /** Closes the socket of a deleted link. */
  void forget(Link link) {
    var socket = sockets.remove(new Device(link.index(), link.name()));
    if (socket != null) {
      socket.close();
    }
  }

  void close() {
    sockets.values().forEach(PacketSocket::close);
    sockets.clear();
  }
}
