package org.holdfast.health.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.socket.ClosedPort;
import org.holdfast.health.socket.ProbeBench;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpProberTest {

  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

  private final ProbeBench bench = new ProbeBench();
  private final UdpProber prober = new UdpProber(bench.loops());

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void silencePassesWhenNoReplyIsRequired() throws IOException {
    try (var server = server()) {
      assertThat(bench.start(prober, probe(server, null)).outOfTime())
          .isEqualTo(ProbeResult.Passed.saying("not refused"));
    }
  }

  @Test
  void silenceFailsWhenAReplyIsRequired() throws IOException {
    try (var server = server()) {
      assertThat(bench.start(prober, probe(server, "")).outOfTime())
          .isEqualTo(new ProbeResult.Failed(Failure.TIMED_OUT, "timed out waiting for the reply"));
    }
  }

  @Test
  void aClosedPortFailsAtOnceEvenWhenSilenceWouldPass() throws IOException {
    try (var closed = ClosedPort.udp()) {
      var probe = new Probe.Udp(closed.target(), "", null, 0, 255);
      assertThat(bench.run(prober, probe))
          .isEqualTo(new ProbeResult.Failed(Failure.REFUSED, "connection refused"));
    }
  }

  @Test
  void sendsThePayloadAndTakesTheReply() throws IOException {
    try (var server = server()) {
      var run = bench.start(prober, probe(server, "CAFEX0"));
      var request = new DatagramPacket(new byte[100], 100);
      server.receive(request);
      assertThat(HexFormat.of().formatHex(request.getData(), 0, request.getLength()))
          .isEqualTo("0a0b");
      reply(server, request, "cafe7001");
      assertThat(run.result()).isEqualTo(ProbeResult.Passed.saying("reply of 4 bytes"));
    }
  }

  @Test
  void ignoresRepliesFromOtherAddresses() throws IOException {
    try (var server = server();
        var stranger = server()) {
      var run = bench.start(prober, probe(server, "CAFE"));
      var request = new DatagramPacket(new byte[100], 100);
      server.receive(request);
      reply(stranger, request, "0000");
      reply(server, request, "cafe");
      assertThat(run.result()).isEqualTo(ProbeResult.Passed.saying("reply of 2 bytes"));
    }
  }

  @Test
  void sendsFromTheConfiguredAddressAndPort() throws IOException {
    int free;
    try (var port = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.9"))) {
      free = port.getLocalPort();
    }
    try (var server = server()) {
      var target =
          new Target(LOOPBACK, server.getLocalPort(), IpAddress.of("127.0.0.9"), free, null, 0);
      bench.start(prober, new Probe.Udp(target, "00", null, 0, 255));
      var request = new DatagramPacket(new byte[100], 100);
      server.receive(request);
      assertThat(request.getSocketAddress())
          .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), free));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 00, 0, 255, reply of 1 bytes",
    "0A, 0aff, 0, 255, reply of 2 bytes",
    "xX0a, ff0a, 0, 255, reply of 2 bytes",
  })
  void aReplyMatches(String pattern, String reply, int least, int most, String words) {
    assertThat(judged(pattern, reply, least, most)).isEqualTo(ProbeResult.Passed.saying(words));
  }

  @ParameterizedTest
  @CsvSource({
    "0a, 0b, 0, 255, PATTERN, 'reply 0b, expected 0a'",
    "0a0a, 0a, 0, 255, PATTERN, 'reply 0a, expected 0a0a'",
    "0a, 0a, 2, 255, PATTERN, 'reply of 1 bytes, expected at least 2'",
    "0a, 0a0a0a, 0, 2, TOO_LONG, 'reply of 3 bytes, expected at most 2'",
  })
  void aReplyDoesNotMatch(
      String pattern, String reply, int least, int most, Failure why, String words) {
    assertThat(judged(pattern, reply, least, most)).isEqualTo(new ProbeResult.Failed(why, words));
  }

  @Test
  void refusesInvalidHexadecimal() {
    var target = Target.of(LOOPBACK, 1);
    assertThat(UdpProber.objection(new Probe.Udp(target, "0aff", "XX0a", 0, 255))).isEmpty();
    assertThat(UdpProber.objection(new Probe.Udp(target, "0af", null, 0, 255)))
        .contains("payload: expected pairs of hexadecimal digits");
    assertThat(UdpProber.objection(new Probe.Udp(target, "", "XY", 0, 255)))
        .contains("reply: expected pairs of hexadecimal digits or X");
  }

  private static ProbeResult judged(String pattern, String reply, int least, int most) {
    var probe = new Probe.Udp(Target.of(LOOPBACK, 1), "", pattern, least, most);
    return Replies.judge(probe, ByteBuffer.wrap(HexFormat.of().parseHex(reply)));
  }

  private static Probe.Udp probe(DatagramSocket server, @Nullable String reply) {
    return new Probe.Udp(Target.of(LOOPBACK, server.getLocalPort()), "0a0b", reply, 0, 255);
  }

  private static DatagramSocket server() throws IOException {
    var server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    server.setSoTimeout(20_000);
    return server;
  }

  private static void reply(DatagramSocket from, DatagramPacket request, String hex)
      throws IOException {
    var bytes = HexFormat.of().parseHex(hex);
    from.send(new DatagramPacket(bytes, bytes.length, request.getSocketAddress()));
  }
}
