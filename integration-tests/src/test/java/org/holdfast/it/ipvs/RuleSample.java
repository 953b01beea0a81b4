package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.Forwarding.TunnelChecksum;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.ServiceTerms.Flag;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** A service with at most one server, as an object and as ipvsadm's rules. */
record RuleSample(VirtualService service, List<String> rules) {

  private static final IpAddress V4 = IpAddress.of("10.1.0.1");
  private static final IpAddress V6 = IpAddress.of("2001:db8:1::1");
  private static final ServiceKey WEB = key(Protocol.TCP, "10.0.0.1", 80);

  static final List<RuleSample> ALL =
      List.of(
          service(WEB, terms("wlc", 32), "-A -t 10.0.0.1:80 -s wlc"),
          service(
              key(Protocol.UDP, "2001:db8::1", 53),
              terms("rr", 128, Flag.ONE_PACKET),
              "-A -u [2001:db8::1]:53 -s rr -o"),
          service(
              key(Protocol.SCTP, "10.0.0.1", 5000),
              terms("wrr", 32),
              "-A --sctp-service 10.0.0.1:5000 -s wrr"),
          service(
              new ServiceKey.Mark(7, Family.IPV4),
              sticky("sh", 300, 24, null),
              "-A -f 7 -s sh -p 300 -M 255.255.255.0"),
          service(
              new ServiceKey.Mark(8, Family.IPV6),
              sticky("wlc", 1800, 64, null),
              "-A -f 8 -6 -s wlc -p 1800 -M 64"),
          service(
              key(Protocol.UDP, "10.0.0.1", 5060),
              sticky("rr", 360, 32, "sip"),
              "-A -u 10.0.0.1:5060 -s rr -p 360 --pe sip"),
          service(
              key(Protocol.TCP, "10.0.0.1", 0),
              sticky("wlc", 60, 32, null),
              "-A -t 10.0.0.1:0 -s wlc -p 60"),
          service(
              WEB,
              terms("mh", 32, Flag.SCHEDULER_1, Flag.SCHEDULER_2),
              "-A -t 10.0.0.1:80 -s mh -b mh-fallback,mh-port"),
          service(WEB, terms("sh", 32, Flag.SCHEDULER_2), "-A -t 10.0.0.1:80 -s sh -b sh-port"),
          service(WEB, terms("rr", 32, Flag.SCHEDULER_3), "-A -t 10.0.0.1:80 -s rr -b flag-3"),
          server(V4, 8080, Forwarding.NAT, 7, "10.1.0.1:8080 -m -w 7"),
          server(V4, 80, Forwarding.DIRECT_ROUTE, 0, "10.1.0.1:80 -g -w 0"),
          server(V4, 80, Forwarding.IPIP, 1, "10.1.0.1:80 -i -w 1 --tun-type ipip"),
          server(V6, 80, Forwarding.IPIP, 1, "[2001:db8:1::1]:80 -i -w 1 --tun-type ipip"),
          server(
              V4,
              80,
              new Forwarding.Gue(6080, TunnelChecksum.NONE),
              1,
              "10.1.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum"),
          server(
              V4,
              80,
              new Forwarding.Gue(6080, TunnelChecksum.CHECKSUM),
              1,
              "10.1.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum"),
          server(
              V4,
              80,
              new Forwarding.Gue(6080, TunnelChecksum.REMOTE),
              1,
              "10.1.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum"),
          server(
              V4,
              80,
              new Forwarding.Gre(TunnelChecksum.CHECKSUM),
              1,
              "10.1.0.1:80 -i -w 1 --tun-type gre --tun-csum"));

  private static RuleSample service(ServiceKey key, ServiceTerms terms, String rule) {
    return new RuleSample(new VirtualService(key, terms, List.of()), List.of(rule));
  }

  private static RuleSample server(
      IpAddress address, int port, Forwarding forwarding, int weight, String rule) {
    var server = new Destination(address, port, forwarding, weight, 0, 0);
    return new RuleSample(
        new VirtualService(WEB, terms("wlc", 32), List.of(server)),
        List.of("-A -t 10.0.0.1:80 -s wlc", "-a -t 10.0.0.1:80 -r " + rule));
  }

  private static ServiceKey key(Protocol protocol, String address, int port) {
    return new ServiceKey.Address(protocol, IpAddress.of(address), port);
  }

  private static ServiceTerms terms(String scheduler, int prefix, Flag... flags) {
    return new ServiceTerms(scheduler, Set.of(flags), Duration.ZERO, prefix, null);
  }

  private static ServiceTerms sticky(
      String scheduler, int seconds, int prefix, @Nullable String engine) {
    return new ServiceTerms(scheduler, Set.of(), Duration.ofSeconds(seconds), prefix, engine);
  }

  /** Returns terms that none of the samples has. */
  static ServiceTerms plainTerms(Family family) {
    return terms("nq", family.bits());
  }

  List<String> sortedRules() {
    return rules.stream().sorted().toList();
  }

  @Override
  public String toString() {
    return rules.getLast();
  }
}
