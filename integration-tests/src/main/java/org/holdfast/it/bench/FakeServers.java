package org.holdfast.it.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of servers in a process of their own, served by one thread. They answer TCP, HTTP,
 * HTTPS, UDP and DNS on every loopback address, die and come back on command, and count datagrams.
 * Commands arrive on a Unix socket, one per line: {@code up}, {@code down}, {@code count}.
 */
final class FakeServers {
  static final String PASSWORD = "holdfast";

  private static final byte[] HTTP_OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int DNS_HEADER = 12;
  private static final int DNS_TYPE_AND_CLASS = 4;

  /**
   * The answer record: the name of the question, type A, class IN, a TTL of one minute, 127.0.0.1.
   */
  private static final byte[] DNS_ADDRESS = {
    (byte) 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1
  };

  private final BenchCheck kind;
  private final int count;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicLong datagrams = new AtomicLong();
  private final Path keys;
  private @Nullable Acceptor acceptor;

  private FakeServers(BenchCheck kind, int count, Path keys) {
    this.kind = kind;
    this.count = count;
    this.keys = keys;
  }

  /**
   * Serves until the process is killed.
   *
   * @param arguments the kind, the number of servers, the command socket, and the PKCS 12 file for
   *     HTTPS
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    var servers =
        new FakeServers(
            BenchCheck.valueOf(arguments[0]),
            Integer.parseInt(arguments[1]),
            Path.of(arguments[3]));
    try (var control = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      control.bind(UnixDomainSocketAddress.of(arguments[2]));
      while (true) {
        try (SocketChannel peer = control.accept();
            BufferedReader lines =
                new BufferedReader(Channels.newReader(peer, StandardCharsets.UTF_8))) {
          String answer = servers.obey(lines.readLine()) + "\n";
          peer.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }

  private String obey(String order) throws IOException, GeneralSecurityException {
    return switch (order) {
      case "up" -> {
        listen();
        yield "up";
      }
      case "down" -> {
        open.close().syncUninterruptibly();
        if (acceptor != null) {
          acceptor.close();
        }
        yield "down";
      }
      case "count" -> Long.toString(datagrams.get());
      default -> "unknown order: " + order;
    };
  }

  private void listen() throws IOException, GeneralSecurityException {
    switch (kind) {
      case TCP -> acceptor = Acceptor.open(CheckPlan.PORT);
      case HTTP -> listenOnStreams(null);
      case HTTPS -> listenOnStreams(tls());
      case UDP, DNS -> listenOnDatagrams();
      case PING, SCRIPT -> {} // the kernel answers pings; scripts look for a file
    }
  }

  private SslContext tls() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(keys)) {
      store.load(file, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    return SslContextBuilder.forServer(managers).build();
  }

  /**
   * Listens with one socket on all addresses of this host, including the whole loopback network.
   */
  private void listenOnStreams(@Nullable SslContext tls) {
    open.add(
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 65535)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.add(channel);
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel.pipeline().addLast(new Answerer());
                  }
                })
            .bind(CheckPlan.PORT)
            .syncUninterruptibly()
            .channel());
  }

  /** Opens one socket per server, because an answer must come from the queried address. */
  private void listenOnDatagrams() {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollDatagramChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(512))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Echo());
                  }
                });
    for (int server = 0; server < count; server++) {
      open.add(
          bootstrap
              .bind(CheckPlan.address(server), CheckPlan.PORT)
              .syncUninterruptibly()
              .channel());
    }
  }

  /**
   * Answers the first bytes of a request, which in practice are the whole request, and closes the
   * connection.
   */
  private static final class Answerer extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
      var _ =
          context
              .writeAndFlush(Unpooled.wrappedBuffer(HTTP_OK))
              .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close(); // the client has closed the connection
    }
  }

  /** Sends a datagram back; adds an address to a DNS query. */
  private final class Echo extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      datagrams.incrementAndGet();
      ByteBuf answer = Unpooled.buffer(64).writeBytes(packet.content());
      if (kind == BenchCheck.DNS) {
        answerDns(answer);
      }
      var _ = context.writeAndFlush(new DatagramPacket(answer, packet.sender()));
    }

    /** Turns a query with one question into its answer. */
    private static void answerDns(ByteBuf query) {
      int endOfName = query.indexOf(DNS_HEADER, query.writerIndex(), (byte) 0);
      query.writerIndex(endOfName + 1 + DNS_TYPE_AND_CLASS);
      query.setShort(2, 0x8180); // a response, recursion desired and available
      query.setShort(6, 1); // one answer
      query.setShort(10, 0); // no additional records
      query.writeBytes(DNS_ADDRESS);
    }
  }
}
