package org.holdfast.agent.orders;

import java.util.Optional;
import org.holdfast.health.PoolView;

/** The effect of an order for one server on the quorum of its virtual server. Pure. */
final class QuorumLoss {

  private QuorumLoss() {}

  /**
   * Returns a warning if the virtual server lost its quorum because of the order.
   *
   * @param quorum the configured quorum, a sum of weights
   * @return one clause; empty if the quorum was not lost
   */
  static String warning(Optional<PoolView> before, Optional<PoolView> after, int quorum) {
    if (before.isEmpty() || after.isEmpty() || !before.get().quorum() || after.get().quorum()) {
      return "";
    }
    var now = after.get();
    return "this takes "
        + now.name()
        + " below its quorum: the servers that are up weigh "
        + now.sum()
        + " together, and the quorum is "
        + quorum
        + (now.tier() == PoolView.NO_TIER
            ? "; the sorry server serves, and all other servers leave the table with their open"
                + " connections"
            : "");
  }
}
