package org.holdfast.agent.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.listen.AcceptPause;
import org.holdfast.agent.listen.PendingResponses;
import org.holdfast.agent.listen.RequestDeadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes on a Unix socket of mode 0660. Each connection gets one response and is closed; a
 * second request on it is not read. Requests over 64 KiB, requests slower than 5 s, clients that
 * take longer than 30 s to read and the sixty-fifth connection are refused or cut off without
 * affecting others. Responses that wait for slow clients share 16 MiB; only the newest may exceed
 * this limit. Without a free descriptor the server stops accepting for a second.
 */
public final class ControlServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  private static final int LONGEST_REQUEST = 64 * 1024;
  private static final Duration REQUEST_TIME = Duration.ofSeconds(5);

  /** Limit on the bytes that all clients together have not received yet. */
  private static final long MOST_BYTES = 16 << 20;

  private static final int MOST_CONNECTIONS = 64;
  private static final int SPARE_FOR_ROOT = 16;

  /** Capacity of sockaddr_un without the final NUL. */
  private static final int LONGEST_PATH = 107;

  private final Path path;
  private volatile ControlAccess access;
  private final RouteMatcher routes;
  private final Duration requestTime;
  private final MultiThreadIoEventLoopGroup loop;
  private final ChannelGroup connections;
  private final PendingResponses pending = new PendingResponses(MOST_BYTES);
  private final Channel listening;
  private final int ownUid;
  private final int ownGid;

  /**
   * Returns the reason why no control socket can be created at {@code path}: the path is too long
   * for the kernel, or a file other than a socket exists there and must not be replaced. Changes
   * nothing.
   */
  public static Optional<String> obstacle(Path path) {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > LONGEST_PATH) {
      return Optional.of(
          "control socket %s: a path of %d bytes (expected: 1..%d)"
              .formatted(path, length, LONGEST_PATH));
    }
    try {
      boolean socket =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .isOther();
      return socket
          ? Optional.empty()
          : Optional.of("control socket " + path + ": another file is in its place");
    } catch (NoSuchFileException free) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("control socket " + path + ": " + e);
    }
  }

  /** Whether a process listens on the socket at {@code path}. */
  public static boolean answers(Path path) {
    if (Files.notExists(path)) {
      return false; // without the JDK's first Unix socket, which would take 10 ms of the start
    }
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Listens at {@code path}. The caller ensures that no other agent listens there: an existing
   * socket belongs to an agent that crashed and is replaced; a file of another type is not changed.
   *
   * @param access the groups that may use the socket
   * @param routes the resources; no two match the same request
   * @throws UncheckedIOException if the socket cannot be created
   */
  public ControlServer(Path path, ControlAccess access, List<ControlRoute> routes) {
    this(path, access, routes, REQUEST_TIME);
  }

  /** Listens with another time limit for requests, for tests. */
  ControlServer(Path path, ControlAccess access, List<ControlRoute> routes, Duration requestTime) {
    this.path = path;
    this.access = access;
    this.routes = new RouteMatcher(routes);
    this.requestTime = requestTime;
    var obstacle = obstacle(path);
    if (obstacle.isPresent()) {
      throw new UncheckedIOException(obstacle.get(), new IOException("cannot be made"));
    }
    loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("control", true), EpollIoHandler.newFactory());
    connections = new DefaultChannelGroup(loop.next());
    try {
      Files.deleteIfExists(path);
      listening = listen();
      ownUid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      ownGid = (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
      share();
    } catch (IOException e) {
      var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new UncheckedIOException("control socket " + path, e);
    }
  }

  private Channel listen() throws IOException {
    var bound =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerDomainSocketChannel.class)
            .handler(new AcceptPause("control socket"))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted((EpollDomainSocketChannel) channel);
                  }
                })
            .bind(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    return bound.channel();
  }

  /** Serves the channel or turns it away; the kernel's queue of waiting clients is bounded too. */
  private void accepted(EpollDomainSocketChannel channel) {
    connections.add(channel);
    channel.pipeline().addLast(new WriteTimeoutHandler(Responses.SECONDS));
    speakHttp(channel.pipeline());
    if (connections.size() > MOST_CONNECTIONS + (isRoot(channel) ? SPARE_FOR_ROOT : 0)) {
      channel.pipeline().addLast(new TurnedAway());
    } else {
      channel
          .pipeline()
          .addLast(new RequestDeadline(requestTime, Responses::close))
          .addLast(
              new Exchange(
                  routes,
                  access,
                  ownUid,
                  pending,
                  other -> ClientProcess.of((EpollDomainSocketChannel) other)));
    }
  }

  /** Adds the HTTP codec with its limits on requests. */
  static void speakHttp(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpServerCodec()).addLast(new HttpObjectAggregator(LONGEST_REQUEST));
  }

  private static boolean isRoot(EpollDomainSocketChannel channel) {
    try {
      return channel.peerCredentials().uid() == 0;
    } catch (IOException _) {
      return false; // the client has disconnected
    }
  }

  /** Responds with 503 to a connection beyond the limit and closes it. */
  private static final class TurnedAway extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      Responses.error(context, 503, "too many connections at once; try again");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }

  /**
   * Replaces the groups with access. Requests in progress keep the old groups. A failure is logged,
   * and then only root can open the socket.
   */
  public void share(ControlAccess next) {
    if (next.equals(access)) {
      return;
    }
    access = next;
    try {
      Files.setAttribute(path, "unix:gid", ownGid, LinkOption.NOFOLLOW_LINKS);
      share();
    } catch (IOException e) {
      log.error("The control socket cannot be shared with the group {}: {}", next.group(), e);
    }
  }

  /** Sets mode 0660, and the group if it exists. */
  private void share() throws IOException {
    var file =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      var lookup = path.getFileSystem().getUserPrincipalLookupService();
      file.setGroup(lookup.lookupPrincipalByGroupName(access.group()));
    } catch (UserPrincipalNotFoundException _) {
      log.info("There is no group {}: only root can use the control socket", access.group());
    } catch (FileSystemException e) {
      log.warn("The control socket is not the group {}'s: {}", access.group(), e.getReason());
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
  }

  /** Stops listening and removes the socket. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("remove control socket " + path, e);
    }
  }
}
