package org.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.NotRun;
import org.holdfast.health.ProbeResult.Passed;
import org.holdfast.health.Target;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiallerTest {

  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

  private final ProbeBench bench = new ProbeBench();

  @AfterEach
  void nothingIsLeft() {
    bench.close();
  }

  /** Passes with the first message of the server, whatever it is. */
  private final Prober<Probe.Tcp> listener =
      new Prober<>() {
        @Override
        public ProbeRun start(Probe.Tcp probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
          var talk =
              new Talk() {
                @Override
                public List<ChannelHandler> codec() {
                  return List.of();
                }

                @Override
                public void connected(Conversation with) {}

                @Override
                public void received(Conversation with, Object message) {
                  with.pass(Passed.saying(((ByteBuf) message).toString(StandardCharsets.US_ASCII)));
                }

                @Override
                public void closed(Conversation with) {}
              };
          return bench.streams().converse(probe.target(), null, "", loop, talk, answer);
        }
      };

  private ProbeResult dial(Target target) {
    return bench.ask(listener, new Probe.Tcp(target));
  }

  private static Target from(
      Target target, @Nullable IpAddress address, int port, @Nullable String link) {
    return new Target(target.address(), target.port(), address, port, link, 0);
  }

  /** Reports the address and port from which it is called. */
  private static FakeServer callerTeller() {
    return new FakeServer(peer -> peer.send(peer.caller()).stall());
  }

  @Test
  void connectsFromTheConfiguredAddressAndPort() throws IOException {
    try (var server = callerTeller()) {
      int port = freePort();
      assertThat(dial(from(server.target(), IpAddress.of("127.0.0.9"), port, null)))
          .isEqualTo(Passed.saying("127.0.0.9:" + port));
      assertThat(dial(from(server.target(), IpAddress.of("127.0.0.9"), port, null)))
          .as("again, at once")
          .isEqualTo(Passed.saying("127.0.0.9:" + port));
      assertThat(dial(from(server.target(), IpAddress.of("127.0.0.8"), 0, "lo")).words())
          .startsWith("127.0.0.8:");
    }
  }

  @Test
  void isNotRunFromAnAddressOfAnotherHost() throws IOException {
    try (var server = callerTeller()) {
      assertThat(dial(from(server.target(), IpAddress.of("192.0.2.1"), 0, null)))
          .isEqualTo(
              new NotRun(
                  "cannot bind to 192.0.2.1: EADDRNOTAVAIL (Cannot assign requested address)"));
    }
  }

  @Test
  void isNotRunFromAPortInUse() throws IOException {
    try (var server = callerTeller();
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(dial(from(server.target(), LOOPBACK, taken.getLocalPort(), null)))
          .isEqualTo(new NotRun("cannot bind to 127.0.0.1: EADDRINUSE (Address already in use)"));
    }
  }

  @Test
  void isNotRunOnAMissingLink() throws IOException {
    try (var server = callerTeller()) {
      assertThat(dial(from(server.target(), null, 0, "nolink0")))
          .isEqualTo(new NotRun("cannot use link nolink0: setsockopt() failed: No such device"));
    }
  }

  @Test
  void isNotRunToALinkLocalAddressWithoutALink() {
    assertThat(dial(Target.of(IpAddress.of("fe80::1"), 80))).isInstanceOf(NotRun.class);
  }

  private static int freePort() throws IOException {
    try (var any = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.9"))) {
      return any.getLocalPort();
    }
  }
}
