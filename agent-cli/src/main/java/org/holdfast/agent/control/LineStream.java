package org.holdfast.agent.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.holdfast.agent.json.Json;

/** The lines of a {@link Feed} on their way to one reader, no more than so many at once. */
final class LineStream implements Feed.Sink {

  private static final int MOST_WAITING = 2048;

  /** That a reader which was too slow has to take what waits for it. */
  private static final long LAST_SECONDS = 30;

  private final ChannelHandlerContext context;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Runnable whenGone = () -> {};

  /** Over a connection whose head of the answer is written. */
  LineStream(ChannelHandlerContext context) {
    this.context = context;
  }

  /** What is to be done once the reader hears nothing more. */
  void whenGone(Runnable action) {
    whenGone = action;
    var _ = context.channel().closeFuture().addListener(_ -> action.run());
  }

  @Override
  public void line(Supplier<String> json) {
    if (ended.get()) {
      return;
    }
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      context.executor().execute(() -> write(json));
    } else {
      end(LineStream::overrun);
    }
  }

  private static String overrun() {
    return Json.line(
        Map.of(
            "kind",
            "overrun",
            "words",
            "this reader is too slow: more than " + MOST_WAITING + " events waited for it"));
  }

  private void write(Supplier<String> json) {
    var line = Unpooled.copiedBuffer(json.get(), StandardCharsets.UTF_8);
    var _ =
        context
            .writeAndFlush(new DefaultHttpContent(line))
            .addListener(_ -> waiting.decrementAndGet());
  }

  @Override
  public void end(Supplier<String> json) {
    if (ended.compareAndSet(false, true)) {
      context.executor().execute(() -> finish(json));
    }
  }

  private void finish(Supplier<String> json) {
    whenGone.run();
    var line = Unpooled.copiedBuffer(json.get(), StandardCharsets.UTF_8);
    var _ =
        context
            .writeAndFlush(new DefaultLastHttpContent(line))
            .addListener(ChannelFutureListener.CLOSE);
    var _ =
        context.executor().schedule(() -> Responses.close(context), LAST_SECONDS, TimeUnit.SECONDS);
  }
}
