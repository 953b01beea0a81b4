package org.holdfast.ipvs;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.net.IpAddress;

/** Services and servers for tests. */
public final class Samples {

  public static final ServiceKey WEB =
      new ServiceKey.Address(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  public static final ServiceKey NAMES =
      new ServiceKey.Address(Protocol.UDP, IpAddress.of("2001:db8::1"), 53);
  public static final ServiceTerms WLC = terms("wlc");
  public static final Destination A = server("10.1.0.1", 1);
  public static final Destination B = server("10.1.0.2", 1);
  public static final Destination C = server("10.1.0.3", 1);

  private Samples() {}

  public static ServiceTerms terms(String scheduler) {
    return new ServiceTerms(scheduler, Set.of(), Duration.ZERO, 32, null);
  }

  public static Destination server(String address, int weight) {
    return new Destination(IpAddress.of(address), 80, Forwarding.NAT, weight, 0, 0);
  }

  public static VirtualService service(ServiceKey key, Destination... destinations) {
    return new VirtualService(key, WLC, List.of(destinations));
  }

  public static VirtualService web(Destination... destinations) {
    return service(WEB, destinations);
  }

  public static List<Command> commands(Command... commands) {
    return Arrays.asList(commands);
  }
}
