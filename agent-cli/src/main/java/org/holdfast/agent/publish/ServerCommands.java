package org.holdfast.agent.publish;

import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
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
      case PoolChange.ServerDown(String name, _) -> reportDown(server, name);
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

  /**
   * Runs the down commands of the servers that a reload removed while they were up.
   *
   * @param view the last view of {@code before}
   * @param now null if the virtual server itself was removed
   */
  public void reportRemoved(
      VirtualServerConfig before, PoolView view, @Nullable VirtualServerConfig now) {
    if (now == null) {
      reportEnd(before, view);
    } else if (!now.equals(before)) {
      for (var real : view.servers()) {
        if (real.up() && now.realServer(real.name()) == null) {
          reportDown(before, real.name());
        }
      }
    }
  }

  /**
   * Runs the down commands of a virtual server that has ended and of its servers, if they were up.
   */
  public void reportEnd(VirtualServerConfig server, PoolView view) {
    for (var real : view.servers()) {
      if (real.up()) {
        reportDown(server, real.name());
      }
    }
    if (view.quorum()) {
      report(server, "quorum", "lost", server.notifications().quorumDown());
    }
  }

  private void reportDown(VirtualServerConfig server, String name) {
    var real = server.realServer(name);
    report(server, name, "down", real == null ? null : real.notifyDown());
  }

  private void report(
      VirtualServerConfig server, String what, String news, @Nullable NotifyCommand command) {
    scripts.report("VS " + server.name() + " " + what, news, command);
  }
}
