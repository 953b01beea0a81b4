package org.holdfast.agent.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * HTTP for scrapes: one request a connection is answered, then it is closed. A connection has 15
 * seconds for all of it, and there are 16 at most: what comes beyond is closed at once.
 */
final class MetricsServer implements AutoCloseable {

  private static final int MOST_CONNECTIONS = 16;
  private static final int LONGEST_REQUEST = 8 * 1024;
  private static final int CONNECTION_SECONDS = 15;
  private static final String PATH = "/metrics";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Function<String, CompletableFuture<Exposition.Page>> pages;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("metrics-http", true), EpollIoHandler.newFactory());
  private final AtomicInteger connections = new AtomicInteger();
  private @Nullable Channel listening;

  private MetricsServer(Function<String, CompletableFuture<Exposition.Page>> pages) {
    this.pages = pages;
  }

  /**
   * Listens until closed.
   *
   * @param pages what is answered, by the request's Accept header; called on the server's thread,
   *     which it must not hold up
   * @throws IOException when the port cannot be had
   */
  static MetricsServer listen(
      InetSocketAddress address, Function<String, CompletableFuture<Exposition.Page>> pages)
      throws IOException {
    var server = new MetricsServer(pages);
    var bound =
        new ServerBootstrap()
            .group(server.loop)
            .channel(EpollServerSocketChannel.class)
            .childHandler(server.new Connection())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      server.close();
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    server.listening = bound.channel();
    return server;
  }

  /** Where it listens, with the port that it was given when any was asked for. */
  InetSocketAddress address() {
    return (InetSocketAddress) Objects.requireNonNull(listening).localAddress();
  }

  /** Ends every connection. */
  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Connection extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      int open = connections.incrementAndGet();
      var _ = channel.closeFuture().addListener(_ -> connections.decrementAndGet());
      if (open > MOST_CONNECTIONS) {
        var _ = channel.close();
        return;
      }
      Runnable cut =
          () -> {
            var _ = channel.close();
          };
      var end = channel.eventLoop().schedule(cut, CONNECTION_SECONDS, TimeUnit.SECONDS);
      var _ = channel.closeFuture().addListener(_ -> end.cancel(false));
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(LONGEST_REQUEST))
          .addLast(new Answering());
    }
  }

  private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      boolean head = request.method().equals(HttpMethod.HEAD);
      if (request.decoderResult().isFailure()) {
        say(context, HttpResponseStatus.BAD_REQUEST, "not a request of HTTP/1.1");
      } else if (!head && !request.method().equals(HttpMethod.GET)) {
        say(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "GET alone is served here");
      } else if (!new QueryStringDecoder(request.uri()).path().equals(PATH)) {
        say(context, HttpResponseStatus.NOT_FOUND, "the metrics are at " + PATH);
      } else {
        answer(context, request.headers().get(HttpHeaderNames.ACCEPT, ""), head);
      }
    }

    private void answer(ChannelHandlerContext context, String accept, boolean head) {
      var _ =
          pages
              .apply(accept)
              .whenComplete((page, failure) -> {
                if (failure == null) {
                  respond(context, HttpResponseStatus.OK, page, head);
                } else {
                  say(context, HttpResponseStatus.SERVICE_UNAVAILABLE, failure.toString());
                }
              });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A broken or vanished client: its connection ends, and nothing else.
      var _ = context.close();
    }
  }

  private static void say(ChannelHandlerContext context, HttpResponseStatus status, String words) {
    var body = ByteBuffer.wrap((words + "\n").getBytes(StandardCharsets.UTF_8));
    respond(context, status, new Exposition.Page(TEXT, body), false);
  }

  private static void respond(
      ChannelHandlerContext context,
      HttpResponseStatus status,
      Exposition.Page page,
      boolean head) {
    var body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.body());
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, page.body().remaining())
        .set(HttpHeaderNames.CONNECTION, "close");
    var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
