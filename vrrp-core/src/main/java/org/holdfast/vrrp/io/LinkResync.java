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
final class LinkResync {

  private static final Logger log = LoggerFactory.getLogger(LinkResync.class);

  static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Loop election;
  private final Loop kernel;
  private final Function<Interest, LinkSnapshot> lister;
  private final Receiver receiver;
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
  interface Receiver {
    Interest interest();

    Changes.Mark snapshotBegins();

    /**
     * Called with the listing.
     *
     * @param snapshot null if the kernel did not answer
     * @param newsWereLost whether notifications were lost, so that anything may have happened
     */
    void take(@Nullable LinkSnapshot snapshot, Changes.Mark begun, boolean newsWereLost);
  }

  /**
   * @param lister queries the kernel, on the kernel loop
   */
  LinkResync(
      Loop election, Loop kernel, Function<Interest, LinkSnapshot> lister, Receiver receiver) {
    this.election = election;
    this.kernel = kernel;
    this.lister = lister;
    this.receiver = receiver;
  }

  /**
   * Requests a listing as soon as possible; one that is running is followed by another.
   *
   * @return whether the listing starts at once, because none was made recently
   */
  boolean request(boolean newsWereLost) {
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
    var interest = receiver.interest();
    var begun = receiver.snapshotBegins();
    kernel.run(
        () -> {
          var snapshot = list(interest);
          election.run(() -> end(snapshot, begun, newsWereLost), 0);
        },
        0);
  }

  private @Nullable LinkSnapshot list(Interest interest) {
    try {
      return lister.apply(interest);
    } catch (Throwable failure) { // any failure: the next listing waits for the end of this one
      log.warn("The kernel's links and addresses cannot be read yet: {}", failure.getMessage());
      return null;
    }
  }

  private void end(@Nullable LinkSnapshot snapshot, Changes.Mark begun, boolean newsWereLost) {
    boolean whole = snapshot != null && snapshot.whole();
    wanted |= !whole;
    lost |= newsWereLost && !whole;
    election.run(this::rested, pause);
    receiver.take(snapshot, begun, newsWereLost);
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
