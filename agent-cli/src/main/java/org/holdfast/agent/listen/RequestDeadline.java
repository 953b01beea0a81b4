package org.holdfast.agent.listen;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request does not arrive in time, and that of a client that sends
 * nothing. Reads nothing after the request. Confined to the connection's event loop.
 */
public final class RequestDeadline extends ChannelInboundHandlerAdapter {

  private final Duration limit;
  private final Consumer<ChannelHandlerContext> close;
  private @Nullable Future<?> deadline;

  /**
   * @param limit time for the whole request to arrive; the response may take longer
   * @param close closes the connection when the time is up
   */
  public RequestDeadline(Duration limit, Consumer<ChannelHandlerContext> close) {
    this.limit = limit;
    this.close = close;
  }

  /**
   * Ends the waiting, because the request of this connection has arrived; stops reading.
   *
   * @param context of any handler of the connection's pipeline
   */
  public static void requestArrived(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(false);
    ChannelHandler handler = context.pipeline().get(RequestDeadline.class);
    if (handler != null) {
      context.pipeline().remove(handler);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(() -> close.accept(context), limit.toMillis(), TimeUnit.MILLISECONDS);
    context.fireChannelActive();
  }

  /** Called when the request has arrived, and when the connection is closed. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
