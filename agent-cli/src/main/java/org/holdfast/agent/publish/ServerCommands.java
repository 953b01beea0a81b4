package org.holdfast.agent.publish;

import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
import org.holdfast.health.ServerConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** Runs the commands of virtual servers and their servers. Any thread. */
public final class ServerCommands {

  private final Scripts scripts;

  public ServerCommands(Scripts scripts) {
    this.scripts = scripts;
  }

  /** Runs the command of a change, if there is one. */
  public void tell(VirtualServerConfig server, PoolChange change) {
    switch (change) {
      case PoolChange.ServerUp(int index, String name) ->
          tell(server, name, "up", server.realServers().get(index).notifyUp());
      case PoolChange.ServerDown(int index, String name, _) ->
          tell(server, name, "down", server.realServers().get(index).notifyDown());
      case PoolChange.QuorumGained _ ->
          tell(server, "quorum", "gained", server.notifications().quorumUp());
      case PoolChange.QuorumLost _ ->
          tell(server, "quorum", "lost", server.notifications().quorumDown());
      case PoolChange.Placed _,
          PoolChange.AliveServers _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ -> {}
    }
  }

  /**
   * A reload has removed servers: runs the down commands of those that were up.
   *
   * @param view the last view of {@code before}
   * @param now null if the virtual server itself was removed
   */
  public void tellGone(
      VirtualServerConfig before, PoolView view, @Nullable VirtualServerConfig now) {
    if (now == null) {
      tellEnd(before, view);
    } else if (!now.equals(before)) {
      var names = now.pool().servers().stream().map(ServerConfig::name).toList();
      for (int i = 0; i < view.servers().size(); i++) {
        var real = view.servers().get(i);
        if (real.up() && !names.contains(real.name())) {
          tell(before, real.name(), "down", before.realServers().get(i).notifyDown());
        }
      }
    }
  }

  /** The virtual server has ended: runs the down commands of everything that was up. */
  public void tellEnd(VirtualServerConfig server, PoolView view) {
    for (int i = 0; i < view.servers().size(); i++) {
      var real = view.servers().get(i);
      if (real.up()) {
        tell(server, real.name(), "down", server.realServers().get(i).notifyDown());
      }
    }
    if (view.quorum()) {
      tell(server, "quorum", "lost", server.notifications().quorumDown());
    }
  }

  private void tell(
      VirtualServerConfig server, String what, String news, @Nullable NotifyCommand command) {
    scripts.tell("VS " + server.name() + " " + what, news, command);
  }
}
