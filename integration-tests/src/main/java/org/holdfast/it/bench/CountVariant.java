package org.holdfast.it.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.PairLab;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** A kind of virtual router whose handovers and restarts are counted. */
enum CountVariant {
  IPV4_MULTICAST(List.of(Router.FRONT4)),
  IPV4_UNICAST(List.of(Router.FRONT4)),
  IPV6_MULTICAST(List.of(Router.FRONT6)),
  IPV6_UNICAST(List.of(Router.FRONT6)),

  /** Four instances that move as one: one for each family on either side of the directors. */
  SYNC_GROUP(List.of(Router.values())),

  /** An IPVS table whose servers answer through the master, by an address that moves with it. */
  LVS_NAT(List.of(Router.FRONT4, Router.BACK4), new CountTable(Forwarding.NAT, CountVariant.BACK)),

  /** An IPVS table whose servers answer the client directly. */
  LVS_DIRECT(List.of(Router.FRONT4), new CountTable(Forwarding.DIRECT_ROUTE, CountVariant.FRONT));

  /** The hosts' network addresses on each side, to which a host number is appended. */
  static final String FRONT = "10.9.0.";

  static final String FRONT_V6 = "2001:db8:9::";
  static final String BACK = "10.10.0.";
  static final String BACK_V6 = "2001:db8:10::";

  /** The host number of the client in front, and of the server behind. */
  static final int FAR_END = 3;

  /** The port of the server, and of the virtual services that it is behind. */
  static final int PORT = 7000;

  /** One instance of a configuration. */
  private enum Router {
    FRONT4(51, "eth0", FRONT, List.of(PairLab.VIP)),
    FRONT6(52, "eth0", FRONT_V6, List.of(PairLab.VIP6_LINK_LOCAL, PairLab.VIP6)),
    BACK4(53, "eth1", BACK, List.of("10.10.0.100/24")),
    BACK6(54, "eth1", BACK_V6, List.of("fe80::101/64", "2001:db8:10::100/64"));

    private final int virtualRouterId;
    private final String device;
    private final String network;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> addresses;

    Router(int virtualRouterId, String device, String network, List<String> addresses) {
      this.virtualRouterId = virtualRouterId;
      this.device = device;
      this.network = network;
      this.addresses = addresses;
    }

    /** Returns the address that clients use. */
    IpAddress vip() {
      return IpPrefix.of(addresses.getLast()).address();
    }

    String yaml(int host, int priority, int interval, boolean unicast) {
      return """
          %s:
            interface: %s
            virtual-router-id: %d
            version: 3
            priority: %d
            advertisement-interval: %ds
            addresses: ["%s"]
            %s
      """
          .formatted(
              name(),
              device,
              virtualRouterId,
              priority,
              interval,
              String.join("\", \"", addresses),
              unicast
                  ? "unicast: { source: \"%s%d\", peers: [\"%s%d\"] }"
                      .formatted(network, host, network, 3 - host)
                  : "");
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<Router> routers;

  @SuppressWarnings("ImmutableEnumChecker") // a record
  private final @Nullable CountTable table;

  CountVariant(List<Router> routers) {
    this(routers, null);
  }

  CountVariant(List<Router> routers, @Nullable CountTable table) {
    this.routers = routers;
    this.table = table;
  }

  Optional<CountTable> table() {
    return Optional.ofNullable(table);
  }

  /** Returns whether the pair runs inside User-Mode Linux, which it does to have an IPVS table. */
  boolean isInGuest() {
    return table != null;
  }

  /** Returns whether the kernel runs on the first processor; each of two kernels needs its own. */
  boolean isOnFirstProcessor() {
    return this == LVS_DIRECT;
  }

  /**
   * Returns the seconds between adverts. Inside User-Mode Linux an agent takes two seconds to
   * start, so its peer must have more patience.
   */
  int interval() {
    return isInGuest() ? 2 : 1;
  }

  /** Returns the longest wait for an event that is expected soon. */
  Duration patience() {
    return isInGuest() ? Lab.PATIENCE.multipliedBy(5) : Lab.PATIENCE;
  }

  /** Returns the pause between two probes of an address. */
  Duration probePause() {
    return Duration.ofMillis(isInGuest() ? 5 : 1);
  }

  /** Returns the number of connections to each server or virtual service. */
  int connections() {
    return isInGuest() ? 10 : 5;
  }

  /** Returns the pause of a connection between two numbers. */
  Duration connectionPause() {
    return Duration.ofMillis(isInGuest() ? 50 : 10);
  }

  /** Returns the pause between two looks at the directors. */
  Duration lookPause() {
    return Duration.ofMillis(isInGuest() ? 200 : 50);
  }

  /**
   * Returns the configuration of a director.
   *
   * @param host 1 or 2
   * @param interval seconds between adverts
   */
  String yaml(int host, int priority, int interval) {
    String instances =
        routers.stream()
            .map(router -> router.yaml(host, priority, interval, isUnicast()))
            .collect(Collectors.joining());
    return "vrrp:\n  instances:\n"
        + instances
        + (isGroup()
            ? "  sync-groups:\n    GROUP: { instances: [%s] }\n"
                .formatted(String.join(", ", instances()))
            : "")
        + table().map(lvs -> lvs.yaml(routers.getFirst().vip(), instances().getFirst())).orElse("");
  }

  private boolean isUnicast() {
    return this == IPV4_UNICAST || this == IPV6_UNICAST;
  }

  /** Returns whether several instances move as one. */
  boolean isGroup() {
    return routers.size() > 1;
  }

  List<String> instances() {
    return routers.stream().map(Router::name).toList();
  }

  /** Returns the addresses that the client probes. */
  List<IpAddress> probed() {
    return routers.stream()
        .filter(router -> router.device.equals("eth0"))
        .map(Router::vip)
        .toList();
  }

  /** Returns all addresses that the master has for clients. */
  List<IpAddress> held() {
    return routers.stream().map(Router::vip).toList();
  }

  /**
   * Returns the addresses of the client's connections: those of the server behind the directors, or
   * the virtual service.
   */
  List<String> servers() {
    if (isInGuest()) {
      return probed().stream().map(IpAddress::toString).toList();
    }
    return probed().stream()
        .map(vip -> (vip.equals(Router.FRONT4.vip()) ? BACK : BACK_V6) + FAR_END)
        .toList();
  }

  static CountVariant of(String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(variant -> variant.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("variant: " + text));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
