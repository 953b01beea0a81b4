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

/**
 * Finds what is up in the first view that has it: servers, and the quorum of a pool. Thread-safe.
 */
final class ServerStarts {

  private final Map<String, Set<String>> known = new HashMap<>();

  /**
   * What is up and was in no earlier view.
   *
   * @param quorum whether this is the first view of the pool, which has its quorum
   */
  record Starts(List<ServerUp> servers, boolean quorum) {}

  /**
   * Returns what is up and was in no earlier view of the pool.
   *
   * @param changes those of this view; what came up by one of them did not start up
   */
  synchronized Starts in(PoolView view, List<PoolChange> changes) {
    boolean first = !known.containsKey(view.name());
    var before = known.getOrDefault(view.name(), Set.of());
    var turned = new HashSet<String>();
    boolean gained = false;
    for (var change : changes) {
      if (change instanceof ServerUp(String name)) {
        turned.add(name);
      }
      gained |= change instanceof PoolChange.QuorumGained;
    }
    known.put(
        view.name(),
        view.servers().stream().map(PoolView.Server::name).collect(Collectors.toUnmodifiableSet()));
    var servers =
        view.servers().stream()
            .filter(server -> server.up())
            .map(PoolView.Server::name)
            .filter(name -> !before.contains(name) && !turned.contains(name))
            .map(ServerUp::new)
            .toList();
    return new Starts(servers, first && view.quorum() && !gained);
  }

  /** Forgets the pools that a reload has removed. */
  synchronized void retain(Set<String> pools) {
    known.keySet().retainAll(pools);
  }
}
