package org.holdfast.vrrp;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.Family;

/**
 * One VRRP instance as configured.
 *
 * @param name the operator's name for the instance, unique in the file
 * @param interfaceName the link that carries its adverts and those of its addresses that name no
 *     other link; or the VRF that a unicast instance is bound to; empty for a unicast instance that
 *     is bound to nothing but its source address
 * @param virtualRouterId 1 to 255 (RFC 9568 section 5.2.3)
 * @param family the family of its adverts and of the addresses in them
 * @param fastFailover names of BFD sessions: a master that one of them finds unreachable is
 *     replaced at once
 * @param addressProbe time between a master's probes for other hosts with its addresses; zero for
 *     no probes and no listening
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
    HookCommands hooks,
    List<String> fastFailover,
    Duration addressProbe) {

  public InstanceConfig {
    fastFailover = List.copyOf(fastFailover);
    if (virtualRouterId < 1 || virtualRouterId > 255) {
      throw new IllegalArgumentException(
          "virtual-router-id: " + virtualRouterId + " (expected: 1..255)");
    }
  }

  /** The settings that decide the bytes of an advert. Version 2 carries IPv4 only. */
  public record Protocol(
      VrrpVersion version, ChecksumForm checksum, Authentication authentication) {}

  /** Whether it is bound to an interface or a VRF. */
  public boolean isBoundToLink() {
    return !interfaceName.isEmpty();
  }

  /**
   * The host's interfaces on which this instance depends: its own, the tracked ones, and those of
   * its addresses; each once. The agent's own links are not among them.
   */
  public Stream<String> interfaceNames() {
    return Stream.of(
            Stream.of(interfaceName),
            tracks.interfaces().stream().map(Tracks.InterfaceTrack::interfaceName),
            holdings.all().map(address -> holdings.baseOf(address.interfaceName())),
            holdings.links().stream().map(VirtualLink::base))
        .flatMap(names -> names)
        .filter(name -> !name.isEmpty())
        .distinct();
  }
}
