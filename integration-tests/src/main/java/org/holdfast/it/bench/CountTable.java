package org.holdfast.it.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.it.lab.Node;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;

/**
 * The IPVS table of two directors: {@value #SERVICES} services of {@value #SERVERS} servers. Two of
 * the services, one of TCP and one of UDP, belong to the virtual address that clients use; the
 * servers of the first one are checked. The directors copy connections to each other.
 *
 * @param network the network of the servers that clients use, to which a host number is appended
 */
record CountTable(Forwarding forwarding, String network) {
  private static final int SERVICES = 100;
  private static final int SERVERS = 10;
  private static final int FIRST_HOST = 11;

  private static final int OTHER_SERVICES = 0x0afe0000;
  private static final int OTHER_SERVERS = 0x0aff0000;

  private static final Path CONNECTIONS = Path.of("/proc/thread-self/net/ip_vs_conn");

  private static final String CHECK =
      "check: { tcp: %d, interval: 2s, retries: 2 }".formatted(CountVariant.PORT);

  /** Returns the addresses of the servers that clients use. */
  List<IpAddress> used() {
    return IntStream.range(FIRST_HOST, FIRST_HOST + SERVERS)
        .mapToObj(host -> IpAddress.of(network + host))
        .toList();
  }

  /** Returns the sections of the configuration that make the table. */
  String yaml(IpAddress virtual, String instance) {
    var text =
        new StringBuilder(
            """
            ipvs:
              sync-daemon: { interface: eth1, instance: %s }
            virtual-servers:
            """
                .formatted(instance));
    var name = new AtomicInteger();
    services(virtual)
        .forEach((service, servers) ->
            text.append(
                """
                  service%d:
                    address: %s:%d
                    protocol: %s
                    scheduler: rr
                    forwarding: %s
                    instance: %s
                    real-servers: [%s]
                    %s
                """
                    .formatted(
                        name.incrementAndGet(),
                        service.address(),
                        service.port(),
                        service.protocol().toString().toLowerCase(Locale.ROOT),
                        forwarding.equals(Forwarding.NAT) ? "nat" : "dr",
                        instance,
                        servers.stream().map(IpAddress::toString).collect(Collectors.joining(", ")),
                        service.equals(streams(virtual)) ? CHECK : "")));
    return text.toString();
  }

  private static ServiceKey.Address streams(IpAddress virtual) {
    return new ServiceKey.Address(ServiceKey.Protocol.TCP, virtual, CountVariant.PORT);
  }

  private Map<ServiceKey.Address, List<IpAddress>> services(IpAddress virtual) {
    Map<ServiceKey.Address, List<IpAddress>> services = new LinkedHashMap<>();
    services.put(streams(virtual), used());
    services.put(
        new ServiceKey.Address(ServiceKey.Protocol.UDP, virtual, CountVariant.PORT), used());
    while (services.size() < SERVICES) {
      int number = services.size();
      services.put(
          streams(IpAddress.v4(OTHER_SERVICES + number)),
          IntStream.range(number * SERVERS, (number + 1) * SERVERS)
              .mapToObj(server -> IpAddress.v4(OTHER_SERVERS + server))
              .toList());
    }
    return services;
  }

  /** A server of a service in a table. */
  private record Row(ServiceKey service, Destination server) {}

  /** Returns how many servers the kernel of a director lacks, has in excess, or has otherwise. */
  int differences(Node director, IpAddress virtual) {
    Set<Row> present = director.call(CountTable::rows);
    Set<Row> wanted =
        services(virtual).entrySet().stream()
            .flatMap(service ->
                service.getValue().stream()
                    .map(server ->
                        new Row(
                            service.getKey(),
                            new Destination(server, CountVariant.PORT, forwarding, 1, 0, 0))))
            .collect(Collectors.toSet());
    Set<Row> all = new HashSet<>(wanted);
    all.addAll(present);
    present.retainAll(wanted);
    return all.size() - present.size();
  }

  /** Returns how many established connections the kernel of a director knows. */
  static long connections(Node director) {
    return director.call(() -> {
      try (Stream<String> lines = Files.lines(CONNECTIONS)) {
        return lines.filter(line -> line.contains(" ESTABLISHED ")).count();
      }
    });
  }

  private static Set<Row> rows() {
    try (var kernel = NetlinkIpvsKernel.open(new Modprobe(), NanoClock.system())) {
      Set<Row> rows = new HashSet<>();
      for (ServiceStatus service : kernel.services()) {
        for (DestinationStatus server : kernel.destinations(service.key())) {
          rows.add(new Row(service.key(), server.destination()));
        }
      }
      return rows;
    }
  }
}
