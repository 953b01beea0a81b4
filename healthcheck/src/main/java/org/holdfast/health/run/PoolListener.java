package org.holdfast.health.run;

import java.util.List;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;

/** Receives the decisions of pools. Called on the pools' loop: pass them on and return at once. */
@FunctionalInterface
public interface PoolListener {

  /**
   * Called once per pool at the start, with what {@link org.holdfast.health.Pool#start} returns,
   * and whenever something changes.
   *
   * @param changes in order; the changes of simultaneous events come together
   * @param view the state after the changes
   */
  void changed(List<PoolChange> changes, PoolView view);

  /**
   * Runs {@code calls}, which call {@link #changed} for several pools one after the other, so that
   * the listener can pass on what they change together.
   */
  default void together(Runnable calls) {
    calls.run();
  }
}
