package org.holdfast.health.stream;

import io.netty.channel.ChannelHandler;
import java.util.List;

/** A protocol's side of a {@link Conversation}. Called on the conversation's loop only. */
public interface Talk {

  /** Decoders and encoders for a connection, new ones each time; none to hear the bytes. */
  List<ChannelHandler> codec();

  /** The connection stands, and its TLS if that was asked for. Says the first word. */
  void connected(Conversation with);

  /**
   * The server has said something.
   *
   * @param message what the last decoder made of it; released by the caller
   */
  void heard(Conversation with, Object message);

  /** The server has closed the connection. Decides, unless it has heard all that it needs. */
  void closed(Conversation with);

  /** The conversation is over, for whatever reason: lets go of what it holds. Called once. */
  default void over() {}
}
