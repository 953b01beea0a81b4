package org.holdfast.agent.answers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.KnownNames;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.Explanation;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.io.InstanceStatus;

/** Explains the state of an instance. */
public final class Explanations {

  private final Supplier<AgentConfig> config;
  private final Supplier<CompletableFuture<List<InstanceStatus>>> instances;

  public Explanations(
      Supplier<AgentConfig> config, Supplier<CompletableFuture<List<InstanceStatus>>> instances) {
    this.config = config;
    this.instances = instances;
  }

  /**
   * Returns an {@link Explanation} as JSON.
   *
   * @throws RefusedException if there is no such instance
   */
  CompletableFuture<String> of(String name) {
    var configured =
        config.get().vrrp().instances().stream()
            .filter(instance -> instance.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    return instances.get().thenApply(all -> Json.pretty(explained(configured, all)));
  }

  private Explanation explained(InstanceConfig configured, List<InstanceStatus> all) {
    var status =
        all.stream()
            .filter(instance -> instance.name().equals(configured.name()))
            .findFirst()
            .orElseThrow(() -> RefusedException.notFound(configured.name() + " has just gone"));
    var group =
        config.get().vrrp().syncGroups().stream()
            .filter(one -> one.instances().contains(configured.name()))
            .findFirst();
    var explanation = Explanation.of(status, configured.election());
    return group.isEmpty()
        ? explanation
        : explanation.inGroup(SyncGroupStatus.of(group.get(), all));
  }

  private RefusedException unknown(String name) {
    var names = config.get().vrrp().instances().stream().map(InstanceConfig::name).toList();
    return RefusedException.notFound(
        "no instance \""
            + name
            + "\""
            + Nearest.hint(name, names)
            + "; "
            + KnownNames.clause(names));
  }
}
