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
import org.holdfast.agent.listen.Bodies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes on a Unix socket of mode 0660. One request a connection is answered, then it is
 * closed; a request over 64 KiB or slower than 5 s, a reader slower than 30 s and the sixty-fifth
 * connection cost nothing but themselves. A second request on a connection is not read. Answers
 * that wait for slow readers take 16 MiB together, or the newest of them. Without a free descriptor
 * accepting rests for a second.
 */
public final class ControlServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  private static final int LONGEST_REQUEST = 64 * 1024;
  private static final Duration REQUEST_TIME = Duration.ofSeconds(5);

  /** Of answers that readers have not taken yet, of all connections together. */
  private static final long MOST_BYTES = 16 << 20;

  private static final int MOST_CONNECTIONS = 64;
  private static final int SPARE_FOR_ROOT = 16;

  /** What sockaddr_un takes, less the final NUL. */
  private static final int LONGEST_PATH = 107;

  private final Path path;
  private volatile ControlAccess access;
  private final RouteTable routes;
  private final Duration requestTime;
  private final MultiThreadIoEventLoopGroup loop;
  private final ChannelGroup connections;
  private final Bodies bodies = new Bodies(MOST_BYTES);
  private final Channel listening;
  private final int ownUid;
  private final int ownGid;

  /**
   * Why no control socket can be made at {@code path}, seen without touching it: the path is too
   * long for the kernel, or something lies there that is no socket and so is nobody's to replace.
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
          : Optional.of("control socket " + path + ": something else lies there");
    } catch (NoSuchFileException free) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("control socket " + path + ": " + e);
    }
  }

  /** Whether a process listens on the socket at {@code path}. */
  public static boolean answers(Path path) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException nobody) {
      return false;
    }
  }

  /**
   * Listens at {@code path}. Whoever calls has made sure that no other agent does: a socket that is
   * there already is a dead one's and is replaced, a file that is no socket is left alone.
   *
   * @param access who else may use it
   * @param routes what is served; no two match the same request
   * @throws UncheckedIOException when the socket cannot be made
   */
  public ControlServer(Path path, ControlAccess access, List<Route> routes) {
    this(path, access, routes, REQUEST_TIME);
  }

  /** The same with another patience than 5 s for requests: no test has to wait so long. */
  ControlServer(Path path, ControlAccess access, List<Route> routes, Duration requestTime) {
    this.path = path;
    this.access = access;
    this.routes = new RouteTable(routes);
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

  /** The kernel's queue behind these is bounded too, and its callers wait. */
  private void accepted(EpollDomainSocketChannel channel) {
    connections.add(channel);
    channel.pipeline().addLast(new WriteTimeoutHandler(Responses.SECONDS));
    speakHttp(channel.pipeline());
    if (connections.size() > MOST_CONNECTIONS + (isRoot(channel) ? SPARE_FOR_ROOT : 0)) {
      channel.pipeline().addLast(new TurnedAway());
    } else {
      channel
          .pipeline()
          .addLast(
              new Conversation(
                  routes,
                  access,
                  ownUid,
                  requestTime,
                  bodies,
                  other -> Peer.of((EpollDomainSocketChannel) other)));
    }
  }

  /** From bytes to requests, of limited length, and from answers to bytes. */
  static void speakHttp(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpServerCodec()).addLast(new HttpObjectAggregator(LONGEST_REQUEST));
  }

  private static boolean isRoot(EpollDomainSocketChannel channel) {
    try {
      return channel.peerCredentials().uid() == 0;
    } catch (IOException _) {
      return false; // it has gone again
    }
  }

  /** One connection too many: told so whatever it asks, and closed. */
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
   * Lets these use it from now on; requests that are under way end as they began. A failure is
   * logged, and the socket is root's alone then.
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

  /** Mode 0660, and the group's if there is one. */
  private void share() throws IOException {
    var file =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      var lookup = path.getFileSystem().getUserPrincipalLookupService();
      file.setGroup(lookup.lookupPrincipalByGroupName(access.group()));
    } catch (UserPrincipalNotFoundException _) {
      log.info("There is no group {}: the control socket is root's alone", access.group());
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
