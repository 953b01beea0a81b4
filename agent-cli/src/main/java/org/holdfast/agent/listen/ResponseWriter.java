package org.holdfast.agent.listen;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one response in slices, each after the previous one has been written. A client that does
 * not read costs one slice and its share of {@link PendingResponses}. Closes the connection at the
 * end. Confined to one event loop.
 */
public final class ResponseWriter {

  /** The largest number of bytes handed to the socket at a time. */
  static final int SLICE = 64 * 1024;

  private final ChannelHandlerContext context;
  private final PendingResponses pending;
  private final ArrayDeque<Supplier<byte[]>> waiting = new ArrayDeque<>();
  private byte[] current = {};
  private int written;
  private boolean writing;
  private boolean ended;
  private boolean over;
  private @Nullable Future<?> deadline;

  private ResponseWriter(ChannelHandlerContext context, PendingResponses pending) {
    this.context = context;
    this.pending = pending;
    var _ = context.channel().closeFuture().addListener(_ -> forget());
  }

  /** Begins a response; nothing more is read from this connection. */
  public static ResponseWriter begin(
      ChannelHandlerContext context, PendingResponses pending, HttpResponse head) {
    context.channel().config().setAutoRead(false);
    var _ = context.writeAndFlush(head);
    return new ResponseWriter(context, pending);
  }

  /**
   * Sends {@code body} and ends the response.
   *
   * @param seconds time limit for the client to receive all of it
   */
  public void finish(Body body, long seconds) {
    send(body, seconds);
    end();
  }

  /**
   * Like {@link #finish}, but does not end the response. May be called at most once for a response.
   */
  public void send(Body body, long seconds) {
    if (over) {
      return;
    }
    pending.hold(this, body);
    if (over) {
      return;
    }
    within(seconds);
    var pieces = body.pieces();
    waiting.add(() -> next(pieces));
    waiting.add(() -> {
      pending.release(this);
      stopWaiting();
      return new byte[0];
    });
    pump();
  }

  /** Returns the next piece; the others follow before everything else that waits. */
  private byte[] next(Iterator<byte[]> pieces) {
    var piece = pieces.hasNext() ? pieces.next() : new byte[0];
    if (pieces.hasNext()) {
      waiting.addFirst(() -> next(pieces));
    }
    return piece;
  }

  /** Appends bytes that are produced when everything before them has been sent. */
  public void add(Supplier<byte[]> later) {
    if (!over) {
      waiting.add(later);
      pump();
    }
  }

  /** Ends the response after everything added so far. */
  public void end() {
    ended = true;
    pump();
  }

  /** Closes the connection if the client has not received everything within {@code seconds}. */
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

  /** Closes the connection at once and drops everything that is not yet sent. */
  void cut() {
    forget();
    var _ = context.close();
  }

  private void forget() {
    over = true;
    waiting.clear();
    current = new byte[0];
    written = 0;
    pending.release(this);
    stopWaiting();
  }

  private void stopWaiting() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
