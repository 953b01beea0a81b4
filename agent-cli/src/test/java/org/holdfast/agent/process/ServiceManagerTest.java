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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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
    var manager = ServiceManager.at(path.toString());

    manager.ready("2 VRRP instances");
    manager.stopping();

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("READY=1\nSTATUS=2 VRRP instances");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("STOPPING=1\nSTATUS=Handing over");
  }

  @Test
  void isNotifiedWhenAReloadBeginsByItsOwnClockAndWhenItEnds() throws InterruptedException {
    var manager = ServiceManager.at(path.toString());

    manager.reloading(5_000_123_456L);
    manager.ready("3 VRRP instances");

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("RELOADING=1\nMONOTONIC_USEC=5000123");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("READY=1\nSTATUS=3 VRRP instances");
  }

  @Test
  void itsAbsenceNeverFailsTheAgent() {
    assertThatCode(
            () -> {
              ServiceManager.at(null).ready("");
              ServiceManager.at("").ready("");
              ServiceManager.at(directory.resolve("gone").toString()).stopping();
              ServiceManager.at("/" + "x".repeat(200)).stopping();
              ServiceManager.at("@holdfast-nobody-listens").stopping();
            })
        .doesNotThrowAnyException();
  }
}
