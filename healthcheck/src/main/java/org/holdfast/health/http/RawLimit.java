package org.holdfast.health.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;

/**
 * Limits the bytes that a connection may deliver, regardless of their content: a body of tiny
 * chunks with long extensions, empty lines before a status line, endless interim responses.
 */
final class RawLimit extends ChannelInboundHandlerAdapter {

  private final long mostBytes;
  private long bytes;

  RawLimit(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    bytes += message instanceof ByteBuf part ? part.readableBytes() : 0;
    if (bytes <= mostBytes) {
      ctx.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
      ctx.fireExceptionCaught(
          new TooLongFrameException("more than " + mostBytes + " bytes on one connection"));
    }
  }
}
