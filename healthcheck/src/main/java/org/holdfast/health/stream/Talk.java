package org.holdfast.health.stream;

import io.netty.channel.ChannelHandler;
import java.util.List;

/** A protocol's side of a {@link Conversation}. Called on the conversation's loop only. */
public interface Talk {

  /** Creates new decoders and encoders for a connection; none to receive the bytes. */
  List<ChannelHandler> codec();

  /** The connection is established, with TLS if that was requested. Sends the first message. */
  void connected(Conversation with);

  /**
   * The server has sent something.
   *
   * @param message what the last decoder made of it; released by the caller
   */
  void heard(Conversation with, Object message);

  /** The server has closed the connection. Delivers a result, unless there already is one. */
  void closed(Conversation with);

  /** The conversation is over, for whatever reason: releases its resources. Called once. */
  default void over() {}
}
