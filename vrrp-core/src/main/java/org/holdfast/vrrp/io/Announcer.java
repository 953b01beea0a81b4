package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.holdfast.linux.Device;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.PacketSocket;
import org.holdfast.linux.route.Link;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.packet.ArpAnnouncement;
import org.holdfast.vrrp.packet.NeighbourAdvertisement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the network where addresses are, by keepalived's schedule: a burst at once, another after a
 * delay, and refreshes. Owned by the kernel loop.
 */
final class Announcer {

  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final IoEventLoop loop;
  private final NanoClock clock;
  private final Function<String, Optional<Link>> links;
  private final Map<Device, PacketSocket> sockets = new HashMap<>();
  private final Map<Queue, Long> freeAt = new HashMap<>();
  private final NativeBuffer frame = NativeBuffer.allocate(NeighbourAdvertisement.BYTES);

  /**
   * @param links by name, as they are now
   */
  Announcer(IoEventLoop loop, NanoClock clock, Function<String, Optional<Link>> links) {
    this.links = links;
    this.loop = loop;
    this.clock = clock;
  }

  /** An address and the name of the link that it is on, whose MAC is looked up when it is told. */
  record Place(IpAddress address, String linkName) {}

  /** What is rate-limited together. */
  private record Queue(String link, Family family) {}

  /** The announcements of one instance, from its becoming master to its ceasing to be. */
  final class Campaign {

    private AnnouncementTiming timing;
    private List<Place> places = List.of();
    private long generation;
    private long sent;
    private long startedAt = Times.NEVER;
    private long firstSentAt = Times.NEVER;

    Campaign(AnnouncementTiming timing) {
      this.timing = timing;
    }

    /** Announces these places now and as the timing says, until {@link #stop}. */
    void start(List<Place> newPlaces) {
      stop();
      startedAt = clock.nanos();
      firstSentAt = Times.NEVER;
      places = List.copyOf(newPlaces);
      burst(timing.repeat());
      plan();
    }

    private void plan() {
      later(timing.delay(), () -> burst(timing.repeat()));
      if (!timing.refresh().isZero()) {
        later(timing.delay().plus(timing.refresh()), this::refresh);
      }
    }

    /**
     * Other terms from now on. Of a campaign that goes on, the new places are told at once, and all
     * of them by the schedule.
     *
     * @param all empty for a campaign that is not under way
     */
    void follow(AnnouncementTiming newTiming, List<Place> all, List<Place> added) {
      timing = newTiming;
      if (all.isEmpty() && places.isEmpty()) {
        return;
      }
      stop();
      places = List.copyOf(all);
      for (int round = 0; round < timing.repeat(); round++) {
        added.forEach(this::announce);
      }
      plan();
    }

    /** A router of lower standing may have announced the addresses too. */
    void again() {
      if (timing.lowerPriorityRepeat() > 0) {
        burst(timing.lowerPriorityRepeat());
        later(timing.lowerPriorityDelay(), () -> burst(timing.lowerPriorityRepeat()));
      }
    }

    /** One round of some of the places, such as one just put back. */
    void once(List<Place> some) {
      some.forEach(this::announce);
    }

    /** Nothing of what was planned is sent any more. */
    void stop() {
      generation++;
      places.forEach(place -> freeAt.remove(queueOf(place)));
      places = List.of();
    }

    long sent() {
      return sent;
    }

    /** When {@link #start} was called last; {@link Times#NEVER} for not yet. */
    long startedAt() {
      return startedAt;
    }

    /** When the first announcement since then was sent; {@link Times#NEVER} for not yet. */
    long firstSentAt() {
      return firstSentAt;
    }

    private void refresh() {
      burst(timing.refreshRepeat());
      later(timing.refresh(), this::refresh);
    }

    private void burst(int rounds) {
      for (int round = 0; round < rounds; round++) {
        places.forEach(this::announce);
      }
    }

    private void later(Duration delay, Runnable what) {
      if (!delay.isZero()) {
        planned(delay.toNanos(), what);
      }
    }

    /** Runs unless the campaign has ended or begun anew by then. */
    private void planned(long delayNanos, Runnable what) {
      long planned = generation;
      var _ =
          loop.schedule(
              () -> {
                if (planned == generation) {
                  what.run();
                }
              },
              delayNanos,
              TimeUnit.NANOSECONDS);
    }

    private void announce(Place place) {
      var family = place.address().family();
      var gap = family == Family.IPV4 ? timing.arpInterval() : timing.naInterval();
      if (gap.isZero()) {
        sendNow(place);
        return;
      }
      long now = clock.nanos();
      var queue = queueOf(place);
      long free = freeAt.getOrDefault(queue, now);
      long at = free - now > 0 ? free : now;
      freeAt.put(queue, at + gap.toNanos());
      if (at == now) {
        sendNow(place);
      } else {
        planned(at - now, () -> sendNow(place));
      }
    }

    private void sendNow(Place place) {
      if (send(place)) {
        sent++;
        if (firstSentAt == Times.NEVER && startedAt != Times.NEVER) {
          firstSentAt = clock.nanos();
        }
      }
    }
  }

  private static Queue queueOf(Place place) {
    return new Queue(place.linkName(), place.address().family());
  }

  private boolean send(Place place) {
    var link = links.apply(place.linkName()).orElse(null);
    if (link == null || !link.usesArp() || link.mac().isEmpty()) {
      return false;
    }
    var mac = new MacAddress(link.mac().getAsLong());
    var bytes = frame.bytes().clear();
    switch (place.address().family()) {
      case IPV4 -> new ArpAnnouncement(mac, place.address()).write(bytes);
      case IPV6 ->
          new NeighbourAdvertisement(mac, place.address(), forwards(link.name())).write(bytes);
    }
    bytes.flip();
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
      log.warn("announcing {} on {}: {}", place.address(), link.name(), e.getMessage());
      return false;
    }
  }

  /** The Router flag says whether packets are forwarded there (RFC 4861 section 4.4). */
  private static boolean forwards(String link) {
    try {
      return Files.readString(Path.of("/proc/sys/net/ipv6/conf", link, "forwarding"))
          .startsWith("1");
    } catch (IOException noIpv6There) {
      return false;
    }
  }

  /** The link is gone, and its socket with it. */
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
