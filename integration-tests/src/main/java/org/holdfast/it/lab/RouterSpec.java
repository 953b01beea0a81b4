package org.holdfast.it.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/**
 * One virtual router on one node, in terms that every implementation supports; each director writes
 * its own configuration from it. The instance is always called {@value #INSTANCE}.
 *
 * @param version 2 or 3
 * @param advertisementInterval whole seconds in version 2, steps of 10 ms in version 3
 * @param preemptDelay zero for no delay
 * @param vmac what has a virtual MAC address; with FRR always addresses and adverts
 */
public record RouterSpec(
    String device,
    int version,
    int vrid,
    int priority,
    Duration advertisementInterval,
    List<IpPrefix> addresses,
    boolean preempt,
    Duration preemptDelay,
    Authentication authentication,
    Optional<Unicast> unicast,
    Vmac vmac) {

  /** The name of the instance in configurations and logs. */
  public static final String INSTANCE = "VI_1";

  /** The password of PASS and AH: eight bytes, all that the wire carries. */
  public static final String PASSWORD = "s3cr3tpw";

  /** The authentication types of VRRPv2; version 3 has none. */
  public enum Authentication {
    NONE,
    PASS,
    AH
  }

  /** What has the virtual MAC address of the virtual router. */
  public enum Vmac {
    NONE,
    ADDRESSES_AND_ADVERTS,
    ADDRESSES
  }

  /** The addresses for adverts to a peer instead of the multicast group. */
  public record Unicast(IpAddress source, IpAddress peer) {}

  public RouterSpec {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses: [] (expected: at least one)");
    }
  }

  /**
   * Returns a version 2 router on eth0: VRID 51, priority 100, an advert every second, preempting.
   */
  public static RouterSpec v2(String... addresses) {
    return of(2, Duration.ofSeconds(1), addresses);
  }

  /**
   * Returns a version 3 router on eth0: VRID 51, priority 100, an advert every 100 ms, preempting.
   */
  public static RouterSpec v3(String... addresses) {
    return of(3, Duration.ofMillis(100), addresses);
  }

  private static RouterSpec of(int version, Duration interval, String... addresses) {
    return new RouterSpec(
        "eth0",
        version,
        51,
        100,
        interval,
        prefixes(addresses),
        true,
        Duration.ZERO,
        Authentication.NONE,
        Optional.empty(),
        Vmac.NONE);
  }

  private static List<IpPrefix> prefixes(String... addresses) {
    return Arrays.stream(addresses).map(IpPrefix::of).toList();
  }

  public RouterSpec withVrid(int value) {
    return new RouterSpec(
        device,
        version,
        value,
        priority,
        advertisementInterval,
        addresses,
        preempt,
        preemptDelay,
        authentication,
        unicast,
        vmac);
  }

  public RouterSpec withPriority(int value) {
    return new RouterSpec(
        device,
        version,
        vrid,
        value,
        advertisementInterval,
        addresses,
        preempt,
        preemptDelay,
        authentication,
        unicast,
        vmac);
  }

  public RouterSpec withInterval(Duration value) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        value,
        addresses,
        preempt,
        preemptDelay,
        authentication,
        unicast,
        vmac);
  }

  public RouterSpec withAddresses(String... values) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        advertisementInterval,
        prefixes(values),
        preempt,
        preemptDelay,
        authentication,
        unicast,
        vmac);
  }

  public RouterSpec withPreempt(boolean value) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        advertisementInterval,
        addresses,
        value,
        preemptDelay,
        authentication,
        unicast,
        vmac);
  }

  public RouterSpec withPreemptDelay(Duration value) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        advertisementInterval,
        addresses,
        preempt,
        value,
        authentication,
        unicast,
        vmac);
  }

  public RouterSpec withAuthentication(Authentication value) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        advertisementInterval,
        addresses,
        preempt,
        preemptDelay,
        value,
        unicast,
        vmac);
  }

  public RouterSpec withUnicast(String source, String peer) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        advertisementInterval,
        addresses,
        preempt,
        preemptDelay,
        authentication,
        Optional.of(new Unicast(IpAddress.of(source), IpAddress.of(peer))),
        vmac);
  }

  public RouterSpec withVmac() {
    return withVmac(Vmac.ADDRESSES_AND_ADVERTS);
  }

  public RouterSpec withVmac(Vmac value) {
    return new RouterSpec(
        device,
        version,
        vrid,
        priority,
        advertisementInterval,
        addresses,
        preempt,
        preemptDelay,
        authentication,
        unicast,
        value);
  }

  /** Returns the address to probe: the first one that is not link-local. */
  public IpAddress vip() {
    return addresses.stream()
        .map(IpPrefix::address)
        .filter(address -> !address.isLinkLocal())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no address but link-local ones"));
  }

  /**
   * Returns how long a backup of this priority waits for a silent master: three intervals and the
   * skew time.
   */
  public Duration masterDown() {
    Duration unit = version == 2 ? Duration.ofSeconds(1) : advertisementInterval;
    return advertisementInterval
        .multipliedBy(3)
        .plus(unit.multipliedBy(256 - priority).dividedBy(256));
  }
}
