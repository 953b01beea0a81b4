package org.holdfast.agent.services;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    var names = HashSet.<String>newHashSet(view.servers().size());
    var starts = new ArrayList<ServerUp>();
    for (var server : view.servers()) {
      var name = server.name();
      names.add(name);
      if (server.up() && !before.contains(name) && !turned.contains(name)) {
        starts.add(new ServerUp(name));
      }
    }
    known.put(view.name(), names);
    return starts;
  }

  /** Forgets the pools that a reload has removed. */
  synchronized void retain(Set<String> pools) {
    known.keySet().retainAll(pools);
  }
}
