package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;

/**
 * Reads the kernel's notifications on an event loop, a few in each turn, so that adverts and timers
 * are served however many notifications are waiting.
 *
 * @param <E> a notification
 */
final class KernelNews<E> {

  /**
   * Datagrams read in one turn, each of which holds one notification; takes about a millisecond.
   */
  static final int AT_ONE_TURN = 64;

  private final Source<E> source;
  private final Listener<E> listener;

  /** A source of notifications. */
  @FunctionalInterface
  interface Source<E> {
    /**
     * Passes the notifications of one datagram to the consumer, if one is waiting; never blocks.
     */
    Reception receive(Consumer<E> consumer);
  }

  /** Receives notifications on the loop. */
  interface Listener<E> {
    /** Called with notifications in the kernel's order; at least one. */
    void happened(List<E> batch);

    /** Called when notifications were lost. */
    void lost();
  }

  KernelNews(Source<E> source, Listener<E> listener) {
    this.source = source;
    this.listener = listener;
  }

  /**
   * Reads in one turn. The rest is read in the next turn, because the descriptor stays readable.
   */
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
