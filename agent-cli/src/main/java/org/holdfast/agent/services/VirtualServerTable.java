package org.holdfast.agent.services;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.vrrp.io.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * A virtual server and the services that its pool wants in the table; there are none until the
 * pool's first view. Guarded by {@link LoadBalancer}.
 */
final class VirtualServerTable {
  private VirtualServerConfig config;
  private @Nullable InstanceId instance;
  private @Nullable PoolView view;

  VirtualServerTable(VirtualServerConfig config, @Nullable InstanceId instance) {
    this.config = config;
    this.instance = instance;
  }

  VirtualServerConfig config() {
    return config;
  }

  /** Returns the instance that the virtual server follows; null for none. */
  @Nullable InstanceId instance() {
    return instance;
  }

  /**
   * Sets the instance to follow; returns whether it differs from the previous one. To be called by
   * {@link ServedServers} only.
   */
  boolean follow(@Nullable InstanceId next) {
    boolean other = instance != next;
    instance = next;
    return other;
  }

  @Nullable PoolView view() {
    return view;
  }

  /**
   * Sets the configuration and the pool's view of its servers; to be called by {@link
   * ServedServers} only.
   */
  void is(VirtualServerConfig said, PoolView heard) {
    config = said;
    view = heard;
  }

  /** Returns the destination of the server with that name in each service. */
  Map<ServiceKey, Destination.Key> keysOf(String server) {
    var keys = new HashMap<ServiceKey, Destination.Key>();
    var real = config.realServer(server);
    if (real != null) {
      config.services().forEach(key -> keys.put(key, real.destination().under(key).key()));
    }
    return keys;
  }

  /**
   * Returns, for each server, whether it serves in a table with these services; empty if none of
   * them does, because then all may be new. A server with a configured weight of 0 is left out.
   */
  Map<String, Boolean> servedIn(Map<ServiceKey, VirtualService> table) {
    var served = new HashMap<String, Boolean>();
    for (var key : config.services()) {
      var service = table.get(key);
      if (service == null) {
        continue;
      }
      var serving = new HashSet<Destination.Key>();
      service.destinations().stream()
          .filter(destination -> destination.weight() > 0)
          .forEach(destination -> serving.add(destination.key()));
      for (var real : config.realServers()) {
        if (real.destination().weight() > 0) {
          boolean serves = serving.contains(real.destination().under(key).key());
          served.merge(real.name(), serves, Boolean::logicalOr);
        }
      }
    }
    return served.containsValue(true) ? served : Map.of();
  }

  VirtualService service(ServiceKey key, PoolView wanted) {
    var destinations = new LinkedHashMap<Destination.Key, Destination>();
    for (int i = 0; i < wanted.servers().size(); i++) {
      var server = wanted.servers().get(i);
      var real = config.realServerNear(i, server.name());
      if (real != null) {
        put(destinations, real.destination(), key, server.place());
      }
    }
    if (config.sorryServer() != null && wanted.sorryServer() != null) {
      put(destinations, config.sorryServer().destination(), key, wanted.sorryServer());
    }
    return new VirtualService(key, config.terms(), List.copyOf(destinations.values()));
  }

  /**
   * Adds a destination; a sorry server that is also one of the servers is added once, with the
   * greater weight.
   */
  private static void put(
      Map<Destination.Key, Destination> destinations,
      Destination server,
      ServiceKey key,
      PoolView.Place place) {
    if (place.inTable()) {
      var destination = server.under(key).withWeight(place.weight());
      destinations.merge(
          destination.key(), destination, (a, b) -> a.weight() >= b.weight() ? a : b);
    }
  }
}
