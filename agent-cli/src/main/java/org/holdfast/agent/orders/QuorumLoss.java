package org.holdfast.agent.orders;

import java.util.Optional;
import org.holdfast.health.PoolView;

/**
 * What an order for one server takes from its virtual server: the quorum, or the last server of one
 * that has lost its quorum already. Pure.
 *
 * @param after the pool after the order
 * @param quorum the configured quorum, a sum of weights
 */
record QuorumLoss(PoolView before, PoolView after, int quorum) {

  /** Returns the loss between two views; empty if there is none, or a view is missing. */
  static Optional<QuorumLoss> between(
      Optional<PoolView> before, Optional<PoolView> after, int quorum) {
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    var loss = new QuorumLoss(before.get(), after.get(), quorum);
    return loss.isOfQuorum() || loss.isOfLastServer() ? Optional.of(loss) : Optional.empty();
  }

  private boolean isOfQuorum() {
    return before.quorum() && !after.quorum();
  }

  private boolean isOfLastServer() {
    return before.tier() != PoolView.NO_TIER && before.sum() > 0 && after.sum() == 0;
  }

  /** Describes the loss in one clause, which is true before the order is carried out and after. */
  String words() {
    if (!isOfQuorum()) {
      return "this order leaves "
          + after.name()
          + ", which has lost its quorum, without a server for new connections";
    }
    return "this order takes "
        + after.name()
        + " below its quorum: the servers that are up then weigh "
        + after.sum()
        + " together, and the quorum is "
        + quorum
        + "; "
        + switch (rest()) {
          case SORRY_SERVER ->
              "the sorry server serves, and all other servers leave the table with their open"
                  + " connections";
          case SERVERS -> "there is no sorry server, so the servers that are up serve on";
          case NONE -> "there is no sorry server, so no server gets new connections";
        };
  }

  /** What serves without a quorum. */
  private enum Rest {
    SORRY_SERVER,
    SERVERS,
    NONE
  }

  private Rest rest() {
    if (after.tier() == PoolView.NO_TIER) {
      return Rest.SORRY_SERVER;
    }
    return after.sum() > 0 ? Rest.SERVERS : Rest.NONE;
  }
}
