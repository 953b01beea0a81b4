package org.holdfast.agent.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.Diagnosis;
import org.holdfast.agent.status.Explanation;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.io.InstanceStatus;

/** Explains the states of instances, sync groups and virtual servers. */
public final class Explanations {

  private final Supplier<AgentConfig> config;
  private final Supplier<CompletableFuture<List<InstanceStatus>>> instances;
  private final Supplier<CompletableFuture<StatusReport>> reports;

  public Explanations(
      Supplier<AgentConfig> config,
      Supplier<CompletableFuture<List<InstanceStatus>>> instances,
      Supplier<CompletableFuture<StatusReport>> reports) {
    this.config = config;
    this.instances = instances;
    this.reports = reports;
  }

  /**
   * Returns a {@link Diagnosis} of a virtual server or a sync group as JSON; the future fails with
   * a {@link RefusedException} if there is none of that name.
   */
  CompletableFuture<String> ofService(String name) {
    var group =
        config.get().vrrp().syncGroups().stream()
            .filter(each -> each.name().equals(name))
            .findFirst();
    boolean isService =
        config.get().virtualServers().stream().anyMatch(each -> each.name().equals(name));
    if (group.isPresent() && !isService) {
      return instances.get().thenApply(all -> Json.pretty(explained(group.get(), all)));
    }
    return reports
        .get()
        .thenApply(report ->
            Json.pretty(
                Diagnosis.of(report, name)
                    .orElseThrow(
                        () -> unknown("instance, sync group or service", name, names(report)))));
  }

  private static List<String> names(StatusReport report) {
    var names = new ArrayList<String>();
    report.instances().forEach(instance -> names.add(instance.name()));
    report.syncGroups().forEach(group -> names.add(group.name()));
    report.virtualServers().forEach(server -> names.add(server.name()));
    return names;
  }

  /** Like {@link #ofService}, for a server of a virtual server. */
  CompletableFuture<String> ofServer(String service, String server) {
    return reports
        .get()
        .thenApply(report -> {
          var names = Diagnosis.servers(report, service);
          if (names.isEmpty()) {
            var services = report.virtualServers().stream().map(VirtualServerStatus::name).toList();
            throw unknown("service", service, services);
          }
          return Json.pretty(
              Diagnosis.ofServer(report, service, server)
                  .orElseThrow(() -> unknown("server", server, names)));
        });
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

  private Diagnosis explained(SyncGroupConfig group, List<InstanceStatus> all) {
    var members =
        config.get().vrrp().instances().stream()
            .filter(instance -> group.instances().contains(instance.name()))
            .flatMap(instance ->
                all.stream()
                    .filter(status -> status.name().equals(instance.name()))
                    .map(status -> Explanation.of(status, instance.election())))
            .toList();
    return Diagnosis.of(SyncGroupStatus.of(group, all), members);
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
    var explanation =
        Explanation.of(status, configured.election()).accepting(configured.holdings().accepting());
    return group.isEmpty()
        ? explanation
        : explanation.inGroup(SyncGroupStatus.of(group.get(), all));
  }

  private RefusedException unknown(String name) {
    return unknown(
        "instance",
        name,
        config.get().vrrp().instances().stream().map(InstanceConfig::name).toList());
  }

  private static RefusedException unknown(String kind, String name, List<String> names) {
    return RefusedException.notFound(
        "no %s \"%s\"".formatted(kind, name) + Nearest.among(name, names));
  }
}
