package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.holdfast.linux.route.Route;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteProperties;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.HookCommands;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VrrpVersion;

/** Instances for tests: version 3 on eth0, priority 100. */
final class Configs {

  private Configs() {}

  static VirtualAddress address(String prefix, String interfaceName) {
    return new VirtualAddress(
        IpPrefix.of(prefix), interfaceName, 0, null, null, null, true, false, true);
  }

  /** Returns a route that is not put back when another program removes it. */
  static VirtualRoute untracked(String destination, int protocol, RouteProperties properties) {
    return new VirtualRoute(
        VirtualRoute.Type.UNICAST,
        IpPrefix.of(destination),
        IpAddress.of("10.0.0.3"),
        null,
        null,
        Route.MAIN,
        0,
        false,
        List.of(),
        OptionalInt.empty(),
        protocol,
        false,
        properties);
  }

  static InstanceConfig instance(Family family, Tracks tracks, VirtualAddress... addresses) {
    var transport = new Transport.Multicast(Transport.defaultGroup(family), null);
    return instance(family, transport, tracks, addresses);
  }

  static InstanceConfig instance(
      Family family, Transport transport, Tracks tracks, VirtualAddress... addresses) {
    return instance("eth0", 100, family, transport, tracks, addresses);
  }

  static InstanceConfig instanceOn(
      String link, Family family, Tracks tracks, VirtualAddress... addresses) {
    var transport = new Transport.Multicast(Transport.defaultGroup(family), null);
    return instance(link, 100, family, transport, tracks, addresses);
  }

  static InstanceConfig owner(Family family, Tracks tracks, VirtualAddress... addresses) {
    var transport = new Transport.Multicast(Transport.defaultGroup(family), null);
    return instance("eth0", 255, family, transport, tracks, addresses);
  }

  private static InstanceConfig instance(
      String link,
      int priority,
      Family family,
      Transport transport,
      Tracks tracks,
      VirtualAddress... addresses) {
    return new InstanceConfig(
        "VI_1",
        link,
        51,
        family,
        new InstanceConfig.Protocol(
            VrrpVersion.V3, ChecksumForm.PSEUDO_HEADER, new Authentication.None()),
        transport,
        new ElectionTerms(
            VrrpVersion.V3,
            priority,
            Duration.ofSeconds(1),
            true,
            Duration.ZERO,
            3,
            new ElectionTerms.AdvertPolicy(true, false, false),
            new ElectionTerms.Handover(true, Duration.ofMillis(50), Duration.ofMillis(100))),
        new Holdings(
            List.of(addresses), List.of(), List.of(), List.of(), Holdings.OnAddressLoss.RESTORE),
        tracks,
        AnnouncementTiming.DEFAULT,
        NotifyCommands.NONE,
        HookCommands.NONE,
        List.of(),
        Duration.ofSeconds(60));
  }
}
