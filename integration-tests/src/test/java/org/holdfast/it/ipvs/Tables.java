package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.IpAddress;

/** Services for tests and measurements. */
final class Tables {

  static final ServiceTerms WLC = terms("wlc");

  static final ServiceKey WEB = key(ServiceKey.Protocol.TCP, "10.0.0.1", 80);
  static final ServiceKey OTHER = key(ServiceKey.Protocol.UDP, "10.0.0.2", 53);
  static final ServiceKey UNKNOWN = key(ServiceKey.Protocol.TCP, "10.0.0.3", 99);
  static final Destination A = server(IpAddress.of("10.1.0.1"));
  static final Destination B = server(IpAddress.of("10.1.0.2"));
  static final Destination C = server(IpAddress.of("10.1.0.3"));

  private static final int VIPS = 0x0a000000;
  private static final int SERVERS = 0x0b000000;

  private Tables() {}

  static ServiceTerms terms(String scheduler, ServiceTerms.Flag... flags) {
    return new ServiceTerms(scheduler, Set.of(flags), Duration.ZERO, 32, null);
  }

  private static ServiceKey key(ServiceKey.Protocol protocol, String address, int port) {
    return new ServiceKey.Address(protocol, IpAddress.of(address), port);
  }

  /** Returns this number of services, each with this number of its own servers. */
  static List<VirtualService> of(int services, int servers) {
    return IntStream.range(0, services).mapToObj(i -> service(i, servers)).toList();
  }

  static VirtualService service(int number, int servers) {
    return new VirtualService(
        new ServiceKey.Address(
            ServiceKey.Protocol.TCP, IpAddress.v4(VIPS + number / 10), 8000 + number % 10),
        WLC,
        IntStream.range(0, servers)
            .mapToObj(i -> server(IpAddress.v4(SERVERS + number * servers + i)))
            .toList());
  }

  private static Destination server(IpAddress address) {
    return new Destination(address, 80, Forwarding.NAT, 1, 0, 0);
  }

  /** Returns the same service with another weight of the first server. */
  static VirtualService withFirstWeight(VirtualService service, int weight) {
    var destinations = new ArrayList<>(service.destinations());
    destinations.set(0, destinations.getFirst().withWeight(weight));
    return new VirtualService(service.key(), service.terms(), destinations);
  }
}
