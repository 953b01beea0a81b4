package org.holdfast.agent.listen;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;

/**
 * The connections of one listener, so many at most. One more takes the place of the oldest that has
 * not asked anything yet, so that idle connections keep nobody out; when all have asked, it is
 * turned away. One event loop.
 */
public final class Connections {

  private final int most;
  private final LinkedHashSet<Channel> idle = new LinkedHashSet<>();
  private int open;

  /**
   * @param most that are served at once
   */
  public Connections(int most) {
    this.most = most;
  }

  /** Whether {@code channel} is served; it is for the caller to close one that is not. */
  public boolean admit(Channel channel) {
    if (open >= most) {
      if (idle.isEmpty()) {
        return false;
      }
      var oldest = idle.removeFirst();
      var _ = oldest.close();
    }
    open++;
    idle.add(channel);
    var _ =
        channel
            .closeFuture()
            .addListener(_ -> {
              open--;
              idle.remove(channel);
            });
    return true;
  }

  /** The whole of its request is there: it keeps its place until it is answered. */
  public void asked(Channel channel) {
    idle.remove(channel);
  }

  /** How many are open. */
  int open() {
    return open;
  }
}
