package org.holdfast.agent.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.holdfast.agent.listen.AcceptPause;
import org.holdfast.agent.listen.Connections;
import org.holdfast.agent.listen.PendingResponses;
import org.holdfast.agent.listen.RequestDeadline;
import org.holdfast.agent.listen.ResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server for scrapes. Each connection gets one response and is closed; data after the
 * request is not read. A request must arrive within 5 seconds, and the client must receive the
 * response within 15 seconds. At most {@value #MOST_CONNECTIONS} connections are open: a further
 * one replaces the oldest without a request, and is closed if there is none. Responses that wait
 * for slow clients share 16 MiB.
 */
final class MetricsServer implements AutoCloseable {

  static final int MOST_CONNECTIONS = 64;

  private static final long MOST_BYTES = 16 << 20;
  private static final int LONGEST_REQUEST = 8 * 1024;
  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final int ANSWER_SECONDS = 15;
  private static final String PATH = "/metrics";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Function<String, CompletableFuture<Exposition.Page>> pages;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("metrics-http", true), EpollIoHandler.newFactory());
  private final Connections connections = new Connections(MOST_CONNECTIONS);
  private final PendingResponses pending = new PendingResponses(MOST_BYTES);
  private @Nullable Channel listening;

  private MetricsServer(Function<String, CompletableFuture<Exposition.Page>> pages) {
    this.pages = pages;
  }

  /**
   * Listens until closed.
   *
   * @param pages supplies the response for an Accept header; called on the server's thread, must
   *     not block
   * @throws IOException if the port cannot be bound
   */
  static MetricsServer listen(
      InetSocketAddress address, Function<String, CompletableFuture<Exposition.Page>> pages)
      throws IOException {
    var server = new MetricsServer(pages);
    var bound =
        new ServerBootstrap()
            .group(server.loop)
            .channel(EpollServerSocketChannel.class)
            .handler(new AcceptPause("metrics port"))
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

  /**
   * Returns the address on which the server listens, with the actual port if port 0 was requested.
   */
  InetSocketAddress address() {
    return (InetSocketAddress) Objects.requireNonNull(listening).localAddress();
  }

  /**
   * Releases the port and returns when it is free. Connections continue. May be called from any
   * thread except the server's.
   */
  void stopListening() {
    if (listening != null) {
      var _ = listening.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  private static void close(ChannelHandlerContext context) {
    var _ = context.close();
  }

  /** Closes every connection. */
  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Connection extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      if (!connections.admit(channel)) {
        var _ = channel.close();
        return;
      }
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(LONGEST_REQUEST))
          .addLast(new RequestDeadline(REQUEST, MetricsServer::close))
          .addLast(new Answering());
    }
  }

  private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {

    private boolean answered;

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (answered) {
        return; // a second request, which is ignored
      }
      answered = true;
      RequestDeadline.requestArrived(context);
      connections.requestArrived(context.channel());
      boolean head = request.method().equals(HttpMethod.HEAD);
      if (request.decoderResult().isFailure()) {
        say(context, HttpResponseStatus.BAD_REQUEST, "not a request of HTTP/1.1");
      } else if (!head && !request.method().equals(HttpMethod.GET)) {
        say(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is served here");
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
              .whenCompleteAsync(
                  (page, failure) -> {
                    if (failure == null) {
                      respond(context, HttpResponseStatus.OK, page, head);
                    } else {
                      say(context, HttpResponseStatus.SERVICE_UNAVAILABLE, failure.toString());
                    }
                  },
                  context.executor());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A broken or vanished client only loses its own connection.
      var _ = context.close();
    }
  }

  private void say(ChannelHandlerContext context, HttpResponseStatus status, String words) {
    var body = (words + "\n").getBytes(StandardCharsets.UTF_8);
    respond(context, status, new Exposition.Page(TEXT, body), false);
  }

  private void respond(
      ChannelHandlerContext context,
      HttpResponseStatus status,
      Exposition.Page page,
      boolean head) {
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, page.body().length)
        .set(HttpHeaderNames.CONNECTION, "close");
    ResponseWriter.begin(context, pending, response)
        .finish(head ? new byte[0] : page.body(), ANSWER_SECONDS);
  }
}
