package org.holdfast.agent.listen;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends an answer over one connection, slice by slice as the reader takes it. A reader that does
 * not read costs one slice and its share of {@link Bodies}. The connection is closed after the end.
 * One event loop.
 */
public final class Outgoing {

  /** The number of bytes handed to the socket before it has taken the previous ones. */
  static final int SLICE = 64 * 1024;

  private final ChannelHandlerContext context;
  private final Bodies bodies;
  private final ArrayDeque<Supplier<byte[]>> waiting = new ArrayDeque<>();
  private byte[] current = {};
  private int written;
  private boolean writing;
  private boolean ended;
  private boolean over;
  private @Nullable Future<?> deadline;

  private Outgoing(ChannelHandlerContext context, Bodies bodies) {
    this.context = context;
    this.bodies = bodies;
    var _ = context.channel().closeFuture().addListener(_ -> forget());
  }

  /** Begins an answer; nothing more is read from this connection. */
  public static Outgoing begin(ChannelHandlerContext context, Bodies bodies, HttpResponse head) {
    context.channel().config().setAutoRead(false);
    var _ = context.writeAndFlush(head);
    return new Outgoing(context, bodies);
  }

  /**
   * Sends {@code body}, which must no longer change and may be shared, and ends the answer.
   *
   * @param seconds time limit for the reader to take all of it
   */
  public void finish(byte[] body, long seconds) {
    send(body, seconds);
    end();
  }

  /** Like {@link #finish}, but does not end the answer. */
  public void send(byte[] body, long seconds) {
    if (over) {
      return;
    }
    bodies.hold(this, body);
    if (over) {
      return;
    }
    within(seconds);
    waiting.add(() -> body);
    waiting.add(() -> {
      bodies.release(this);
      stopWaiting();
      return new byte[0];
    });
    pump();
  }

  /** Appends bytes that are built when their turn comes. */
  public void add(Supplier<byte[]> later) {
    if (!over) {
      waiting.add(later);
      pump();
    }
  }

  /** Ends the answer after everything added so far. */
  public void end() {
    ended = true;
    pump();
  }

  /** Closes the connection unless the reader takes everything that waits in that time. */
  public void within(long seconds) {
    stopWaiting();
    deadline = context.executor().schedule(this::cut, seconds, TimeUnit.SECONDS);
  }

  private void pump() {
    if (writing || over) {
      return;
    }
    while (written == current.length) {
      var next = waiting.poll();
      current = next == null ? new byte[0] : next.get();
      written = 0;
      if (next == null) {
        endIfAll();
        return;
      }
    }
    int length = Math.min(SLICE, current.length - written);
    var slice = Unpooled.wrappedBuffer(current, written, length);
    written += length;
    writing = true;
    var _ =
        context
            .writeAndFlush(new DefaultHttpContent(slice))
            .addListener(written -> {
              writing = false;
              if (written.isSuccess()) {
                pump();
              } else {
                cut();
              }
            });
  }

  private void endIfAll() {
    if (ended) {
      over = true;
      var _ =
          context
              .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
              .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Closes the connection at once and drops whatever waits. */
  void cut() {
    forget();
    var _ = context.close();
  }

  private void forget() {
    over = true;
    waiting.clear();
    current = new byte[0];
    written = 0;
    bodies.release(this);
    stopWaiting();
  }

  private void stopWaiting() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
