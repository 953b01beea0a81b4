package org.holdfast.agent.orders;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.publish.Hooks;
import org.holdfast.agent.services.LoadBalancer;
import org.holdfast.agent.services.PoolWiring;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolView;
import org.holdfast.vrrp.io.VrrpService;

/** Carries out the orders of operators. Thread-safe; no method blocks. */
public interface OrderTargets {

  /** Returns the targets in this agent. */
  static OrderTargets of(VrrpService vrrp, Hooks hooks, PoolWiring health, LoadBalancer balancer) {
    return new OrderTargets() {
      @Override
      public CompletableFuture<Void> beforeRelease(List<String> instances) {
        return hooks.beforeRelease(instances);
      }

      @Override
      public CompletableFuture<Void> stepDown(Map<String, String> words) {
        return vrrp.order(words);
      }

      @Override
      public CompletableFuture<Void> intervene(
          String service, String server, Intervention intervention) {
        return health.operator(service, server, intervention);
      }

      @Override
      public CompletableFuture<Optional<PoolView>> view(String service) {
        return health
            .views()
            .thenApply(
                views -> views.stream().filter(view -> view.name().equals(service)).findFirst());
      }

      @Override
      public CompletableFuture<Optional<PoolView>> foresee(
          String service, String server, Intervention intervention) {
        return health.foresee(service, server, intervention);
      }

      @Override
      public CompletableFuture<Void> drained(String service, String server) {
        return health.drained(service, server);
      }

      @Override
      public CompletableFuture<OptionalLong> connections(String service, String server) {
        return balancer.connections(service, server);
      }
    };
  }

  /** Runs the hooks before these instances step down; completes when they end or time out. */
  CompletableFuture<Void> beforeRelease(List<String> instances);

  /** Makes exactly these instances step down; see {@link VrrpService#order}. */
  CompletableFuture<Void> stepDown(Map<String, String> words);

  /** Applies an operator's intervention to a server. */
  CompletableFuture<Void> intervene(String service, String server, Intervention intervention);

  /** Returns the view of a virtual server's pool; empty if it has no pool yet. */
  CompletableFuture<Optional<PoolView>> view(String service);

  /**
   * Returns the view that the pool would have after an intervention, which is not applied; empty if
   * it has no pool yet.
   */
  CompletableFuture<Optional<PoolView>> foresee(
      String service, String server, Intervention intervention);

  /** Reports that a server that is being drained has no connections left. */
  CompletableFuture<Void> drained(String service, String server);

  /**
   * Returns the number of a server's connections in the kernel's table, at most two seconds old.
   */
  CompletableFuture<OptionalLong> connections(String service, String server);
}
