package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;

/**
 * Reads the kernel's notifications on an event loop, a few at a turn of it: adverts and timers have
 * their turn between, however many notifications are waiting.
 *
 * @param <E> a notification
 */
final class KernelNews<E> {

  /** Datagrams read at one turn, each of which holds one notification: about a millisecond. */
  static final int AT_ONE_TURN = 64;

  private final Source<E> source;
  private final Listener<E> listener;

  /** Where notifications come from. */
  @FunctionalInterface
  interface Source<E> {
    /** Hands over those of one datagram, if one is waiting; never blocks. */
    Reception receive(Consumer<E> consumer);
  }

  /** Is told on the loop. */
  interface Listener<E> {
    /** Some notifications, in the kernel's order; never none. */
    void happened(List<E> batch);

    /** Notifications were lost. */
    void lost();
  }

  KernelNews(Source<E> source, Listener<E> listener) {
    this.source = source;
    this.listener = listener;
  }

  /** One turn. What is left is read in the next one, as the descriptor stays readable. */
  void read() {
    var batch = new ArrayList<E>();
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
