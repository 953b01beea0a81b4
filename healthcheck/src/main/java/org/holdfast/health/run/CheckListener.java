package org.holdfast.health.run;

import org.holdfast.health.CheckState;

/** Hears what is believed of a check. */
@FunctionalInterface
public interface CheckListener {

  /**
   * Told when somebody begins to listen to a check that has a verdict, whenever the verdict
   * changes, whenever what it says of the server's weight changes, and whenever a failed check
   * fails for another reason. On the check's loop: hand it over to whoever decides, and come back.
   */
  void heard(CheckState state);
}
