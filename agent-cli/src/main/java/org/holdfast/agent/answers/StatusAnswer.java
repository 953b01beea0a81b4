package org.holdfast.agent.answers;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.process.HostName;
import org.holdfast.agent.screen.MonitoringVerdict;
import org.holdfast.agent.screen.StatusScreen;
import org.holdfast.agent.screen.View;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.MadeList;
import org.holdfast.agent.status.RefusedReloadStatus;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.agent.status.TableReport;
import org.holdfast.health.run.CheckStates;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.time.ClockTime;
import org.holdfast.time.WallTime;
import org.jspecify.annotations.Nullable;

/** Builds the status report from a snapshot of the agent's parts. */
public final class StatusAnswer implements ControlRoutes.Status {

  /** Bytes of memory, as a heap dump counts them, rounded up. */
  private static final long MEMORY_OF_SERVER = 100;

  private static final long MEMORY_OF_CHECK = 200;
  private static final long MEMORY_OF_REPORT = 16 << 10;

  private final Supplier<CompletableFuture<Snapshot>> snapshots;
  private final Supplier<CheckStates> checks;
  private final Supplier<Map<String, String>> orders;
  private final Configuration configuration;
  private final WallTime wallTime;

  /** Knows where the running configuration comes from. May be called from any thread. */
  public interface Configuration {

    /** Returns the running configuration's file and time. */
    ConfigurationStatus running();

    /** Returns the last reload, if it was refused. */
    Optional<RefusedReloadStatus> refused();
  }

  /**
   * @param snapshots shared by all requests
   * @param checks the state of every check
   * @param orders the operator's orders for servers in words, by their targets: {@code
   *     web/10.0.0.1:80}
   * @param wallTime translates the snapshots' instants
   */
  public StatusAnswer(
      Supplier<CompletableFuture<Snapshot>> snapshots,
      Supplier<CheckStates> checks,
      Supplier<Map<String, String>> orders,
      Configuration configuration,
      WallTime wallTime) {
    this.snapshots = snapshots;
    this.checks = checks;
    this.orders = orders;
    this.configuration = configuration;
    this.wallTime = wallTime;
  }

  /** Returns the report, which is built once per snapshot, on a separate thread. */
  public CompletableFuture<StatusReport> report() {
    return snapshots.get().thenCompose(this::report);
  }

  @Override
  public CompletableFuture<Body> pretty() {
    return pieces(Json::prettyPieces);
  }

  @Override
  public CompletableFuture<Body> line() {
    return pieces(Json::linePieces);
  }

  @Override
  public CompletableFuture<byte[]> screen(View view) {
    return text(
        view,
        report -> {
          refuseUnknown(view, StatusScreen.names(report));
          return StatusScreen.text(report, view).getBytes(StandardCharsets.UTF_8);
        });
  }

  @Override
  public CompletableFuture<byte[]> verdict() {
    return text(
        "verdict", report -> MonitoringVerdict.of(report).line().getBytes(StandardCharsets.UTF_8));
  }

  private static void refuseUnknown(View view, List<String> names) {
    for (var name : view.names()) {
      if (names.stream().noneMatch(known -> known.contains(name))) {
        throw RefusedException.badRequest(
            "nothing is called \"" + name + "\"" + Nearest.among(name, names));
      }
    }
  }

  private CompletableFuture<byte[]> text(Object key, Function<StatusReport, byte[]> form) {
    return snapshots
        .get()
        .thenCompose(snapshot ->
            report(snapshot).thenCompose(report -> snapshot.once(key, () -> form.apply(report))));
  }

  private CompletableFuture<Body> pieces(Function<StatusReport, Iterator<byte[]>> form) {
    return report()
        .thenApply(report -> Body.made(report, memoryOf(report), () -> form.apply(report)));
  }

  /** Returns the JSON of {@code shown}, which was made from a report, made as the client reads. */
  static Body bodyOf(StatusReport report, Object shown) {
    return Body.made(report, memoryOf(report), () -> Json.linePieces(shown));
  }

  private static long memoryOf(StatusReport report) {
    long servers = report.virtualServers().stream().mapToLong(each -> each.servers().size()).sum();
    return MEMORY_OF_REPORT + servers * MEMORY_OF_SERVER + report.checks().size() * MEMORY_OF_CHECK;
  }

  /** Like {@link #report()}, of a snapshot that is there already. */
  CompletableFuture<StatusReport> report(Snapshot snapshot) {
    return snapshot.once("status", () -> reportOf(snapshot));
  }

  private StatusReport reportOf(Snapshot snapshot) {
    long now = snapshot.nanos();
    var config = snapshot.config();
    var states = checks.get();
    return new StatusReport(
        ClockTime.of(wallTime.of(now)),
        HostName.get(),
        Version.current(),
        configuration.running(),
        config.routerId(),
        ProcessHandle.current().pid(),
        snapshot.uptimeNanos() / 1e9,
        snapshot.instances(),
        snapshot.statics().objects(),
        config.vrrp().syncGroups().stream()
            .map(group -> SyncGroupStatus.of(group, snapshot.instances()))
            .toList(),
        new VirtualServerStatuses(snapshot, states, orders.get(), wallTime).all(),
        new MadeList<>(states.states().size(), index -> states.status(states.states().get(index))),
        snapshot.scripts().stream().map(script -> ScriptStatus.of(script, now, wallTime)).toList(),
        snapshot.sessions(),
        snapshot.table().map(StatusAnswer::report).orElse(null),
        configuration.refused().orElse(null));
  }

  private static TableReport report(TableStatus table) {
    return new TableReport(
        table.foreignServices(),
        table.foreign().stream().map(ServiceKey::words).toList(),
        table.daemons().stream().map(SyncDaemonStatus::words).toList(),
        table.repairs(),
        table.refusals(),
        reason(table.lastError()),
        table.lastError(),
        table.daemonError(),
        table.markError());
  }

  private static @Nullable String reason(String error) {
    if (error.isEmpty()) {
      return null;
    }
    return NetlinkIpvsKernel.saysNotLoaded(error) ? "no_ip_vs" : "failed";
  }
}
