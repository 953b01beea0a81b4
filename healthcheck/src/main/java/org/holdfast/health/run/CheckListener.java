package org.holdfast.health.run;

import org.holdfast.health.CheckState;

/** Receives the state of a check. */
@FunctionalInterface
public interface CheckListener {

  /**
   * Called when a listener subscribes to a check that already has a verdict, and whenever the
   * verdict changes, the advice about the weight changes, or a failed check fails for another
   * reason. Runs on the check's loop: pass the state on and return at once.
   */
  void reported(CheckState state);
}
