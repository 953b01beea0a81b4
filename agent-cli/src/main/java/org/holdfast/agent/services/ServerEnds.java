package org.holdfast.agent.services;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
import org.jspecify.annotations.Nullable;

/** Finds what was up when it was removed, in the order in which keepalived reports it as down. */
final class ServerEnds {

  private static final String REMOVED = "removed";

  private ServerEnds() {}

  /**
   * Returns the servers that a reload removed while they were up, and the quorum that went with
   * them.
   *
   * @param view the last view of {@code before}
   * @param now null if the virtual server itself was removed
   */
  static List<PoolChange> at(
      VirtualServerConfig before, PoolView view, @Nullable VirtualServerConfig now) {
    var changes = new ArrayList<PoolChange>();
    if (before.equals(now)) {
      return changes;
    }
    for (var real : view.servers()) {
      if (real.up() && (now == null || now.realServer(real.name()) == null)) {
        changes.add(new PoolChange.ServerDown(real.name(), REMOVED));
      }
    }
    if (now == null && view.quorum()) {
      changes.add(new PoolChange.QuorumLost(before.quorum(), before.hysteresis(), view.sum()));
    }
    return changes;
  }
}
