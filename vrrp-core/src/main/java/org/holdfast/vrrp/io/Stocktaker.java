package org.holdfast.vrrp.io;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the links and addresses of interest after notifications of them were lost or may never have
 * been sent. At most one listing runs at a time, and each is followed by a pause: 200 ms, growing
 * while listings are needed repeatedly. Owned by the election loop; the listings run on the kernel
 * loop.
 */
final class Stocktaker {

  private static final Logger log = LoggerFactory.getLogger(Stocktaker.class);

  static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Loop election;
  private final Loop kernel;
  private final Function<Interest, Stock> look;
  private final Keeper keeper;
  private long pause = SHORTEST_PAUSE_NANOS;
  private boolean busy;
  private boolean wanted;
  private boolean lost;

  /** Runs a task on a loop after a delay. */
  @FunctionalInterface
  interface Loop {
    void run(Runnable task, long afterNanos);
  }

  /** Receives the listing; called on the election loop. */
  interface Keeper {
    Interest interest();

    Changes.Mark stockBegins();

    /**
     * Called with the listing.
     *
     * @param stock null if the kernel did not answer
     * @param newsWereLost whether notifications were lost, so that anything may have happened
     */
    void take(@Nullable Stock stock, Changes.Mark begun, boolean newsWereLost);
  }

  /**
   * @param look queries the kernel, on the kernel loop
   */
  Stocktaker(Loop election, Loop kernel, Function<Interest, Stock> look, Keeper keeper) {
    this.election = election;
    this.kernel = kernel;
    this.look = look;
    this.keeper = keeper;
  }

  /**
   * Requests a listing as soon as possible; one that is running is followed by another.
   *
   * @return whether the listing starts at once, because none was made recently
   */
  boolean ask(boolean newsWereLost) {
    lost |= newsWereLost;
    wanted = true;
    if (busy) {
      return false;
    }
    begin();
    return true;
  }

  private void begin() {
    busy = true;
    wanted = false;
    boolean newsWereLost = lost;
    lost = false;
    var interest = keeper.interest();
    var begun = keeper.stockBegins();
    kernel.run(
        () -> {
          var stock = lookNow(interest);
          election.run(() -> end(stock, begun, newsWereLost), 0);
        },
        0);
  }

  private @Nullable Stock lookNow(Interest interest) {
    try {
      return look.apply(interest);
    } catch (Throwable failure) { // any failure: the next listing waits for the end of this one
      log.warn("The kernel's links and addresses cannot be read yet: {}", failure.getMessage());
      return null;
    }
  }

  private void end(@Nullable Stock stock, Changes.Mark begun, boolean newsWereLost) {
    boolean whole = stock != null && stock.whole();
    wanted |= !whole;
    lost |= newsWereLost && !whole;
    election.run(this::rested, pause);
    keeper.take(stock, begun, newsWereLost);
  }

  private void rested() {
    busy = false;
    if (wanted) {
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      begin();
    } else {
      pause = SHORTEST_PAUSE_NANOS;
    }
  }
}
