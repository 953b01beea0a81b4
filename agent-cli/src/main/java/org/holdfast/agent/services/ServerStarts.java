package org.holdfast.agent.services;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolChange.ServerUp;
import org.holdfast.health.PoolView;

/** Finds the servers that are up in the first view that has them. Thread-safe. */
final class ServerStarts {

  private final Map<String, Set<String>> known = new HashMap<>();

  /**
   * Returns the servers that are up and were in no earlier view of the pool.
   *
   * @param changes those of this view; what came up by one of them did not start up
   */
  synchronized List<ServerUp> in(PoolView view, List<PoolChange> changes) {
    var before = known.getOrDefault(view.name(), Set.of());
    var turned = new HashSet<String>();
    for (var change : changes) {
      if (change instanceof ServerUp(String name)) {
        turned.add(name);
      }
    }
    known.put(
        view.name(),
        view.servers().stream().map(PoolView.Server::name).collect(Collectors.toUnmodifiableSet()));
    return view.servers().stream()
        .filter(server -> server.up())
        .map(PoolView.Server::name)
        .filter(name -> !before.contains(name) && !turned.contains(name))
        .map(ServerUp::new)
        .toList();
  }

  /** Forgets the pools that a reload has removed. */
  synchronized void retain(Set<String> pools) {
    known.keySet().retainAll(pools);
  }
}
