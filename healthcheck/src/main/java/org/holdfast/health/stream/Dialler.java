package org.holdfast.health.stream;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.linux.DescriptorShare;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to a {@link Target} on a loop: socket, options, bind, connect. Has no timeout
 * of its own.
 */
final class Dialler {

  private static final int SOL_SOCKET = 1;
  private static final int IFNAMSIZ = 16;
  private static final int MOST_READ_BYTES = 8 * 1024;

  private static final ChannelOption<Integer> SO_MARK =
      new IntegerUnixChannelOption("SO_MARK", SOL_SOCKET, 36);
  private static final ChannelOption<ByteBuffer> SO_BINDTODEVICE =
      new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, 25, IFNAMSIZ);

  private final Target target;
  private final IoEventLoop loop;
  private final Consumer<ProbeResult> inVain;

  /**
   * Creates a dialler for one connection.
   *
   * @param inVain called when the connection fails: at once, or later on the loop
   */
  Dialler(Target target, IoEventLoop loop, Consumer<ProbeResult> inVain) {
    this.target = target;
    this.loop = loop;
    this.inVain = inVain;
  }

  /**
   * Starts connecting.
   *
   * @param handlers the pipeline, which is notified of the connection by {@code channelActive}
   * @return the channel, which the caller must close; null when the attempt failed at once
   */
  @Nullable Channel dial(ChannelHandler... handlers) {
    if (target.lacksLink()) {
      inVain.accept(
          new ProbeResult.NotRun("cannot reach a link-local address without bind-interface"));
      return null;
    }
    EpollSocketChannel channel;
    try {
      channel = new EpollSocketChannel(family());
    } catch (ChannelException e) {
      inVain.accept(ChannelErrors.notRun("cannot open a socket", e));
      return null;
    }
    if (!DescriptorShare.allows(channel.fd().intValue())) {
      channel.unsafe().closeForcibly();
      inVain.accept(new ProbeResult.NotRun("cannot open a socket: " + DescriptorShare.words()));
      return null;
    }
    channel.pipeline().addLast(handlers);
    EventLoop owner = loop;
    var _ =
        owner
            .register(channel)
            .addListener(registered -> {
              if (registered.isSuccess()) {
                prepare(channel);
              } else {
                inVain.accept(ChannelErrors.notRun("cannot watch a socket", registered.cause()));
              }
            });
    return channel;
  }

  private SocketProtocolFamily family() {
    return switch (target.address().family()) {
      case IPV4 -> SocketProtocolFamily.INET;
      case IPV6 -> SocketProtocolFamily.INET6;
    };
  }

  private void prepare(Channel channel) {
    var config = channel.config();
    // the caller enforces the timeout
    config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    // a body is read in pieces that are small enough to be checked against the limits, and set
    // aside while it has to wait
    config.setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 2048, MOST_READ_BYTES));
    // after a failed write, the data that the server sent before must still be read
    config.setOption(ChannelOption.AUTO_CLOSE, false);
    if (target.fwmark() != 0 && !set(channel, SO_MARK, target.fwmark(), "the mark")) {
      return;
    }
    var link = target.bindInterface();
    if (link != null && !set(channel, SO_BINDTODEVICE, interfaceName(link), "link " + link)) {
      return;
    }
    if (target.bindAddress() == null && target.bindPort() == 0) {
      connect(channel);
    } else {
      bind(channel);
    }
  }

  private <T> boolean set(Channel channel, ChannelOption<T> option, T value, String words) {
    try {
      channel.config().setOption(option, value);
      return true;
    } catch (ChannelException e) {
      inVain.accept(ChannelErrors.notRun("cannot use " + words, e));
      return false;
    }
  }

  private static ByteBuffer interfaceName(String name) {
    return ByteBuffer.wrap(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), IFNAMSIZ));
  }

  private void bind(Channel channel) {
    var config = channel.config();
    if (target.bindPort() == 0) {
      // the kernel chooses the port when it knows the peer: that allows more ports
      config.setOption(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    } else {
      // The next run needs this very port: closing by RST leaves no TIME_WAIT that holds it.
      config.setOption(ChannelOption.SO_REUSEADDR, true);
      config.setOption(ChannelOption.SO_LINGER, 0);
    }
    var any =
        switch (target.address().family()) {
          case IPV4 -> IpAddress.ANY_V4;
          case IPV6 -> IpAddress.ANY_V6;
        };
    var source = target.bindAddress() == null ? any : target.bindAddress();
    var _ =
        channel
            .bind(address(source, target.bindPort()))
            .addListener(bound -> {
              if (bound.isSuccess()) {
                connect(channel);
              } else {
                inVain.accept(ChannelErrors.notRun("cannot bind to " + source, bound.cause()));
              }
            });
  }

  private void connect(Channel channel) {
    ChannelFuture connecting = channel.connect(address(target.address(), target.port()));
    var _ =
        connecting.addListener(connected -> {
          if (!connected.isSuccess()) {
            inVain.accept(ChannelErrors.result(connected.cause()));
          }
        });
  }

  private static InetSocketAddress address(IpAddress address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.toBytes()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
