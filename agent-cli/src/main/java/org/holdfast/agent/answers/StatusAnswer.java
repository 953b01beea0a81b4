package org.holdfast.agent.answers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.RefusedReloadStatus;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.agent.status.TableReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.health.PoolView;
import org.holdfast.health.Target;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.run.ServerReport;
import org.holdfast.ipvs.run.ServiceReport;
import org.holdfast.ipvs.run.TableStatus;
import org.jspecify.annotations.Nullable;

/** Builds the status report from a snapshot of the agent's parts. */
public final class StatusAnswer implements ControlRoutes.Status {

  private final Supplier<CompletableFuture<Snapshot>> snapshots;
  private final Supplier<List<CheckStatus>> checks;
  private final ServerOrders orders;
  private final Supplier<Optional<RefusedReloadStatus>> refusedReload;

  /** Knows which servers are under an order. */
  @FunctionalInterface
  public interface ServerOrders {

    /** Returns the order in words; null if there is none. */
    @Nullable String of(String service, String server);
  }

  /**
   * @param snapshots shared by all requests
   * @param checks the status of every check
   * @param refusedReload the last reload, if it was refused
   */
  public StatusAnswer(
      Supplier<CompletableFuture<Snapshot>> snapshots,
      Supplier<List<CheckStatus>> checks,
      ServerOrders orders,
      Supplier<Optional<RefusedReloadStatus>> refusedReload) {
    this.snapshots = snapshots;
    this.checks = checks;
    this.orders = orders;
    this.refusedReload = refusedReload;
  }

  /** Returns the report, which is built once per snapshot, on a separate thread. */
  public CompletableFuture<StatusReport> report() {
    return snapshots.get().thenCompose(this::report);
  }

  @Override
  public CompletableFuture<byte[]> pretty() {
    return text("pretty status", Json::prettyBytes);
  }

  @Override
  public CompletableFuture<byte[]> line() {
    return text("status line", Json::lineBytes);
  }

  @Override
  public CompletableFuture<byte[]> table() {
    return text("status table", report -> StatusTable.of(report).getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<byte[]> text(String key, Function<StatusReport, byte[]> form) {
    return snapshots
        .get()
        .thenCompose(snapshot ->
            report(snapshot).thenCompose(report -> snapshot.once(key, () -> form.apply(report))));
  }

  private CompletableFuture<StatusReport> report(Snapshot snapshot) {
    return snapshot.once("status", () -> reportOf(snapshot));
  }

  private StatusReport reportOf(Snapshot snapshot) {
    long now = snapshot.nanos();
    var config = snapshot.config();
    return new StatusReport(
        Version.current(),
        config.routerId(),
        ProcessHandle.current().pid(),
        snapshot.uptimeNanos() / 1e9,
        snapshot.instances(),
        snapshot.statics(),
        config.vrrp().syncGroups().stream()
            .map(group -> SyncGroupStatus.of(group, snapshot.instances()))
            .toList(),
        servers(config, snapshot.pools(), snapshot.table(), now),
        checks.get(),
        snapshot.scripts().stream().map(script -> ScriptStatus.of(script, now)).toList(),
        snapshot.sessions(),
        snapshot.table().map(StatusAnswer::report).orElse(null),
        refusedReload.get().orElse(null));
  }

  private static TableReport report(TableStatus table) {
    return new TableReport(
        table.foreignServices(),
        table.daemons().stream().map(SyncDaemonStatus::words).toList(),
        table.repairs(),
        table.refusals(),
        table.lastError(),
        table.daemonError());
  }

  private List<VirtualServerStatus> servers(
      AgentConfig config, List<PoolView> views, Optional<TableStatus> table, long now) {
    var services = new HashMap<ServiceKey, Map<Destination.Key, ServerReport>>();
    var refused = new HashMap<ServiceKey, String>();
    table.ifPresent(t ->
        t.services()
            .forEach(service -> {
              services.put(service.key(), byKey(service));
              service.refusal().ifPresent(words -> refused.put(service.key(), words));
            }));
    var statuses = new ArrayList<VirtualServerStatus>();
    var configs = new HashMap<String, VirtualServerConfig>();
    config.virtualServers().forEach(server -> configs.put(server.name(), server));
    for (var view : views) {
      var server = configs.get(view.name());
      if (server != null) { // otherwise it is being reloaded
        statuses.add(server(server, view, services, refused, now));
      }
    }
    return statuses;
  }

  private static Map<Destination.Key, ServerReport> byKey(ServiceReport service) {
    var servers = new HashMap<Destination.Key, ServerReport>();
    service.servers().forEach(server -> servers.put(server.key(), server));
    return servers;
  }

  private VirtualServerStatus server(
      VirtualServerConfig server,
      PoolView view,
      Map<ServiceKey, Map<Destination.Key, ServerReport>> services,
      Map<ServiceKey, String> refused,
      long now) {
    var configured = server.realServersByName();
    var reals = new ArrayList<ServerStatus>();
    for (var wanted : view.servers()) {
      var real = configured.get(wanted.name()); // null while it is being reloaded
      reals.add(
          new ServerStatus(
              wanted.name(),
              wanted.up() ? "up" : "down",
              (now - wanted.changedAt()) / 1e9,
              wanted.why(),
              wanted.place().inTable(),
              wanted.place().weight(),
              real == null ? null : kernel(server, real.destination(), services),
              orders.of(server.name(), wanted.name())));
    }
    return new VirtualServerStatus(
        server.name(),
        server.keys().stream().map(ServiceKey::words).toList(),
        server.keys().stream().flatMap(key -> Stream.ofNullable(refused.get(key))).toList(),
        server.terms().scheduler(),
        server.instance(),
        server.standby() == VirtualServerConfig.Standby.WARM ? "warm" : "cold",
        view.quorum(),
        view.sum(),
        (long) server.quorum() + (view.quorum() ? -server.hysteresis() : server.hysteresis()),
        view.tier() == PoolView.NO_TIER ? null : view.tier(),
        reals,
        sorry(server, view, services));
  }

  private static @Nullable ServerStatus sorry(
      VirtualServerConfig server,
      PoolView view,
      Map<ServiceKey, Map<Destination.Key, ServerReport>> services) {
    var configured = server.sorryServer();
    var place = view.sorryServer();
    if (configured == null || place == null) {
      return null;
    }
    var key = configured.destination().under(server.keys().getFirst());
    return new ServerStatus(
        Target.of(key.address(), key.port()).words(),
        view.tier() == PoolView.NO_TIER ? "serving" : "idle",
        null,
        "",
        place.inTable(),
        place.weight(),
        kernel(server, configured.destination(), services),
        null);
  }

  /** Sums a server over the services of its virtual server; null if no service was read. */
  private static @Nullable KernelStatus kernel(
      VirtualServerConfig server,
      Destination destination,
      Map<ServiceKey, Map<Destination.Key, ServerReport>> services) {
    KernelStatus sum = null;
    for (var key : server.keys()) {
      var found = services.getOrDefault(key, Map.of()).get(destination.under(key).key());
      if (found != null) {
        sum = plus(sum, found);
      }
    }
    return sum;
  }

  private static KernelStatus plus(@Nullable KernelStatus sum, ServerReport found) {
    var before = sum == null ? new KernelStatus(0, 0, true, 0, 0, 0, 0, 0, 0, "") : sum;
    var actual = found.actual();
    var traffic = actual.map(DestinationStatus::traffic).orElse(Traffic.NONE);
    boolean asWanted = actual.map(DestinationStatus::destination).equals(found.desired());
    return new KernelStatus(
        before.services() + (actual.isPresent() ? 1 : 0),
        before.services() > 0
            ? before.weight()
            : actual.map(there -> there.destination().weight()).orElse(0),
        before.asWanted() && asWanted,
        before.activeConnections() + actual.map(DestinationStatus::activeConnections).orElse(0L),
        before.inactiveConnections()
            + actual.map(DestinationStatus::inactiveConnections).orElse(0L),
        before.connections() + traffic.connections(),
        before.connectionsPerSecond() + traffic.connectionsPerSecond(),
        before.inBytesPerSecond() + traffic.inBytesPerSecond(),
        before.outBytesPerSecond() + traffic.outBytesPerSecond(),
        before.error().isEmpty() ? found.lastError() : before.error());
  }
}
