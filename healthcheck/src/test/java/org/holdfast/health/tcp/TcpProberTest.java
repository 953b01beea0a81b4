package org.holdfast.health.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import org.assertj.core.api.Assertions;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.socket.ClosedPort;
import org.holdfast.health.socket.ProbeBench;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProberTest {

  private static final ProbeResult REFUSED =
      new ProbeResult.Failed(Failure.REFUSED, "connection refused");

  private final ProbeBench bench = new ProbeBench();
  private final TcpProber prober = new TcpProber(bench.loops());

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void passesWhenTheConnectionIsAccepted() throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(bench.run(prober, probe("127.0.0.1", server.getLocalPort())))
          .isEqualTo(ProbeResult.Passed.saying("connection accepted"));
    }
  }

  @Test
  void passesOverIpv6() throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("::1"))) {
      assertThat(bench.run(prober, probe("::1", server.getLocalPort())))
          .isInstanceOf(ProbeResult.Passed.class);
    }
  }

  @Test
  void doesNotWakeTheServerProgram() throws IOException {
    try (var server = ServerSocketChannel.open()) {
      server
          .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
          .configureBlocking(false);
      for (int i = 0; i < 100; i++) {
        bench.run(prober, probe("127.0.0.1", server.socket().getLocalPort()));
      }
      assertThat(server.accept()).isNull();
    }
  }

  @Test
  void failsWhenThePortIsClosed() throws IOException {
    try (var closed = ClosedPort.tcp()) {
      assertThat(bench.run(prober, new Probe.Tcp(closed.target()))).isEqualTo(REFUSED);
    }
  }

  @Test
  void survivesTenThousandRefusalsAtOnce() throws IOException {
    try (var closed = ClosedPort.tcp()) {
      var probe = new Probe.Tcp(closed.target());
      assertThat(bench.run(prober, probe)).isEqualTo(REFUSED);
      long before = ProbeBench.openDescriptors();
      var runs = bench.startAll(prober, Collections.nCopies(10_000, probe));
      assertThat(runs).extracting(ProbeBench.Run::result).containsOnly(REFUSED);
      assertThat(ProbeBench.openDescriptors()).isEqualTo(before);
    }
  }

  @Test
  void timesOutWhileTheServersQueueIsFull() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var _ = SocketChannel.open(server.getLocalSocketAddress());
        var _ = SocketChannel.open(server.getLocalSocketAddress());
        var closed = ClosedPort.tcp()) {
      var probe = probe("127.0.0.1", server.getLocalPort());
      bench.run(prober, new Probe.Tcp(closed.target()));
      long before = ProbeBench.openDescriptors();
      assertThat(bench.start(prober, probe).outOfTime())
          .isEqualTo(
              new ProbeResult.Failed(Failure.TIMED_OUT, "timed out waiting for the connection"));
      assertThat(ProbeBench.openDescriptors()).isEqualTo(before);
    }
  }

  @Test
  void reportsNothingWhenCancelledBeforeAKnownResult() {
    var target = new Target(IpAddress.of("127.0.0.1"), 1, null, 0, "nosuch0", 0);
    bench.onLoop(() -> {
      prober.start(new Probe.Tcp(target), bench.loop(), _ -> Assertions.fail("told")).cancel();
      return true;
    });
    assertThat(bench.<Boolean>onLoop(() -> true)).isTrue();
  }

  @Test
  void isNotRunWithoutTheLinkToBindTo() {
    var target = new Target(IpAddress.of("127.0.0.1"), 1, null, 0, "nosuch0", 0);
    assertThat(bench.run(prober, new Probe.Tcp(target)))
        .isEqualTo(new ProbeResult.NotRun("cannot bind to the link: ENODEV (No such device)"));
  }

  @Test
  void isNotRunFromAnAddressOfAnotherHost() {
    var target = new Target(IpAddress.of("127.0.0.1"), 1, IpAddress.of("192.0.2.1"), 0, null, 0);
    assertThat(bench.run(prober, new Probe.Tcp(target)))
        .isEqualTo(
            new ProbeResult.NotRun(
                "cannot bind to the source: EADDRNOTAVAIL (Cannot assign requested address)"));
  }

  @Test
  void reusesOneSourcePort() throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      var target =
          new Target(
              IpAddress.of("127.0.0.1"),
              server.getLocalPort(),
              IpAddress.of("127.0.0.9"),
              freePort(),
              null,
              0);
      for (int i = 0; i < 20; i++) {
        assertThat(bench.run(prober, new Probe.Tcp(target))).isInstanceOf(ProbeResult.Passed.class);
      }
    }
  }

  private static Probe.Tcp probe(String address, int port) {
    return new Probe.Tcp(Target.of(IpAddress.of(address), port));
  }

  private static int freePort() throws IOException {
    try (var any = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.9"))) {
      return any.getLocalPort();
    }
  }
}
