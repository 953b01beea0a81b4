package org.holdfast.health.run;

import java.util.List;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;

/** Hears what pools decide. On the pools' loop: hand it over, and come back. */
@FunctionalInterface
public interface PoolListener {

  /**
   * Told of every pool once at the start, without changes, and whenever something changes.
   *
   * @param changes in order, those of events that came together together
   * @param view what holds after them
   */
  void changed(List<PoolChange> changes, PoolView view);
}
