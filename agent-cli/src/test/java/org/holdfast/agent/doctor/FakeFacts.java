package org.holdfast.agent.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.agent.doctor.HostFacts.ConnectionTable;
import org.holdfast.agent.doctor.HostFacts.FileFacts;
import org.holdfast.agent.doctor.HostFacts.Host;
import org.holdfast.agent.doctor.HostFacts.Owner;
import org.holdfast.agent.doctor.HostFacts.Units;
import org.holdfast.agent.doctor.Network.Bridge;
import org.holdfast.agent.doctor.firewall.Ruleset;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.linux.Capabilities;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.OperState;
import org.holdfast.linux.route.Route;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.jspecify.annotations.Nullable;

/** A host without problems, to which a test can add some. */
final class FakeFacts {

  static final int LOOPBACK = 1;
  static final int ETH0 = 2;
  private static final int ETHERNET = 1;
  private static final int LOOPBACK_TYPE = 772;
  private static final int UP_RUNNING = 0x1_0041;

  final Map<Setting, Integer> settings = new HashMap<>();
  final List<Link> links = new ArrayList<>();
  final List<LinkAddress> addresses = new ArrayList<>();
  final List<Route> routes = new ArrayList<>();
  final List<Bridge> bridges = new ArrayList<>();
  final Map<String, Boolean> modules = new HashMap<>();
  final List<String> programs = new ArrayList<>(List.of("systemd", "chronyd"));
  final List<String> unplacedPrograms = new ArrayList<>();
  final List<FileFacts> files = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final List<Owner> owners = new ArrayList<>();
  final List<HeardAdvert> heard = new ArrayList<>();
  Capabilities capabilities = new Capabilities(-1);
  String nft = "";
  long openFiles = 1_048_576;
  long backlogDrops;
  @Nullable ConnectionTable connections;
  @Nullable StatusReport agent;
  boolean archiveMapped = true;
  Units units = new Units(true, true, false);

  FakeFacts() {
    links.add(link(LOOPBACK, "lo", 8 | UP_RUNNING, LOOPBACK_TYPE, ""));
    links.add(link(ETH0, "eth0", UP_RUNNING, ETHERNET, ""));
    address(ETH0, "192.0.2.1/24");
    address(ETH0, "fe80::1/64");
    routes.add(Route.dev(IpPrefix.of("192.0.2.0/24"), ETH0));
    set("net/ipv4/ip_forward", 1);
    for (var link : List.of("all", "eth0")) {
      set("net/ipv4/conf/" + link + "/promote_secondaries", 1);
    }
  }

  static Link link(int index, String name, int flags, int type, String kind) {
    return new Link(
        index,
        name,
        flags,
        OperState.UP,
        type,
        OptionalLong.of(0x0200_0000_0000L + index),
        1500,
        OptionalInt.empty(),
        OptionalInt.empty(),
        kind.isEmpty() ? Optional.empty() : Optional.of(kind));
  }

  void set(String path, int value) {
    settings.put(new Setting(path), value);
  }

  void address(int link, String prefix) {
    addresses.add(LinkAddress.virtual(link, IpPrefix.of(prefix)));
  }

  void owner(String address, String hardware) {
    owners.add(new Owner("eth0", IpAddress.of(address), MacAddress.of(hardware)));
  }

  HostFacts facts() {
    return new HostFacts(
        new Network(links, addresses, routes, bridges),
        new Settings(settings),
        capabilities,
        modules,
        Optional.of(Ruleset.of(nft, "", "")),
        List.of(),
        new Host(
            programs,
            unplacedPrograms,
            openFiles,
            backlogDrops,
            Optional.ofNullable(connections),
            files,
            refused,
            Optional.of("/opt/holdfast/lib/holdfast.jsa"),
            archiveMapped,
            Optional.of(units)),
        owners,
        heard,
        Optional.ofNullable(agent));
  }
}
