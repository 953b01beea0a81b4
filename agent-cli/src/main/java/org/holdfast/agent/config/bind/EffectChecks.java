package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VrrpConfig;
import org.jspecify.annotations.Nullable;

/** Warns about settings of virtual servers that the kernel accepts but that have no effect. */
final class EffectChecks {

  /** Schedulers that ignore all weights except 0. */
  private static final Set<String> WITHOUT_WEIGHTS = Set.of("rr", "lc", "dh");

  /** Schedulers that use the number of a server's connections. */
  private static final Set<String> COUNTING =
      Set.of("lc", "wlc", "lblc", "lblcr", "sed", "nq", "ovf", "twos");

  private final Report report;

  EffectChecks(Report report) {
    this.report = report;
  }

  /** Checks weights and slow starts against the scheduler. */
  void checkWeights(Fields fields, VirtualServerConfig server) {
    var scheduler = server.terms().scheduler();
    if (!WITHOUT_WEIGHTS.contains(scheduler)) {
      return;
    }
    if (server.realServers().stream()
        .anyMatch(each -> !each.health().slowStart().equals(Duration.ZERO))) {
      report.warning(
          fields.isGiven(ServerKeywords.SLOW_START)
              ? fields.spot(ServerKeywords.SLOW_START)
              : fields.spot(),
          "slow-start has no effect: scheduler "
              + scheduler
              + " ignores all weights except 0; use one with weights, such as wrr or wlc");
    }
    long weights =
        server.realServers().stream()
            .mapToInt(each -> each.health().weight())
            .filter(weight -> weight > 0)
            .distinct()
            .count();
    if (weights > 1 && server.quorum() == 1) { // otherwise the weights count for the quorum
      report.warning(
          fields.isGiven(ServiceKeywords.SCHEDULER)
              ? fields.spot(ServiceKeywords.SCHEDULER)
              : fields.spot(),
          "scheduler "
              + scheduler
              + " ignores all weights except 0, so servers of different weights get the same share;"
              + " use one with weights, such as wrr or wlc");
    }
  }

  /**
   * Warns about virtual servers at addresses to which packets are dropped before they reach IPVS.
   *
   * @param instances the values of {@code vrrp.instances}
   */
  void checkAcceptance(
      Map<String, Entry<Fields>> instances, VrrpConfig vrrp, List<VirtualServerConfig> servers) {
    for (var instance : vrrp.instances()) {
      if (!instance.holdings().accepting()) {
        var dropped = new HashSet<IpAddress>();
        instance.holdings().all().forEach(held -> dropped.add(held.prefix().address()));
        servers.stream()
            .flatMap(server -> server.keys().stream())
            .filter(key -> key instanceof ServiceKey.Address at && dropped.contains(at.address()))
            .findFirst()
            .ifPresent(key -> warnOfDropped(instances.get(instance.name()), key));
      }
    }
  }

  private void warnOfDropped(@Nullable Entry<Fields> instance, ServiceKey key) {
    if (instance != null) {
      report.warning(
          instance.value().spot(InstanceKeywords.ACCEPT),
          "packets to the addresses are dropped, so the virtual server "
              + key.words()
              + " gets none; write "
              + report.setting(instance.value().spot(), InstanceKeywords.ACCEPT, "true"));
    }
  }

  /**
   * Warns about virtual servers at an address that no instance holds: no router answers for it,
   * unless the host or a route does. One warning for all virtual servers of an instance, and one
   * for those without an instance; about these only if the host does not have the address either.
   *
   * @param entries the values of {@code virtual-servers}, as far as the report is to name their
   *     places
   * @param elsewhere the place of the others
   * @param host looks up the host's addresses; null if they are not known
   */
  void checkHeld(
      VrrpConfig vrrp,
      List<VirtualServerConfig> servers,
      Map<String, Entry<Fields>> entries,
      NodePosition elsewhere,
      Supplier<@Nullable Set<IpAddress>> host) {
    var held = vrrp.addresses();
    var onHost = new HostAddresses(host);
    var warned = new HashSet<@Nullable String>();
    for (var server : servers) {
      var instance = server.instance();
      if (warned.contains(instance) || (instance == null && held.isEmpty())) {
        continue;
      }
      for (var key : server.keys()) {
        if (key instanceof ServiceKey.Address at
            && !held.contains(at.address())
            && (instance != null || onHost.lack(at.address()))) {
          warned.add(instance);
          warnOfUnheld(server, at.address(), entries.get(server.name()), elsewhere);
          break;
        }
      }
    }
  }

  /** The host's addresses, which are looked up once at most, and only if they matter. */
  private static final class HostAddresses {
    private final Supplier<@Nullable Set<IpAddress>> lookUp;
    private boolean isLookedUp;
    private @Nullable Set<IpAddress> found;

    HostAddresses(Supplier<@Nullable Set<IpAddress>> lookUp) {
      this.lookUp = lookUp;
    }

    /** Whether the host does not have the address; false if that is not known. */
    boolean lack(IpAddress address) {
      if (!isLookedUp) {
        isLookedUp = true;
        found = lookUp.get();
      }
      return found != null && !found.contains(address);
    }
  }

  private void warnOfUnheld(
      VirtualServerConfig server,
      IpAddress address,
      @Nullable Entry<Fields> entry,
      NodePosition elsewhere) {
    var instance = server.instance();
    NodePosition at = elsewhere;
    if (entry != null) {
      at =
          entry.value().isGiven(ServiceKeywords.ADDRESS)
              ? entry.value().spot(ServiceKeywords.ADDRESS)
              : entry.spot();
    }
    report.warning(
        at,
        "no instance holds "
            + address
            + (instance == null ? ", and this host does not have it now" : "")
            + ", so no router may answer for it; add it to the addresses of "
            + (instance == null ? "an instance" : instance)
            + ", or correct "
            + server.name());
  }

  /**
   * Warns about virtual servers that do not fit the synchronisation of connections.
   *
   * @param daemon the values of {@code ipvs.sync-daemon}
   */
  void checkSynchronisation(Fields daemon, List<VirtualServerConfig> servers) {
    for (var server : servers) {
      checkFamilies(daemon, server);
      checkCounts(daemon, server);
    }
  }

  private void checkFamilies(Fields daemon, VirtualServerConfig server) {
    var family = server.keys().getFirst().family();
    server
        .destinations()
        .filter(destination -> destination.address().family() != family)
        .findFirst()
        .ifPresent(destination ->
            report.warning(
                daemon.spot(),
                server.name()
                    + " has the server "
                    + destination.key().words()
                    + ", which is of another family than its service: the kernel accepts either"
                    + " such servers or a sync daemon; remove one of the two"));
  }

  /**
   * Warns if connections are synchronised to a cold standby, which has no servers yet for which the
   * kernel could count connections.
   */
  private void checkCounts(Fields daemon, VirtualServerConfig server) {
    if (server.standby() != Standby.COLD) {
      return;
    }
    boolean counts =
        COUNTING.contains(server.terms().scheduler())
            || server.realServers().stream()
                .anyMatch(real -> real.destination().upperThreshold() > 0);
    if (counts) {
      report.warning(
          daemon.spot(),
          server.name()
              + " has standby: cold, so connections from the sync daemon are served after a"
              + " failover, but the kernel counts them for no server: scheduler "
              + server.terms().scheduler()
              + " and connection limits begin at 0; use standby: warm, or a scheduler that does"
              + " not count, such as wrr");
    }
  }
}
