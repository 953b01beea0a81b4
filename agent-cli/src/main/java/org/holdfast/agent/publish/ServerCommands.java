package org.holdfast.agent.publish;

import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolChange;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** Runs the commands of virtual servers and their servers. Thread-safe. */
public final class ServerCommands {

  private final Scripts scripts;

  public ServerCommands(Scripts scripts) {
    this.scripts = scripts;
  }

  /** Runs the command of a change, if there is one. */
  public void report(VirtualServerConfig server, PoolChange change) {
    switch (change) {
      case PoolChange.ServerUp(String name) -> {
        var real = server.realServer(name);
        report(server, name, "up", real == null ? null : real.notifyUp());
      }
      case PoolChange.ServerDown(String name, _, _) -> {
        var real = server.realServer(name);
        report(server, name, "down", real == null ? null : real.notifyDown());
      }
      case PoolChange.QuorumGained _ ->
          report(server, "quorum", "gained", server.notifications().quorumUp());
      case PoolChange.QuorumLost _ ->
          report(server, "quorum", "lost", server.notifications().quorumDown());
      case PoolChange.Placed _,
          PoolChange.AliveServers _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ -> {}
    }
  }

  private void report(
      VirtualServerConfig server, String what, String news, @Nullable NotifyCommand command) {
    if (command != null) {
      scripts.report("VS " + server.name() + " " + what, news, command);
    }
  }
}
