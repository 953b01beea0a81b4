package org.holdfast.vrrp.io;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the links and addresses that matter, when notifications of them were lost or may never have
 * come. However often that is, one look is under way at a time and there is a pause after each: 200
 * ms, and longer and longer while looks are needed again and again. Owned by the election loop; the
 * looks themselves are taken on the kernel loop.
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

  /** Runs a task on a loop, after so long. */
  @FunctionalInterface
  interface Loop {
    void run(Runnable task, long afterNanos);
  }

  /** Keeps what is found; called on the election loop. */
  interface Keeper {
    Interest interest();

    Changes.Mark stockBegins();

    /**
     * What was found.
     *
     * @param stock null when the kernel did not tell
     * @param newsWereLost whether anything may have happened unheard
     */
    void take(@Nullable Stock stock, Changes.Mark begun, boolean newsWereLost);
  }

  /**
   * @param look asks the kernel, on the kernel loop
   */
  Stocktaker(Loop election, Loop kernel, Function<Interest, Stock> look, Keeper keeper) {
    this.election = election;
    this.kernel = kernel;
    this.look = look;
    this.keeper = keeper;
  }

  /**
   * Looks as soon as may be; a look that is under way is followed by another one.
   *
   * @return whether it looks at once, as nothing was to be looked at lately
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
    } catch (Throwable failure) { // whatever it is: the next look waits for this one's end
      log.warn("the kernel's links and addresses cannot be read yet: {}", failure.getMessage());
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
