package org.holdfast.agent.metrics;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells one client by server-sent events that something has changed, at most ten times a second,
 * and every 10 seconds that the agent is still there. The events carry no data, so that nothing has
 * to wait for a slow client: a client that has not received one event when the next is due gets no
 * more of them, and is disconnected after 10 seconds. Confined to the connection's loop.
 */
final class ChangeStream {

  static final long LEAST_MILLIS = 100;
  private static final long BEAT_SECONDS = 10;
  private static final String CHANGED = "data: changed\n\n";
  private static final String BEAT = ": still here\n\n";

  private final ChannelHandlerContext context;
  private final AtomicBoolean planned = new AtomicBoolean();
  private boolean writing;
  private boolean missed;

  private ChangeStream(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Sends events until either side closes the connection. */
  static void begin(ChannelHandlerContext context, PortAnswer.ChangeSource source) {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.channel().config().setAutoRead(false);
    var _ = context.writeAndFlush(head);
    var stream = new ChangeStream(context);
    stream.write(CHANGED);
    var unfollow = source.follow(stream::changed);
    var beat =
        context
            .executor()
            .scheduleAtFixedRate(stream::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    var _ =
        context
            .channel()
            .closeFuture()
            .addListener(_ -> {
              beat.cancel(false);
              unfollow.run();
            });
  }

  /** Called on any thread. */
  private void changed() {
    if (planned.compareAndSet(false, true)) {
      var _ = context.executor().schedule(this::tell, LEAST_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    planned.set(false);
    if (writing) {
      missed = true;
    } else {
      write(CHANGED);
    }
  }

  private void beat() {
    if (writing) {
      var _ = context.close();
    } else {
      write(BEAT);
    }
  }

  private void write(String event) {
    writing = true;
    missed = false;
    var bytes = Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.US_ASCII));
    var _ =
        context
            .writeAndFlush(new DefaultHttpContent(bytes))
            .addListener(written -> {
              writing = false;
              if (!written.isSuccess()) {
                var _ = context.close();
              } else if (missed) {
                write(CHANGED);
              }
            });
  }
}
