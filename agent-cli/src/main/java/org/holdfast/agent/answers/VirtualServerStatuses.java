package org.holdfast.agent.answers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.status.MadeList;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.health.PoolView;
import org.holdfast.health.Target;
import org.holdfast.health.run.CheckStates;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.run.ServerSum;
import org.holdfast.ipvs.run.TableIndex;
import org.holdfast.time.ClockTime;
import org.holdfast.time.WallTime;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Builds the statuses of the virtual servers from one snapshot. The rows of their servers are made
 * when they are read, from values that no longer change.
 */
final class VirtualServerStatuses {

  private final Snapshot snapshot;
  private final ServerChecks checks;
  private final Map<String, String> orders;
  private final Instant taken;
  private final TableIndex table;
  private final Map<String, InstanceStatus> instances = new HashMap<>();

  VirtualServerStatuses(
      Snapshot snapshot, CheckStates checks, Map<String, String> orders, WallTime wallTime) {
    this.snapshot = snapshot;
    this.checks = new ServerChecks(checks);
    this.orders = Map.copyOf(orders);
    taken = wallTime.of(snapshot.nanos());
    table = new TableIndex(snapshot.table());
    snapshot.instances().forEach(instance -> instances.put(instance.name(), instance));
  }

  /** Returns the statuses in the configuration's order. */
  List<VirtualServerStatus> all() {
    var statuses = new ArrayList<VirtualServerStatus>();
    var configs = new HashMap<String, VirtualServerConfig>();
    snapshot.config().virtualServers().forEach(server -> configs.put(server.name(), server));
    for (var view : snapshot.pools()) {
      var server = configs.get(view.name());
      if (server != null) { // otherwise it is being reloaded
        statuses.add(of(server, view));
      }
    }
    return statuses;
  }

  private VirtualServerStatus of(VirtualServerConfig server, PoolView view) {
    var reals = new MadeList<>(view.servers().size(), index -> of(server, view, index));
    var terms = server.terms();
    var state = state(server, view);
    var since = since(state, server, view);
    return new VirtualServerStatus(
        server.name(),
        state,
        since.time(),
        since.seconds(),
        server.keys().stream().map(ServiceKey::words).toList(),
        refusals(server),
        protocol(server),
        forwarding(server),
        terms.scheduler(),
        terms.flags().stream().map(flag -> flag.name().toLowerCase(Locale.ROOT)).sorted().toList(),
        terms.persistence().toSeconds(),
        terms.persistenceEngine(),
        server.instance(),
        server.standby() == VirtualServerConfig.Standby.WARM ? "warm" : "cold",
        view.quorum(),
        view.sum(),
        (long) server.quorum() + (view.quorum() ? -server.hysteresis() : server.hysteresis()),
        view.tier() == PoolView.NO_TIER ? null : view.tier(),
        view.serversUp(),
        VirtualServerStatus.traffic(kernels(server, view)),
        reals,
        sorry(server, view));
  }

  private String state(VirtualServerConfig server, PoolView view) {
    if (snapshot.table().isPresent()) {
      var own = table.services(server.services());
      if (own.stream().allMatch(report -> report.actual().isEmpty())) {
        boolean wanted = own.stream().anyMatch(report -> report.desired().isPresent());
        return wanted ? "not_served" : "standby";
      }
    }
    if (view.quorum()) {
      return "up";
    }
    return view.sorryServes() ? "sorry" : "down";
  }

  /** When a state began. */
  private record Since(String time, double seconds) {}

  /**
   * A virtual server that has a place in the table only while its instance is master has been up or
   * down for no longer than the instance has been in its state. One is not served since the table
   * has lacked the last of its services.
   */
  private Since since(String state, VirtualServerConfig server, PoolView view) {
    if (state.equals("not_served")) {
      long last =
          table.services(server.services()).stream()
              .flatMapToLong(report -> report.missingSince().stream())
              .reduce((one, other) -> one - other > 0 ? one : other)
              .orElseThrow();
      return since(last);
    }
    var pool = since(view.changedAt());
    var name = server.instance();
    var instance = name == null ? null : instances.get(name);
    if (instance == null || server.standby() == VirtualServerConfig.Standby.WARM) {
      return pool;
    }
    boolean later = instance.forSeconds() < pool.seconds();
    return later || state.equals("standby")
        ? new Since(instance.since(), instance.forSeconds())
        : pool;
  }

  private Since since(long instant) {
    return new Since(time(instant), (snapshot.nanos() - instant) / 1e9);
  }

  private List<String> refusals(VirtualServerConfig server) {
    return table.services(server.services()).stream()
        .flatMap(report -> report.refusal().stream())
        .toList();
  }

  private static String protocol(VirtualServerConfig server) {
    return server.keys().stream()
        .map(key ->
            switch (key) {
              case ServiceKey.Address address -> address.protocol().name();
              case ServiceKey.Mark _ -> "FWM";
            })
        .distinct()
        .collect(Collectors.joining("/"));
  }

  private static String forwarding(VirtualServerConfig server) {
    var kinds =
        server.realServers().stream().map(real -> word(real.destination())).distinct().toList();
    if (kinds.isEmpty()) {
      var sorry = server.sorryServer();
      return sorry == null ? "" : word(sorry.destination());
    }
    return kinds.size() == 1 ? kinds.getFirst() : "mixed";
  }

  private static String word(Destination destination) {
    return switch (destination.forwarding()) {
      case Forwarding.Nat _ -> "nat";
      case Forwarding.DirectRoute _ -> "dr";
      case Forwarding.IpIp _ -> "tunnel";
      case Forwarding.Gue _ -> "gue";
      case Forwarding.Gre _ -> "gre";
    };
  }

  private String time(long nanos) {
    return ClockTime.of(taken.plusNanos(nanos - snapshot.nanos()));
  }

  private ServerStatus of(VirtualServerConfig server, PoolView view, int index) {
    var wanted = view.servers().get(index);
    var real = server.realServerNear(index, wanted.name()); // null while it is being reloaded
    var order = orders.isEmpty() ? null : orders.get(server.name() + "/" + wanted.name());
    var check = real == null ? null : checks.of(real.health());
    return new ServerStatus(
        server.name(),
        wanted.name(),
        wanted.up() ? "up" : "down",
        time(wanted.changedAt()),
        (snapshot.nanos() - wanted.changedAt()) / 1e9,
        wanted.up() ? null : reason(check, order),
        wanted.why(),
        check,
        real == null ? "" : word(real.destination()),
        real == null ? wanted.place().weight() : real.health().weight(),
        real == null ? 0 : real.health().tier(),
        real == null ? 0 : real.destination().upperThreshold(),
        real == null ? 0 : real.destination().lowerThreshold(),
        wanted.place().inTable(),
        wanted.place().weight(),
        kernel(server, real),
        order);
  }

  private static String reason(@Nullable ServerCheck check, @Nullable String order) {
    if (check != null && check.state().equals("down")) {
      var failure = check.failure();
      return failure == null ? "check_failed" : failure;
    }
    if (order != null) {
      return "order";
    }
    return check != null && check.state().equals("undecided") ? "check_not_run_yet" : "held_down";
  }

  private @Nullable ServerStatus sorry(VirtualServerConfig server, PoolView view) {
    var configured = server.sorryServer();
    var place = view.sorryServer();
    if (configured == null || place == null) {
      return null;
    }
    var destination = configured.destination().under(server.keys().getFirst());
    return new ServerStatus(
        server.name(),
        Target.of(destination.address(), destination.port()).words(),
        view.sorryServes() ? "serving" : "idle",
        null,
        null,
        null,
        "",
        null,
        word(destination),
        destination.weight(),
        0,
        destination.upperThreshold(),
        destination.lowerThreshold(),
        place.inTable(),
        place.weight(),
        kernel(server, configured.destination()),
        null);
  }

  private List<KernelStatus> kernels(VirtualServerConfig server, PoolView view) {
    var kernels = new ArrayList<KernelStatus>();
    for (int index = 0; index < view.servers().size(); index++) {
      var kernel = kernel(server, server.realServerNear(index, view.servers().get(index).name()));
      if (kernel != null) {
        kernels.add(kernel);
      }
    }
    return kernels;
  }

  private @Nullable KernelStatus kernel(VirtualServerConfig server, @Nullable RealServer real) {
    return real == null ? null : kernel(server, real.destination());
  }

  /** Sums a server over the services of its virtual server; null if no service was read. */
  private @Nullable KernelStatus kernel(VirtualServerConfig server, Destination destination) {
    var sum = ServerSum.of(table.servers(server.services(), destination));
    if (sum == null) {
      return null;
    }
    var traffic = sum.traffic();
    return new KernelStatus(
        sum.services(),
        sum.weight(),
        sum.asWanted(),
        sum.activeConnections(),
        sum.inactiveConnections(),
        traffic.connections(),
        traffic.connectionsPerSecond(),
        traffic.inBytesPerSecond(),
        traffic.outBytesPerSecond(),
        sum.error());
  }
}
