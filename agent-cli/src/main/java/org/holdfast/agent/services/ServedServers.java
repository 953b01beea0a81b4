package org.holdfast.agent.services;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.vrrp.io.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * The virtual servers of a load balancer by their name, their services and their instance. Each
 * look-up takes the same time whatever the number of them, because the loop that adds an instance's
 * addresses waits for the load balancer. Guarded by {@link LoadBalancer}.
 */
final class ServedServers {

  private final Map<String, VirtualServerTable> byName = new LinkedHashMap<>();

  /**
   * The virtual server that had each service last: within a reload, two may have the same one for a
   * moment, of which only the later one goes on having it.
   */
  private final Map<ServiceKey, VirtualServerTable> byService = new HashMap<>();

  /** Those that follow no instance are found under the empty one. */
  private final Map<Optional<InstanceId>, Set<VirtualServerTable>> byInstance = new HashMap<>();

  /** Adds a virtual server, which has no view yet. */
  VirtualServerTable add(VirtualServerConfig config, @Nullable InstanceId instance) {
    var server = new VirtualServerTable(config, instance);
    byName.put(config.name(), server);
    config.services().forEach(key -> byService.put(key, server));
    bind(server);
    return server;
  }

  @Nullable VirtualServerTable get(String name) {
    return byName.get(name);
  }

  /** Returns all of them, in the order in which they were added. */
  Collection<VirtualServerTable> all() {
    return byName.values();
  }

  /** Returns the one that has a service; null for none. */
  @Nullable VirtualServerTable of(ServiceKey key) {
    return byService.get(key);
  }

  /** Returns those that follow an instance, or no instance if it is null. */
  List<VirtualServerTable> boundTo(@Nullable InstanceId instance) {
    return List.copyOf(byInstance.getOrDefault(Optional.ofNullable(instance), Set.of()));
  }

  /** Returns the instances that virtual servers follow. */
  List<InstanceId> instances() {
    return byInstance.keySet().stream().flatMap(Optional::stream).toList();
  }

  /**
   * Sets a virtual server's configuration and its pool's view.
   *
   * @return the services that it had and may have lost
   */
  List<ServiceKey> is(VirtualServerTable server, VirtualServerConfig config, PoolView view) {
    var before = server.config();
    server.is(config, view);
    if (before.equals(config)) {
      return List.of();
    }
    before.services().forEach(key -> byService.remove(key, server));
    config.services().forEach(key -> byService.put(key, server));
    return before.services();
  }

  /** Sets the instance to follow; returns whether it differs from the previous one. */
  boolean follow(VirtualServerTable server, @Nullable InstanceId next) {
    if (server.instance() == next) {
      return false;
    }
    unbind(server);
    server.follow(next);
    bind(server);
    return true;
  }

  /** Removes all but those with these names; returns the services of the others. */
  List<ServiceKey> retain(Set<String> names) {
    var gone = new ArrayList<ServiceKey>();
    byName
        .values()
        .removeIf(server -> {
          boolean goes = !names.contains(server.config().name());
          if (goes) {
            gone.addAll(server.config().services());
            server.config().services().forEach(key -> byService.remove(key, server));
            unbind(server);
          }
          return goes;
        });
    return gone;
  }

  private void bind(VirtualServerTable server) {
    byInstance
        .computeIfAbsent(Optional.ofNullable(server.instance()), _ -> new LinkedHashSet<>())
        .add(server);
  }

  private void unbind(VirtualServerTable server) {
    byInstance.computeIfPresent(
        Optional.ofNullable(server.instance()),
        (_, servers) -> {
          servers.remove(server);
          return servers.isEmpty() ? null : servers;
        });
  }
}
