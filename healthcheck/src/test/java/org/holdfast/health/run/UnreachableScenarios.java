package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.health.Failure;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.health.agent.AgentProber;
import org.holdfast.health.dns.DnsProber;
import org.holdfast.health.http.HttpProber;
import org.holdfast.health.ping.PingProber;
import org.holdfast.health.smtp.SmtpProber;
import org.holdfast.health.tcp.TcpProber;
import org.holdfast.health.udp.UdpProber;
import org.holdfast.linux.Namespace;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Runs every probe over the network, against targets that are unreachable for different reasons.
 */
final class UnreachableScenarios {

  private static final int PORT = 8080;

  private final org.holdfast.health.socket.ProbeBench sockets =
      new org.holdfast.health.socket.ProbeBench();
  private final org.holdfast.health.stream.ProbeBench streams =
      new org.holdfast.health.stream.ProbeBench();
  private final TcpProber tcp = new TcpProber(sockets.loops());
  private final UdpProber udp = new UdpProber(sockets.loops());
  private final PingProber ping = new PingProber(sockets.loops(), RandomGenerator.getDefault());
  private final DnsProber dns = new DnsProber(sockets.loops(), RandomGenerator.getDefault());
  private final HttpProber http = new HttpProber(streams.streams());
  private final SmtpProber smtp = new SmtpProber(streams.streams());
  private final AgentProber agent = new AgentProber(streams.streams());

  /**
   * Must come first: the JDK checks for IPv6 when it first uses a socket, and remembers the result.
   */
  private static void setUpLinks() throws IOException {
    Namespace.ip("link set lo up");
    Namespace.ip("link add near type veth peer name far");
    Namespace.ip("link set near up");
    Namespace.ip("link set far up");
    Namespace.ip("addr add 10.9.0.1/24 dev near");
    Namespace.ip("addr add fd09::1/64 dev near nodad");
    giveUpOnNeighboursSoon("ipv4");
    giveUpOnNeighboursSoon("ipv6");
    Namespace.ip("route add unreachable 10.8.1.0/24");
    Namespace.ip("route add prohibit 10.8.2.0/24");
    Namespace.ip("route add blackhole 10.8.3.0/24");
    Namespace.ip("-6 route add unreachable fd08:1::/64");
    Namespace.ip("-6 route add prohibit fd08:2::/64");
    Namespace.ip("-6 route add blackhole fd08:3::/64");
  }

  private static void giveUpOnNeighboursSoon(String family) throws IOException {
    var settings = Path.of("/proc/sys/net", family, "neigh/near");
    Files.writeString(settings.resolve("mcast_solicit"), "1");
    Files.writeString(settings.resolve("retrans_time_ms"), "100");
  }

  public static void main(String[] args) throws IOException {
    setUpLinks();
    var here = new UnreachableScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    here.everyProbe(scenarios, "a host that does not exist", "10.9.0.77", "fd09::77");
    here.everyProbe(scenarios, "a network without a route", "198.51.100.1", "2001:db8::1");
    here.everyProbe(scenarios, "a route of type unreachable", "10.8.1.1", "fd08:1::1");
    here.everyProbe(scenarios, "a route of type prohibit", "10.8.2.1", "fd08:2::1");
    here.everyProbe(scenarios, "a route of type blackhole", "10.8.3.1", "fd08:3::1");
    Namespace.runAll(scenarios);
    here.sockets.close();
    here.streams.close();
  }

  private void everyProbe(
      Map<String, Namespace.Scenario> scenarios, String why, String v4, String v6) {
    for (var address : List.of(v4, v6)) {
      probes()
          .forEach((kind, run) ->
              scenarios.put(
                  "%s of %s: %s".formatted(kind, address, why),
                  () -> failsAsUnreachable(run.apply(IpAddress.of(address)))));
    }
    // As with HAProxy, the connection to an agent says nothing about its server; the reason is
    // reported nevertheless.
    scenarios.put(
        "agent of %s: %s".formatted(v4, why),
        () ->
            assertThat(streams.ask(agent, new Probe.Agent(at(IpAddress.of(v4)), "")))
                .isInstanceOfSatisfying(
                    ProbeResult.Unheard.class,
                    unheard -> {
                      assertThat(unheard.why()).isEqualTo(Failure.UNREACHABLE);
                      assertThat(unheard.words())
                          .startsWith("agent does not answer: ")
                          .doesNotContain("unexpected");
                    }));
  }

  private static void failsAsUnreachable(Supplier<ProbeResult> run) {
    assertThat(run.get())
        .isInstanceOfSatisfying(
            ProbeResult.Failed.class,
            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
  }

  private Map<String, Function<IpAddress, Supplier<ProbeResult>>> probes() {
    var probes = new LinkedHashMap<String, Function<IpAddress, Supplier<ProbeResult>>>();
    probes.put("tcp", to -> () -> sockets.run(tcp, new Probe.Tcp(at(to))));
    probes.put("udp", to -> () -> sockets.run(udp, new Probe.Udp(at(to), "00", "", 0, 255)));
    probes.put("dns", to -> () -> sockets.run(dns, dns(to)));
    probes.put("ping", to -> () -> sockets.run(ping, new Probe.Ping(Target.of(to, 0))));
    probes.put("http", to -> () -> streams.ask(http, http(to, null)));
    probes.put("https", to -> () -> streams.ask(http, http(to, insecure())));
    probes.put("smtp", to -> () -> streams.ask(smtp, new Probe.Smtp(at(to), "x", null)));
    return probes;
  }

  private static Target at(IpAddress address) {
    return Target.of(address, PORT);
  }

  private static Probe.Dns dns(IpAddress to) {
    return new Probe.Dns(at(to), "example.org.", "SOA", "NOERROR", null);
  }

  private static TlsSettings insecure() {
    return new TlsSettings(false, null, null, null, null, false);
  }

  private static Probe.Http http(IpAddress to, @Nullable TlsSettings tls) {
    var good = List.of(new HttpRequest.StatusRange(200, 299));
    var request = new HttpRequest("GET", "/", List.of(), null, good, null, null);
    return new Probe.Http(at(to), tls, Probe.HttpVersion.HTTP_1_1, List.of(request), 1024);
  }
}
