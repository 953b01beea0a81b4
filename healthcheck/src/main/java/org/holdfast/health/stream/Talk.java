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
   * Handles a message from the server.
   *
   * @param message the output of the last decoder; released by the caller
   */
  void received(Conversation with, Object message);

  /** The server has closed the connection. Delivers a result, unless there already is one. */
  void closed(Conversation with);

  /** Releases the resources of the conversation, which is over. Called once. */
  default void over() {}
}
