package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the notifications to a service manager, with a socket like the one that systemd listens on.
 */
class ServiceManagerTest {

  private final BlockingQueue<String> heard = new ArrayBlockingQueue<>(10);
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @TempDir private Path directory;
  private Path path;
  private Channel systemd;

  @BeforeEach
  void listen() {
    path = directory.resolve("notify");
    systemd =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(
                      ChannelHandlerContext context, DomainDatagramPacket packet) {
                    heard.add(packet.content().toString(StandardCharsets.UTF_8));
                  }
                })
            .bind(new DomainSocketAddress(path.toFile()))
            .syncUninterruptibly()
            .channel();
  }

  @AfterEach
  void close() {
    systemd.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void isNotifiedWhenTheAgentIsReadyAndWhenItStops() throws InterruptedException {
    var manager = manager(path.toString());

    manager.ready("2 VRRP instances");
    manager.stopping();

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("READY=1\nSTATUS=2 VRRP instances");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("STOPPING=1\nSTATUS=Handing over");
  }

  @Test
  void isNotifiedWhenAReloadBeginsByItsOwnClockAndWhenItEnds() throws InterruptedException {
    var manager = manager(path.toString());

    manager.reloading(5_000_123_456L);
    manager.ready("3 VRRP instances");

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("RELOADING=1\nMONOTONIC_USEC=5000123");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("READY=1\nSTATUS=3 VRRP instances");
  }

  @Test
  void isNotifiedThatTheLoopTurnsOnlyIfItWatchesThisProcess() throws InterruptedException {
    var socket = Map.of("NOTIFY_SOCKET", path.toString());
    var watching = with(socket, "WATCHDOG_USEC", "10000000");
    var watchingAnother = with(watching, "WATCHDOG_PID", "41");

    for (var environment :
        List.of(
            socket,
            watchingAnother,
            with(socket, "WATCHDOG_USEC", "0"),
            with(socket, "WATCHDOG_USEC", "soon"),
            Map.of("WATCHDOG_USEC", "10000000"))) {
      var manager = ServiceManager.of(environment, 42);
      assertThat(manager.watchdog()).isEmpty();
      manager.alive();
    }
    for (var environment : List.of(watching, with(watching, "WATCHDOG_PID", "42"))) {
      var manager = ServiceManager.of(environment, 42);
      assertThat(manager.watchdog()).contains(Duration.ofSeconds(10));
      manager.alive();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("WATCHDOG=1");
    }
    assertThat(heard).isEmpty();
  }

  /** The socket's queue holds a few datagrams; more would block the sender. */
  @Test
  void anAliveNeverWaitsForAServiceManagerThatDoesNotRead() {
    systemd.config().setAutoRead(false);
    var manager =
        ServiceManager.of(Map.of("NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "1000000"), 42);

    assertThatCode(
            () -> {
              for (int sent = 0; sent < 2_000; sent++) {
                manager.alive();
              }
            })
        .doesNotThrowAnyException();
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    var more = new HashMap<>(all);
    more.put(name, value);
    return more;
  }

  private static ServiceManager manager(@Nullable String path) {
    return ServiceManager.of(path == null ? Map.of() : Map.of("NOTIFY_SOCKET", path), 42);
  }

  @Test
  void itsAbsenceNeverFailsTheAgent() {
    assertThatCode(
            () -> {
              manager(null).ready("");
              manager("").ready("");
              manager(directory.resolve("gone").toString()).stopping();
              manager("/" + "x".repeat(200)).stopping();
              manager("@holdfast-nobody-listens").stopping();
            })
        .doesNotThrowAnyException();
  }
}
