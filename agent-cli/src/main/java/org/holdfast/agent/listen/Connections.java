package org.holdfast.agent.listen;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;

/**
 * The connections of one listener, limited in number. A further connection replaces the oldest one
 * without a request, so idle connections block no client; if all have sent a request, the further
 * connection is turned away. Confined to one event loop.
 */
public final class Connections {

  private final int most;
  private final LinkedHashSet<Channel> idle = new LinkedHashSet<>();
  private int open;

  /**
   * @param most the number of connections served at once
   */
  public Connections(int most) {
    this.most = most;
  }

  /** Whether {@code channel} is served; if not, the caller closes it. */
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

  /**
   * Notes that the channel's request is complete; the channel keeps its place until it has its
   * response.
   */
  public void requestArrived(Channel channel) {
    idle.remove(channel);
  }

  /** Returns the number of open connections. */
  int open() {
    return open;
  }
}
