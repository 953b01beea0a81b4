package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.route.RouteEvent;

/**
 * Reads the kernel's notifications on the election loop, a few at a turn of it: adverts and timers
 * have their turn between, however many notifications are waiting.
 */
final class KernelNews {

  /** Datagrams read at one turn, each of which holds one notification: about a millisecond. */
  static final int AT_ONE_TURN = 64;

  private final Source source;
  private final Listener listener;

  /** Where notifications come from. */
  @FunctionalInterface
  interface Source {
    /** Hands over those of one datagram, if one is waiting; never blocks. */
    Reception receive(Consumer<RouteEvent> consumer);
  }

  /** Is told on the election loop. */
  interface Listener {
    /** Some notifications, in the kernel's order; never none. */
    void happened(List<RouteEvent> batch);

    /** Notifications were lost. */
    void lost();
  }

  KernelNews(Source source, Listener listener) {
    this.source = source;
    this.listener = listener;
  }

  /** One turn. What is left is read in the next one, as the descriptor stays readable. */
  void read() {
    var batch = new ArrayList<RouteEvent>();
    var reception = Reception.OVERRUN; // also when the socket fails
    try {
      for (int read = 0; read < AT_ONE_TURN; read++) {
        reception = Reception.OVERRUN;
        reception = source.receive(batch::add);
        if (reception != Reception.MESSAGES) {
          break;
        }
      }
    } finally {
      if (!batch.isEmpty()) {
        listener.happened(List.copyOf(batch));
      }
      if (reception == Reception.OVERRUN) {
        listener.lost();
      }
    }
  }
}
