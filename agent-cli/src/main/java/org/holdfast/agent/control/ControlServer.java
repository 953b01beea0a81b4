package org.holdfast.agent.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Serves routes on a Unix socket of mode 0660. One request a connection is answered, then it is
 * closed; a request over 64 KiB or slower than 5 s costs nothing but itself.
 */
public final class ControlServer implements AutoCloseable {

  private static final int LONGEST_REQUEST = 64 * 1024;
  private static final int REQUEST_SECONDS = 5;

  /** What sockaddr_un takes, less the final NUL. */
  private static final int LONGEST_PATH = 107;

  private final Path path;
  private final List<Route> routes;
  private final MultiThreadIoEventLoopGroup loop;
  private final Channel listening;

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

  /**
   * Listens at {@code path}. Whoever calls has made sure that no other agent does: a socket that is
   * there already is a dead one's and is replaced, a file that is no socket is left alone.
   *
   * @param routes what is served; no two match the same request
   * @throws UncheckedIOException when the socket cannot be made
   */
  public ControlServer(Path path, List<Route> routes) {
    this.path = path;
    this.routes = List.copyOf(routes);
    var obstacle = obstacle(path);
    if (obstacle.isPresent()) {
      throw new UncheckedIOException(obstacle.get(), new IOException("cannot be made"));
    }
    loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("control", true), EpollIoHandler.newFactory());
    try {
      Files.deleteIfExists(path);
      listening = listen();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
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
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new ReadTimeoutHandler(REQUEST_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(LONGEST_REQUEST))
                        .addLast(new Answering());
                  }
                })
            .bind(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    return bound.channel();
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

  private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (request.decoderResult().isFailure()) {
        respond(context, HttpResponseStatus.BAD_REQUEST, error("not a request of HTTP/1.1"));
        return;
      }
      var uri = new QueryStringDecoder(request.uri());
      var method = request.method().name();
      boolean exists = false;
      for (var route : routes) {
        var matched = match(route.path(), uri.path());
        exists |= matched.isPresent();
        if (matched.isPresent() && route.method().equals(method)) {
          answer(
              context,
              route,
              new Request(caller(context), matched.get(), query(uri), bodyOf(request)));
          return;
        }
      }
      if (exists) {
        respond(
            context, HttpResponseStatus.METHOD_NOT_ALLOWED, error(method + " is not served here"));
      } else {
        respond(context, HttpResponseStatus.NOT_FOUND, error("no such resource"));
      }
    }

    private void answer(ChannelHandlerContext context, Route route, Request request) {
      var _ =
          route
              .handler()
              .answer(request)
              .whenComplete((json, failure) -> {
                var cause = failure instanceof CompletionException e ? e.getCause() : failure;
                switch (cause) {
                  case null -> respond(context, HttpResponseStatus.OK, json);
                  case RefusedException refused ->
                      respond(
                          context,
                          HttpResponseStatus.valueOf(refused.status()),
                          error(String.valueOf(refused.getMessage())));
                  default ->
                      respond(
                          context,
                          HttpResponseStatus.INTERNAL_SERVER_ERROR,
                          error(cause.toString()));
                }
              });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A slow, broken or vanished client: its connection ends, and nothing else.
      var _ = context.close();
    }
  }

  private static Caller caller(ChannelHandlerContext context) {
    try {
      var peer = ((EpollDomainSocketChannel) context.channel()).peerCredentials();
      return new Caller(peer.pid(), peer.uid(), peer.gids()[0]);
    } catch (IOException e) {
      throw new UncheckedIOException("SO_PEERCRED", e);
    }
  }

  private static Map<String, String> query(QueryStringDecoder uri) {
    var query = new HashMap<String, String>();
    uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
    return query;
  }

  private static String bodyOf(FullHttpRequest request) {
    return request.content().toString(StandardCharsets.UTF_8);
  }

  /** What stands in the places of the braces; empty when {@code path} is another resource's. */
  private static Optional<Map<String, String>> match(String pattern, String path) {
    var names = pattern.split("/", -1);
    var segments = path.split("/", -1);
    if (names.length != segments.length) {
      return Optional.empty();
    }
    var found = new HashMap<String, String>();
    for (int i = 0; i < names.length; i++) {
      if (names[i].startsWith("{")) {
        found.put(names[i].substring(1, names[i].length() - 1), segments[i]);
      } else if (!names[i].equals(segments[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  private static String error(String text) {
    return "{\"error\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}\n";
  }

  private static void respond(
      ChannelHandlerContext context, HttpResponseStatus status, String json) {
    var body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CONNECTION, "close");
    var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
