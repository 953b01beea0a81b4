package org.holdfast.agent.orders;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.holdfast.agent.control.RefusedException;

/** Orders for the weights of servers that another protocol than the control socket's gives. */
public final class WeightOrders {

  private final OrderService orders;

  public WeightOrders(OrderService orders) {
    this.orders = orders;
  }

  /**
   * Orders a weight for a server until further notice, or withdraws the order if the weight is the
   * configured one. Completes when the weight has been applied.
   *
   * @param owner the protocol that gives the order, in a word; it cannot ask an operator for
   *     confirmation, so the order is carried out even if the virtual server loses its quorum
   */
  public CompletableFuture<Void> set(String service, String server, int weight, String owner) {
    var action = new OrderAction.Weight(service, server, weight);
    if (weight == configuredWeight(service, server)) {
      return orders
          .takeBack(List.of(action.target()), () -> owner, "")
          .handle((_, failure) -> {
            if (failure != null && !(cause(failure) instanceof RefusedException)) {
              throw new IllegalStateException(failure);
            }
            return null; // without an order, the weight is the configured one
          });
    }
    return orders
        .give(
            now -> new Order(action, owner, "", now, Optional.empty()),
            List.of(action.target()),
            true)
        .thenApply(_ -> null);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private int configuredWeight(String service, String server) {
    for (var each : orders.config().virtualServers()) {
      var real = each.name().equals(service) ? each.realServer(server) : null;
      if (real != null) {
        return real.health().weight();
      }
    }
    return -1;
  }
}
