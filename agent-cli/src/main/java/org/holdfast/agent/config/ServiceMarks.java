package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.ipvs.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Gives virtual servers their firewall marks, if {@code ipvs.address-marks} asks for them: to those
 * that list their addresses and no marks of their own. PURE.
 *
 * <p>A fresh start counts from the first mark in the order of the file, as keepalived does, so
 * directors with equal files agree. From then on a virtual server keeps its mark, because its
 * connections would end with its service; a mark that has just become free is not given away, and
 * no mark is one that the file names.
 */
public final class ServiceMarks {

  private ServiceMarks() {}

  /** Returns the marks by virtual server. */
  public static Map<String, Integer> of(AgentConfig config) {
    var marks = new LinkedHashMap<String, Integer>();
    for (var server : config.virtualServers()) {
      if (server.mark() != 0) {
        marks.put(server.name(), server.mark());
      }
    }
    return marks;
  }

  /** Returns {@code next} with marks, of which virtual servers of {@code running} keep theirs. */
  public static AgentConfig following(AgentConfig next, AgentConfig running) {
    var earlier = of(running);
    var named = new HashMap<String, Integer>(earlier);
    if (next.ipvs().marks() != null) {
      var renamed = new HashMap<List<ServiceKey>, Integer>();
      for (var server : running.virtualServers()) {
        if (server.mark() != 0) {
          renamed.put(server.keys(), server.mark());
        }
      }
      for (var server : next.virtualServers()) {
        var mark = renamed.get(server.keys());
        if (mark != null) {
          named.putIfAbsent(server.name(), mark);
        }
      }
    }
    return assigned(next, named);
  }

  /**
   * Returns {@code config} with marks.
   *
   * @param earlier the marks of an earlier run by virtual server, which are kept
   */
  public static AgentConfig assigned(AgentConfig config, Map<String, Integer> earlier) {
    var terms = config.ipvs().marks();
    var servers = new ArrayList<VirtualServerConfig>(config.virtualServers().size());
    var taken = new HashSet<Integer>();
    for (var server : config.virtualServers()) {
      for (var key : server.keys()) {
        if (key instanceof ServiceKey.Mark mark) {
          taken.add(mark.fwmark());
        }
      }
    }
    var kept = terms == null ? Map.<String, Integer>of() : kept(config, earlier, taken);
    taken.addAll(earlier.values());
    int next = terms == null ? 0 : terms.firstMark();
    for (var server : config.virtualServers()) {
      int mark = 0;
      if (terms != null && isMarked(server)) {
        var own = kept.get(server.name());
        if (own == null) {
          while (next == 0 || taken.contains(next)) {
            next++;
          }
          taken.add(next);
          own = next;
        }
        mark = own;
      }
      servers.add(server.withMark(mark));
    }
    return config.virtualServers().equals(servers) ? config : config.withVirtualServers(servers);
  }

  private static Map<String, Integer> kept(
      AgentConfig config, Map<String, Integer> earlier, Set<Integer> configured) {
    var kept = new HashMap<String, Integer>();
    var given = new HashSet<>(configured);
    for (var server : config.virtualServers()) {
      @Nullable Integer mark = earlier.get(server.name());
      if (isMarked(server) && mark != null && given.add(mark)) {
        kept.put(server.name(), mark);
      }
    }
    return kept;
  }

  private static boolean isMarked(VirtualServerConfig server) {
    return server.listsAddresses()
        && server.keys().stream().allMatch(ServiceKey.Address.class::isInstance);
  }
}
