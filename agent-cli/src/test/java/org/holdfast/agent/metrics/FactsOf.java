package org.holdfast.agent.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.health.CheckProgress;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.Failure;
import org.holdfast.health.PoolView;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.run.ServerReport;
import org.holdfast.ipvs.run.ServiceReport;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.time.SpanTally;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.TakeoverStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.holdfast.vrrp.io.PeersStatus;
import org.holdfast.vrrp.io.PeersStatus.DisagreementStatus;
import org.holdfast.vrrp.io.StaticStatus;

/** The facts that an agent with one instance and one service may report. */
final class FactsOf {

  private static final Traffic TRAFFIC = new Traffic(10, 20, 30, 40, 50, 0, 0, 0, 0, 0);
  private static final SpanTally.Bounds BOUNDS = SpanTally.Bounds.ofMicros(1_000, 10_000);

  private FactsOf() {}

  /**
   * Returns the facts of a master whose service has this many servers, all up except the first.
   *
   * @param servers 1 to 60,000
   */
  static AgentFacts agent(int servers) {
    var config = configuration(servers);
    var service = config.virtualServers().getFirst();
    return new AgentFacts(
        "1.2.3",
        61,
        List.of(master()),
        new StaticStatus(
            List.of(
                new ObjectStatus("address", "10.7.0.1/24 dev eth1", true, true, false, null),
                new ObjectStatus(
                    "route", "192.0.2.0/24 via 10.7.0.2", true, false, false, "no route"),
                new ObjectStatus("route", "192.0.3.0/24 via 10.7.0.2", true, false, false, null)),
            Map.of("route", 4L)),
        config.virtualServers(),
        List.of(view(service)),
        Optional.of(table(service)),
        checks(service),
        List.of(),
        List.of(),
        List.of(),
        Map.of("VI_1", "step-down", "web 10.0.0.1:80", "drain"),
        new Reloads(3, 1, false));
  }

  /**
   * Returns the facts of an agent with two servers while a reload is under way: the pool already
   * has the new servers, of which the second one stands first, and the configuration is the old
   * one.
   */
  static AgentFacts reloading() {
    var old = agent(2);
    var in = new PoolView.Place(true, 1);
    var servers =
        List.of(
            new PoolView.Server("10.0.0.2:80", true, 0, in, ""),
            new PoolView.Server("10.0.0.9:80", true, 0, in, ""));
    return new AgentFacts(
        old.version(),
        old.upSeconds(),
        old.instances(),
        old.statics(),
        old.virtualServers(),
        List.of(new PoolView("web", true, 2, 0, servers, null, 0)),
        old.table(),
        old.checks(),
        old.trackedChecks(),
        old.scripts(),
        old.bfdSessions(),
        old.orders(),
        old.reloads());
  }

  private static AgentConfig configuration(int servers) {
    var yaml =
        new StringBuilder(
            """
            virtual-servers:
              web:
                address: 203.0.113.10:80
                check: {tcp: {}}
                real-servers:
            """);
    for (int i = 0; i < servers; i++) {
      yaml.append(
          "      - {address: 10.0.%d.%d:80, upper-threshold: 100}\n"
              .formatted(i / 250, i % 250 + 1));
    }
    try {
      var file = Files.createTempFile("metrics", ".yaml");
      try {
        return ConfigFile.load(Files.writeString(file, yaml)).config();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalStateException(String.valueOf(e.problems()), e);
    }
  }

  private static PoolView view(VirtualServerConfig service) {
    var servers = new ArrayList<PoolView.Server>();
    for (var server : service.realServers()) {
      boolean up = !servers.isEmpty();
      servers.add(new PoolView.Server(server.name(), up, 0, new PoolView.Place(up, 1), ""));
    }
    return new PoolView(service.name(), true, servers.size() - 1, 0, servers, null, 0);
  }

  /** Returns a table in which the second server's weight is not the wanted one. */
  private static TableStatus table(VirtualServerConfig service) {
    var key = service.keys().getFirst();
    var servers = new ArrayList<ServerReport>();
    for (int i = 1; i < service.realServers().size(); i++) {
      var wanted = service.realServers().get(i).destination().under(key);
      var there = i == 1 ? wanted.withWeight(7) : wanted;
      servers.add(
          new ServerReport(
              wanted.key(),
              Optional.of(wanted),
              Optional.of(new DestinationStatus(there, 5, 6, 0, TRAFFIC)),
              ""));
    }
    var report =
        new ServiceReport(
            key,
            Optional.of(service.terms()),
            Optional.of(service.terms()),
            TRAFFIC,
            servers,
            "",
            2,
            OptionalLong.empty());
    return new TableStatus(List.of(report), 1, List.of(), List.of(), 2, 3, "", "", "");
  }

  /** Returns one run of a millisecond for each check; that of the first server fails. */
  private static AgentFacts.Checks checks(VirtualServerConfig service) {
    var figures = new HashMap<CheckSpec, CheckFigures>();
    for (var server : service.realServers()) {
      boolean well = !figures.isEmpty();
      for (var use : server.health().checks()) {
        var check = new CheckProgress(use.spec(), 0, 0);
        check.started(0);
        check.ended(
            well
                ? ProbeResult.Passed.saying("accepted")
                : new ProbeResult.Failed(Failure.REFUSED, "refused"),
            1_000_000,
            0);
        figures.put(
            use.spec(),
            new CheckFigures(
                check.state(), tally(1_000_000), well ? Map.of() : Map.of(Failure.REFUSED, 1L)));
      }
    }
    return figures::get;
  }

  private static SpanTally tally(long... nanos) {
    var tally = new SpanTally(BOUNDS);
    for (long span : nanos) {
      tally.count(span);
    }
    return tally;
  }

  private static InstanceStatus master() {
    return InstanceStatus.of(
        new Configured("VI_1", "eth0", 51, 3, "IPV4", null),
        new ElectionStatus(
            VrrpState.MASTER,
            false,
            "",
            12.5,
            "master_silent",
            "no advert had come for 3.414 s",
            "it hears no other master",
            List.of()),
        new NextTransition(
            new PriorityStatus(150, 90, "150 - 60 = 90", ""),
            List.of(new TrackStatus("interface", "eth1", "failed", 7, -60, false, false, -60)),
            List.of(),
            new PeerStatus("192.0.2.2", 80, 1, 0.25),
            new TimerStatus(1, null, 0.5, null, null)),
        new HoldingsStatus(
            "192.0.2.1",
            List.of(
                new AddressStatus("203.0.113.10/24", "eth0", true, true, true, false, null),
                new AddressStatus("203.0.113.11/24", "eth0", true, true, false, false, null)),
            List.of(
                new ObjectStatus("route", "192.0.2.0/24 via 203.0.113.1", true, false, false, null),
                new ObjectStatus(
                    "rule", "from all lookup 100 priority 1000", true, true, false, null))),
        new Counts(
            new PacketStatus(100, 1, 3, 4, 5, 6, Map.of(), Map.of("ttl", 12L)),
            new HistoryStatus(2, 1, Map.of("master_silent", 2L), 10, 1, Map.of("route", 3L)),
            new PeersStatus(
                List.of(),
                List.of(
                    new DisagreementStatus(
                        "two_masters", "192.0.2.2", "192.0.2.2 is master too", 1)),
                Map.of("two_masters", 1L)),
            new Timeliness(
                tally(500_000, 2_000_000, 20_000_000).read(),
                new TakeoverStatus(3.5, 0.001, 0.002, 0.003, null))));
  }
}
