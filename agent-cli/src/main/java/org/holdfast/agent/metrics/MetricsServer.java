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
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.listen.AcceptPause;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.listen.Connections;
import org.holdfast.agent.listen.PendingResponses;
import org.holdfast.agent.listen.RequestDeadline;
import org.holdfast.agent.listen.ResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server for scrapes and for the port's other resources. Each connection gets one response
 * and is closed; data after the request is not read. A request must arrive within 5 seconds, and
 * the client must receive the response within 15 seconds. At most {@value #MOST_CONNECTIONS}
 * connections are open, {@value #MOST_STREAMS} of them with streams: a further one replaces the
 * oldest without a request, and is closed if there is none. Responses that wait for slow clients
 * share 16 MiB.
 */
final class MetricsServer implements AutoCloseable {

  static final int MOST_CONNECTIONS = 64;
  static final int MOST_STREAMS = 16;

  private static final long MOST_BYTES = 16 << 20;
  private static final int LONGEST_REQUEST = 8 * 1024;
  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final int ANSWER_SECONDS = 15;

  private final PortResources resources;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("metrics-http", true), EpollIoHandler.newFactory());
  private final Connections connections = new Connections(MOST_CONNECTIONS);
  private final PendingResponses pending = new PendingResponses(MOST_BYTES);
  private @Nullable Channel listening;
  private int streams;

  private MetricsServer(PortResources resources) {
    this.resources = resources;
  }

  /**
   * Listens until closed.
   *
   * @param resources called on the server's thread
   * @throws IOException if the port cannot be bound
   */
  static MetricsServer listen(InetSocketAddress address, PortResources resources)
      throws IOException {
    var server = new MetricsServer(resources);
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
      var reader =
          new Reader(
              request.method().equals(HttpMethod.HEAD),
              request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0);
      if (request.decoderResult().isFailure()) {
        respond(context, PortAnswer.text(400, "not a request of HTTP/1.1"), reader);
      } else if (!reader.wantsHead() && !request.method().equals(HttpMethod.GET)) {
        respond(context, PortAnswer.text(405, "only GET is served here"), reader);
      } else {
        answer(context, of(request), reader);
      }
    }

    private void answer(ChannelHandlerContext context, PortRequest request, Reader reader) {
      var _ =
          resources
              .answer(request)
              .exceptionally(failure -> PortAnswer.text(503, failure.toString()))
              .thenAcceptAsync(
                  answer -> {
                    switch (answer) {
                      case PortAnswer.Whole whole -> respond(context, whole, reader);
                      case PortAnswer.Changes changes -> stream(context, changes, reader);
                    }
                  },
                  context.executor());
    }

    private static PortRequest of(FullHttpRequest request) {
      var headers = request.headers();
      return new PortRequest(
          new QueryStringDecoder(request.uri()).rawPath(),
          headers.get(HttpHeaderNames.HOST, ""),
          headers.get(HttpHeaderNames.ACCEPT, ""),
          headers.get(HttpHeaderNames.ACCEPT_ENCODING, ""));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A broken or vanished client only loses its own connection.
      var _ = context.close();
    }
  }

  private void stream(ChannelHandlerContext context, PortAnswer.Changes changes, Reader reader) {
    if (streams >= MOST_STREAMS) {
      respond(context, PortAnswer.text(503, MOST_STREAMS + " streams are open already"), reader);
      return;
    }
    streams++;
    var _ = context.channel().closeFuture().addListener(_ -> streams--);
    ChangeStream.begin(context, changes.source());
  }

  /**
   * What a client can read.
   *
   * @param wantsHead whether it wants the head only
   * @param readsChunks whether it understands chunks, as HTTP/1.1 has them; for other clients the
   *     end of the connection ends a body of unknown length
   */
  private record Reader(boolean wantsHead, boolean readsChunks) {}

  private void respond(ChannelHandlerContext context, PortAnswer.Whole answer, Reader reader) {
    var response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONNECTION, "close");
    var length = answer.body().length();
    if (length.isPresent()) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length.getAsLong());
    } else {
      HttpUtil.setTransferEncodingChunked(response, reader.readsChunks());
    }
    ResponseWriter.begin(context, pending, response)
        .finish(reader.wantsHead() ? Body.of(new byte[0]) : answer.body(), ANSWER_SECONDS);
  }
}
