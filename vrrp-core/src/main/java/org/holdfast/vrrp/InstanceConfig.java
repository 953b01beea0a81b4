package org.holdfast.vrrp;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.Family;

/**
 * One VRRP instance as configured: what it is, how it talks, how it decides, what it holds, what
 * moves its priority, how it tells the network.
 *
 * @param name the operator's name for it, unique in the file
 * @param interfaceName the link of its adverts, and of those addresses that name none
 * @param virtualRouterId 1 to 255 (RFC 9568 section 5.2.3)
 * @param family the family of its adverts and of the addresses in them
 * @param fastFailover names of BFD sessions: a master that one of them finds unreachable is
 *     replaced at once
 * @param addressProbe how often a master asks whether another host has its addresses too; zero for
 *     never, and for not listening either
 */
public record InstanceConfig(
    String name,
    String interfaceName,
    int virtualRouterId,
    Family family,
    Protocol protocol,
    Transport transport,
    ElectionTerms election,
    Holdings holdings,
    Tracks tracks,
    AnnouncementTiming announcements,
    NotifyCommands notifications,
    List<String> fastFailover,
    Duration addressProbe) {

  public InstanceConfig {
    fastFailover = List.copyOf(fastFailover);
    if (virtualRouterId < 1 || virtualRouterId > 255) {
      throw new IllegalArgumentException(
          "virtual-router-id: " + virtualRouterId + " (expected: 1..255)");
    }
  }

  /** What decides the bytes of an advert. Version 2 carries IPv4 alone. */
  public record Protocol(
      VrrpVersion version, ChecksumForm checksum, Authentication authentication) {}

  /**
   * The interfaces on which this instance depends: its own, those tracked, those of its addresses;
   * each once.
   */
  public Stream<String> interfaceNames() {
    return Stream.of(
            Stream.of(interfaceName),
            tracks.interfaces().stream().map(Tracks.InterfaceTrack::interfaceName),
            holdings.all().map(address -> address.interfaceName()))
        .flatMap(names -> names)
        .distinct();
  }
}
