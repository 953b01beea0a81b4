package org.holdfast.agent.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.events.Events;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the connection with buses that misbehave. */
final class BusLinkTest {

  @TempDir private Path directory;
  private ServerSocketChannel server;
  private String path;

  @BeforeEach
  void listen() throws IOException {
    path = directory.resolve("bus").toString();
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private static BusMessage signal(BusWriter body) {
    return BusMessage.signal(1, "/a", "a.b", "S", body);
  }

  private static void write(SocketChannel to, byte[] bytes) throws IOException {
    var all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      to.write(all);
    }
  }

  private static void awaitAndRead(BusLink link, List<BusMessage> into) throws IOException {
    link.await(10_000);
    link.read(into::add);
  }

  @Test
  void aBusThatDoesNotReadIsGivenUp() throws IOException {
    try (var link = BusLink.open(path)) {
      var large = new BusWriter().string("x".repeat(32 << 10));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  link.send(signal(large));
                }
              })
          .hasMessage("the bus does not read");
    }
  }

  @Test
  void messagesFollowTheHandshake() throws IOException {
    try (var link = BusLink.open(path);
        var bus = server.accept()) {
      write(bus, "DATA\r\nOK 1234\r\n".getBytes(StandardCharsets.US_ASCII));
      var bytes = signal(new BusWriter().number(5)).bytes();
      var first = new byte[bytes.remaining() - 3];
      bytes.get(first);
      var last = new byte[bytes.remaining()];
      bytes.get(last);
      var received = new ArrayList<BusMessage>();
      write(bus, first);
      awaitAndRead(link, received);
      write(bus, last);
      while (received.isEmpty()) {
        awaitAndRead(link, received);
      }
      assertThat(received).singleElement().extracting(BusMessage::member).isEqualTo("S");
    }
  }

  @Test
  void aRefusalOrAnotherProtocolEndsIt() throws IOException {
    for (var words :
        new String[] {"REJECTED EXTERNAL\r\n", "OK 1\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n"}) {
      try (var link = BusLink.open(path);
          var bus = server.accept()) {
        write(bus, words.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> awaitAndRead(link, new ArrayList<>()))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aClosedConnectionIsNoticed() throws IOException {
    try (var link = BusLink.open(path)) {
      server.accept().close();
      assertThatThrownBy(() -> awaitAndRead(link, new ArrayList<>()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void theOldestSignalsGiveWay() throws IOException {
    var config = Configs.of(Configs.PLAIN);
    var events = new Events(NanoClock.wall());
    try (var service =
        new BusService(
            new BusConfig("org.a", "none"),
            config,
            directory.resolve("nowhere").toString(),
            new NoHandlers(),
            NanoClock.system())) {
      events.follow(service);
      for (int i = 0; i < 2 * BusService.MOST_SIGNALS; i++) {
        events.publish("instance-moved", "VI", "", Map.of("state", "MASTER"));
      }
      assertThat(service.waiting()).isEqualTo(BusService.MOST_SIGNALS);
    }
  }

  private static final class NoHandlers implements BusHandlers {
    @Override
    public void printData() {}

    @Override
    public void printStatistics() {}

    @Override
    public void printStatisticsAndClear() {}

    @Override
    public void reload() {}

    @Override
    public void announce(String instance) {}
  }
}
