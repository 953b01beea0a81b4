package org.holdfast.agent.services;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.vrrp.io.InstanceId;

/**
 * The services, and the destinations of firewall marks, that a reload gives up and that stay until
 * the addresses are gone: until the reload has changed the addresses, and until the instances that
 * it removes have released theirs after the handover. Guarded by {@link LoadBalancer}.
 */
final class LateWithdrawals {

  private final Set<ServiceKey> services = new LinkedHashSet<>();
  private final Map<ServiceKey.Mark, List<ServiceKey.Address>> destinations = new HashMap<>();
  private final Set<InstanceId> leaving = new HashSet<>();
  private boolean holding;
  private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);

  /**
   * Begins to collect what a reload gives up.
   *
   * @param before the virtual servers so far
   * @param next the virtual servers that the reload brings about. A destination that one of their
   *     services has does not keep its earlier mark.
   */
  void begin(Collection<VirtualServerConfig> before, Collection<VirtualServerConfig> next) {
    holding = true;
    if (end.isDone()) {
      end = new CompletableFuture<>();
    }
    var taken = new HashSet<ServiceKey>();
    for (var server : next) {
      taken.addAll(server.services());
      taken.addAll(server.markedAddresses());
    }
    for (var server : before) {
      var kept = new ArrayList<>(server.markedAddresses());
      kept.removeAll(taken);
      if (!kept.isEmpty()) {
        server.services().forEach(key -> keep(key, kept));
      }
    }
  }

  private void keep(ServiceKey key, List<ServiceKey.Address> kept) {
    if (key instanceof ServiceKey.Mark mark) {
      destinations.put(mark, kept);
    }
  }

  /** Whether services are to be added here instead of being withdrawn. */
  boolean isHolding() {
    return holding;
  }

  /** Has a service wait for its withdrawal. */
  void add(ServiceKey key) {
    services.add(key);
  }

  /** Returns these destinations of a mark together with those that it has to keep for now. */
  List<ServiceKey.Address> with(ServiceKey.Mark mark, List<ServiceKey.Address> wanted) {
    return Stream.concat(wanted.stream(), destinations.getOrDefault(mark, List.of()).stream())
        .distinct()
        .toList();
  }

  /**
   * Ends the collection: the addresses have changed.
   *
   * @param masters the instances that have addresses
   * @param stays whether the reload has left an instance in the configuration
   * @return whether no instance has to release its addresses first, so that {@link #take} is due
   */
  boolean end(Collection<InstanceId> masters, Predicate<InstanceId> stays) {
    holding = false;
    leaving.clear();
    masters.stream().filter(stays.negate()).forEach(leaving::add);
    return leaving.isEmpty();
  }

  /** Records that an instance has no addresses; returns whether {@link #take} is due. */
  boolean released(InstanceId instance) {
    return leaving.remove(instance) && leaving.isEmpty() && !holding;
  }

  /** What is to be withdrawn: services, and the marks that lose destinations. */
  record Taken(Set<ServiceKey> services, Set<ServiceKey.Mark> marks) {}

  /** Returns everything that has waited, which waits no longer. */
  Taken take() {
    var taken = new Taken(Set.copyOf(services), Set.copyOf(destinations.keySet()));
    services.clear();
    destinations.clear();
    return taken;
  }

  /** Completes the result of {@link #over}: the withdrawals have been requested. */
  void requested() {
    end.complete(null);
  }

  /** Completes when nothing waits any longer. */
  CompletableFuture<Void> over() {
    return end;
  }
}
