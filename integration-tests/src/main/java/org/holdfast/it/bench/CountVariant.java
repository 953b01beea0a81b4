package org.holdfast.it.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.holdfast.it.lab.PairLab;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** A kind of virtual router whose handovers and restarts are counted. */
enum CountVariant {
  IPV4_MULTICAST(List.of(Router.FRONT4), false),
  IPV4_UNICAST(List.of(Router.FRONT4), true),
  IPV6_MULTICAST(List.of(Router.FRONT6), false),
  IPV6_UNICAST(List.of(Router.FRONT6), true),

  /** Four instances that move as one: one for each family on either side of the directors. */
  SYNC_GROUP(List.of(Router.values()), false);

  /** The hosts' network addresses on each side, to which a host number is appended. */
  static final String FRONT = "10.9.0.";

  static final String FRONT_V6 = "2001:db8:9::";
  static final String BACK = "10.10.0.";
  static final String BACK_V6 = "2001:db8:10::";

  /** The host number of the client in front, and of the server behind. */
  static final int FAR_END = 3;

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

    String yaml(int host, int priority, boolean unicast) {
      return """
          %s:
            interface: %s
            virtual-router-id: %d
            version: 3
            priority: %d
            addresses: ["%s"]
            %s
      """
          .formatted(
              name(),
              device,
              virtualRouterId,
              priority,
              String.join("\", \"", addresses),
              unicast
                  ? "unicast: { source: \"%s%d\", peers: [\"%s%d\"] }"
                      .formatted(network, host, network, 3 - host)
                  : "");
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<Router> routers;

  private final boolean unicast;

  CountVariant(List<Router> routers, boolean unicast) {
    this.routers = routers;
    this.unicast = unicast;
  }

  /**
   * Returns the configuration of a director, with adverts every second.
   *
   * @param host 1 or 2
   */
  String yaml(int host, int priority) {
    String instances =
        routers.stream()
            .map(router -> router.yaml(host, priority, unicast))
            .collect(Collectors.joining());
    return "vrrp:\n  instances:\n"
        + instances
        + (isGroup()
            ? "  sync-groups:\n    GROUP: { instances: [%s] }\n"
                .formatted(String.join(", ", instances()))
            : "");
  }

  boolean isGroup() {
    return this == SYNC_GROUP;
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

  /** Returns the addresses under which the client reaches the server behind the directors. */
  List<String> servers() {
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
