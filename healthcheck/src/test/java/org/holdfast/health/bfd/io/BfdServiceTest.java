package org.holdfast.health.bfd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.bfd.BfdDefect;
import org.holdfast.health.bfd.BfdPacket;
import org.holdfast.health.bfd.BfdState;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests both ends of a session in one service, on loopback. */
class BfdServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private BfdService service = start(List.of());

  private BfdService start(List<BfdConfig> sessions) {
    return BfdService.start(
        sessions,
        0,
        NanoClock.system(),
        RandomGenerator.getDefault(),
        (session, up, reason, nanos) -> heard.add(session + (up ? " up" : " not up")));
  }

  private static BfdConfig end(String name, String source, String neighbour, boolean multihop) {
    return new BfdConfig(
        name,
        IpAddress.of(neighbour),
        IpAddress.of(source),
        null,
        Duration.ofMillis(100),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        20,
        false,
        multihop,
        255,
        255);
  }

  private void startBoth(boolean multihop) {
    service.close();
    service =
        start(
            List.of(
                end("one", "127.0.0.1", "127.0.0.2", multihop),
                end("two", "127.0.0.2", "127.0.0.1", multihop)));
    await().atMost(PATIENCE).until(() -> heard.containsAll(List.of("one up", "two up")));
  }

  private List<BfdStatus> status() {
    return service.status().join();
  }

  @AfterEach
  void end() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothEndsComeUpAndAgreeOnTheirRates(boolean multihop) {
    startBoth(multihop);
    assertThat(heard).startsWith("one not up", "two not up");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(status())
                .allSatisfy(end -> {
                  assertThat(end.state()).isEqualTo("Up");
                  assertThat(end.ready()).isTrue();
                  assertThat(end.intervalMillis()).isEqualTo(100);
                  assertThat(end.detectionMillis()).isEqualTo(2000);
                  assertThat(end.packets().timesUp()).isEqualTo(1);
                }));
    var one = status().getFirst();
    assertThat(one.remote().discriminator()).isEqualTo(status().getLast().discriminator());
  }

  @Test
  void packetsOfNoSessionAreCountedAndIgnored() throws IOException {
    startBoth(false);
    send("127.0.0.2", new byte[3]);
    send("127.0.0.3", packet(0, BfdState.DOWN));
    send("127.0.0.2", packet(12345, BfdState.DOWN));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(service.rejected().join())
                .containsKeys(
                    BfdDefect.TRUNCATED, BfdDefect.UNKNOWN_NEIGHBOUR, BfdDefect.UNKNOWN_SESSION));
    assertThat(status()).allMatch(end -> end.state().equals("Up"));
  }

  @Test
  void routedPacketsDoNotEndASingleHopSession() throws IOException {
    startBoth(false);
    send("127.0.0.2", packet(0, BfdState.ADMIN_DOWN)); // the JDK's sockets send with a TTL of 64
    await()
        .atMost(PATIENCE)
        .until(() -> status().getFirst().packets().rejected().containsKey("hops"));
    assertThat(status()).allMatch(end -> end.state().equals("Up"));
  }

  @Test
  void aMissingLinkIsRetriedWithoutEndingOtherSessions() {
    service.close();
    var lost =
        new BfdConfig(
            "lost",
            IpAddress.of("fe80::1"),
            null,
            "nosuchlink",
            Duration.ofMillis(10),
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            3,
            false,
            false,
            255,
            0);
    service = start(List.of(lost));
    await().atMost(PATIENCE).until(() -> status().getFirst().packets().sendFailures() > 1);
    assertThat(status().getFirst().ready()).isFalse();
    assertThat(heard).containsExactly("lost not up");
  }

  private static byte[] packet(int yourDiscriminator, BfdState state) {
    var bytes = ByteBuffer.allocate(BfdPacket.BYTES);
    new BfdPacket(state, 0, false, false, false, false, 3, 1, yourDiscriminator, 1000, 1000, 0)
        .write(bytes);
    return bytes.array();
  }

  private static void send(String source, byte[] bytes) throws IOException {
    try (var socket = new DatagramSocket(address(source, 0))) {
      socket.send(new DatagramPacket(bytes, bytes.length, address("127.0.0.1", 3784)));
    }
  }

  private static InetSocketAddress address(String literal, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(IpAddress.of(literal).toBytes()), port);
  }
}
