package org.holdfast.health.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/**
 * The last handler of a connection: passes messages to its conversation, unless the conversation is
 * over.
 */
final class ConversationHandler extends ChannelInboundHandlerAdapter {

  private final Conversation conversation;

  ConversationHandler(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (conversation.isOn(ctx.channel())) {
      conversation.connectionStands();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (conversation.isOn(ctx.channel())) {
        conversation.received(message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (conversation.isOn(ctx.channel())) {
      conversation.closed();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!conversation.isOn(ctx.channel())) {
      return;
    }
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        conversation.handshakeDone();
      } else {
        exceptionCaught(ctx, handshake.cause());
      }
    } else if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
      conversation.closeNotified();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    if (!conversation.isOn(ctx.channel())) {
      return;
    }
    if (error instanceof ClosedChannelException
        || error.getCause() instanceof ClosedChannelException) {
      conversation.closed();
    } else {
      conversation.finish(ChannelErrors.result(error));
    }
  }
}
