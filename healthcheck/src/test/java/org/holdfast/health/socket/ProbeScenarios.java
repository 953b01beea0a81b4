package org.holdfast.health.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.ping.PingProber;
import org.holdfast.health.tcp.TcpProber;
import org.holdfast.health.udp.UdpProber;
import org.holdfast.linux.Namespace;
import org.holdfast.linux.SocketCalls;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Probes on the link "near", behind which no host answers, and on loopback. */
final class ProbeScenarios {

  private static final String NOBODY = "10.9.0.77";
  private static final int PORT = 8080;

  private final ProbeBench bench = new ProbeBench();
  private final TcpProber tcp = new TcpProber(bench.loops());
  private final UdpProber udp = new UdpProber(bench.loops());
  private final PingProber ping = new PingProber(bench.loops(), RandomGenerator.getDefault());

  /**
   * Must come first: the JDK checks for IPv6 when it first uses a socket, and remembers the result.
   */
  private static void setUpLinks() {
    Namespace.ip("link set lo up");
    Namespace.ip("link add near type veth peer name far");
    Namespace.ip("link set near up");
    Namespace.ip("link set far up");
    Namespace.ip("addr add 10.9.0.1/24 dev near");
    Namespace.ip("addr add fe80::99/64 dev near nodad");
  }

  public static void main(String[] args) {
    setUpLinks();
    var here = new ProbeScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("a host is pinged over both families", here::pinged);
    scenarios.put("two thousand hosts are pinged at once", here::pingedInABurst);
    scenarios.put("a host that does not answer is waited for", here::pingUnanswered);
    scenarios.put("a host that does not exist is unreachable for every probe", here::unreachable);
    scenarios.put("a network without a route is unreachable at once", here::noRoute);
    scenarios.put("a link-local address is reached by its link", here::linkLocal);
    scenarios.put("a mark chooses the route", here::marked);
    scenarios.put("a lack of source ports is our own", here::outOfPorts);
    scenarios.put("a lack of descriptors is our own", here::outOfDescriptors);
    Namespace.runAll(scenarios);
    here.bench.close();
  }

  private void pinged() {
    assertThat(bench.run(ping, ping("127.0.0.1"))).isEqualTo(replied());
    assertThat(bench.run(ping, ping("::1"))).isEqualTo(replied());
    var bound = new Target(IpAddress.of("10.9.0.1"), 0, IpAddress.of("127.0.0.1"), 0, "lo", 3);
    assertThat(bench.run(ping, new Probe.Ping(bound))).isEqualTo(replied());
  }

  private void pingedInABurst() {
    long before = ProbeBench.openDescriptors();
    var probes = new ArrayList<Probe.Ping>();
    for (int i = 0; i < 2000; i++) {
      probes.add(ping("127.1." + i / 250 + "." + (i % 250 + 1)));
    }
    assertThat(bench.startAll(ping, probes))
        .extracting(ProbeBench.Run::result)
        .containsOnly(replied());
    assertThat(ProbeBench.openDescriptors()).as("open when no run waits").isEqualTo(before);
  }

  private void pingUnanswered() throws IOException {
    var setting = Path.of("/proc/sys/net/ipv4/icmp_echo_ignore_all");
    Files.writeString(setting, "1");
    try {
      assertThat(bench.start(ping, ping("127.0.0.1")).outOfTime())
          .isEqualTo(
              new ProbeResult.Failed(Failure.TIMED_OUT, "timed out waiting for the echo reply"));
    } finally {
      Files.writeString(setting, "0");
    }
  }

  private void unreachable() {
    var byTcp = bench.start(tcp, tcp(Target.of(IpAddress.of(NOBODY), PORT)));
    var byUdp = bench.start(udp, udp(Target.of(IpAddress.of(NOBODY), PORT)));
    var byPing = bench.start(ping, ping(NOBODY));
    var noRoute = new ProbeResult.Failed(Failure.UNREACHABLE, "no route to host");
    assertThat(byTcp.result()).isEqualTo(noRoute);
    assertThat(byUdp.result()).isEqualTo(noRoute);
    assertThat(byPing.result())
        .isEqualTo(new ProbeResult.Failed(Failure.UNREACHABLE, "destination unreachable, code 1"));
  }

  private void noRoute() {
    var far = Target.of(IpAddress.of("198.51.100.1"), PORT);
    var unreachable = new ProbeResult.Failed(Failure.UNREACHABLE, "network is unreachable");
    assertThat(bench.run(tcp, tcp(far))).isEqualTo(unreachable);
    assertThat(bench.run(udp, udp(far))).isEqualTo(unreachable);
    assertThat(bench.run(ping, ping("198.51.100.1"))).isEqualTo(unreachable);
  }

  private void linkLocal() throws IOException {
    var address = IpAddress.of("fe80::99");
    try (var _ = new ServerSocket(PORT, 50, InetAddress.ofLiteral("::"))) {
      var near = new Target(address, PORT, null, 0, "near", 0);
      assertThat(bench.run(tcp, tcp(near))).isInstanceOf(ProbeResult.Passed.class);
      assertThat(bench.run(ping, new Probe.Ping(near))).isEqualTo(replied());
      assertThat(bench.run(tcp, tcp(Target.of(address, PORT))))
          .as("without a link: the configuration's fault")
          .isEqualTo(
              new ProbeResult.NotRun(
                  "cannot reach a link-local address without bind-interface: EINVAL (Invalid"
                      + " argument)"));
    }
  }

  private void marked() throws IOException {
    Namespace.ip("rule add pref 1 fwmark 7 unreachable");
    // The rule for the local table comes first unless it is moved.
    Namespace.ip("rule add pref 2 lookup local");
    Namespace.ip("rule del pref 0");
    var loopback = IpAddress.of("127.0.0.1");
    try (var _ = new ServerSocket(PORT, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(bench.run(tcp, tcp(new Target(loopback, PORT, null, 0, null, 8))))
          .isInstanceOf(ProbeResult.Passed.class);
      assertThat(bench.run(tcp, tcp(new Target(loopback, PORT, null, 0, null, 7))))
          .isEqualTo(new ProbeResult.Failed(Failure.UNREACHABLE, "network is unreachable"));
    }
  }

  private void outOfPorts() throws IOException {
    var setting = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    Files.writeString(setting, "40000 40003");
    var held = new ArrayList<Socket>();
    try (var _ = new ServerSocket(PORT, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      for (int port = 40000; port <= 40003; port++) {
        var socket = new Socket();
        held.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT));
      }
      assertThat(bench.run(tcp, tcp(Target.of(IpAddress.of("127.0.0.1"), PORT))))
          .isEqualTo(new ProbeResult.NotRun("no free source port or address"));
    } finally {
      for (var socket : held) {
        socket.close();
      }
      Files.writeString(setting, "32768 60999");
    }
  }

  /** Must come last: while it holds all descriptors, no class can be loaded any longer. */
  private void outOfDescriptors() throws IOException, InterruptedException {
    var loopback = Target.of(IpAddress.of("127.0.0.1"), 1);
    List<Probe.Udp> warm = List.of(udp(loopback));
    bench.startAll(udp, warm).getFirst().result();
    var pid = Long.toString(ProcessHandle.current().pid());
    var limited = new ProcessBuilder("prlimit", "--pid", pid, "--nofile=300:").inheritIO().start();
    assertThat(limited.waitFor()).isZero();
    var calls = new SocketCalls();
    var open = new ArrayList<Integer>();
    int fd = calls.open(Family.IPV4, SocketCalls.Kind.UDP);
    while (fd >= 0) {
      open.add(fd);
      fd = calls.open(Family.IPV4, SocketCalls.Kind.UDP);
    }
    var lack = new ProbeResult.NotRun("cannot open a socket: EMFILE (Too many open files)");
    ProbeResult byTcp;
    ProbeResult byUdp;
    ProbeResult byPing;
    try {
      byTcp = bench.run(tcp, tcp(loopback));
      byUdp = bench.run(udp, udp(loopback));
      byPing = bench.run(ping, ping("127.0.0.1"));
    } finally {
      open.forEach(calls::close);
    }
    assertThat(List.of(byTcp, byUdp, byPing)).containsOnly(lack);
    assertThat(bench.run(tcp, tcp(loopback))).isInstanceOf(ProbeResult.Failed.class);
  }

  private static ProbeResult replied() {
    return ProbeResult.Passed.saying("echo reply");
  }

  private static Probe.Ping ping(String address) {
    return new Probe.Ping(Target.of(IpAddress.of(address), 0));
  }

  private static Probe.Tcp tcp(Target target) {
    return new Probe.Tcp(target);
  }

  private static Probe.Udp udp(Target target) {
    return new Probe.Udp(target, "00", "", 0, 255);
  }
}
