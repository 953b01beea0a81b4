package org.holdfast.agent.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.agent.Configs;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.listen.Bodies;
import org.holdfast.agent.metrics.AgentFacts;
import org.holdfast.agent.metrics.Reloads;
import org.holdfast.agent.process.HostName;
import org.holdfast.agent.screen.StatusScreen;
import org.holdfast.agent.screen.View;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.RefusedReloadStatus;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.TableReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.TrafficStatus;
import org.holdfast.health.CheckState;
import org.holdfast.health.Failure;
import org.holdfast.health.PoolView;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Verdict;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.health.run.CheckStates;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.run.ServerReport;
import org.holdfast.ipvs.run.ServiceReport;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.net.IpAddress;
import org.holdfast.time.ClockTime;
import org.holdfast.time.WallTime;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.StaticStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatusAnswerTest {

  private static final long SECOND = 1_000_000_000;
  private static final long NOW = 100 * SECOND;
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final ConfigurationStatus RUNNING =
      new ConfigurationStatus("/etc/holdfast/holdfast.yaml", "2026-01-31T09:00:00.000+00:00");

  private static final ServiceKey.Address WEB =
      new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113.10"), 80);
  private static final ServiceKey.Address OTHER =
      new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113.11"), 80);

  private static final String TEXT =
      "router-id: lb1\n"
          + Configs.PLAIN
          + """
              VI_2: {interface: lo, virtual-router-id: 52, addresses: [10.9.0.101/24]}
            sync-groups:
              VG: {instances: [VI, VI_2]}
          virtual-servers:
            web:
              addresses: ['203.0.113.10:80', '203.0.113.11:80']
              scheduler: rr
              instance: VI
              standby: cold
              quorum: 3
              hysteresis: 1
              persistence: 5m
              real-servers:
                - {address: 10.0.0.1, weight: 4}
                - address: 10.0.0.2
                  upper-threshold: 200
                  lower-threshold: 150
                  check: {tcp: {}}
              sorry-server: 10.0.0.9
          """;
  private static final AgentConfig CONFIG = Configs.of(TEXT);

  private static final PoolView UP = view(true, 0);

  private static PoolView view(boolean quorum, int tier) {
    return new PoolView(
        "web",
        quorum,
        5,
        tier,
        List.of(
            new PoolView.Server(
                "10.0.0.1:80", true, NOW - 7 * SECOND, new PoolView.Place(true, 4), "warm"),
            new PoolView.Server(
                "10.0.0.2:80", false, NOW - SECOND, new PoolView.Place(false, 1), "timed out")),
        new PoolView.Place(false, 2),
        NOW - 3 * SECOND);
  }

  private final AtomicInteger made = new AtomicInteger();
  private final Map<String, String> orders =
      new HashMap<>(Map.of("web/10.0.0.2:80", "being drained by root"));
  private final CheckStates checks = new CheckStates(NOW, List.of(timedOut()));

  private static CheckState timedOut() {
    var use = CONFIG.virtualServers().getFirst().realServers().get(1).health().checks().getFirst();
    return new CheckState(
        use.spec(),
        Verdict.NOT_WELL,
        0,
        NOW - SECOND,
        NOW - 2 * SECOND,
        NOW,
        true,
        new ProbeResult.Failed(Failure.TIMED_OUT, "timed out after 2 s"),
        2 * SECOND,
        new CheckState.Tally(3, 1, 0, 1));
  }

  private static Snapshot snapshot(@Nullable TableStatus table, PoolView... pools) {
    return snapshot(CONFIG, List.of(), table, pools);
  }

  private static Snapshot snapshot(
      AgentConfig config,
      List<InstanceStatus> instances,
      @Nullable TableStatus table,
      PoolView... pools) {
    return new Snapshot(
        NOW,
        90 * SECOND,
        config,
        instances,
        StaticStatus.NONE,
        List.of(pools),
        Optional.ofNullable(table),
        List.of(),
        List.of(),
        new ConcurrentHashMap<>());
  }

  private StatusAnswer answer(Snapshot snapshot, @Nullable RefusedReloadStatus refused) {
    return new StatusAnswer(
        () -> CompletableFuture.completedFuture(snapshot),
        () -> {
          made.incrementAndGet();
          return checks;
        },
        () -> orders,
        new StatusAnswer.Configuration() {
          @Override
          public ConfigurationStatus running() {
            return RUNNING;
          }

          @Override
          public Optional<RefusedReloadStatus> refused() {
            return Optional.ofNullable(refused);
          }
        },
        new WallTime(() -> NOW, Clock.fixed(NOON, ZoneOffset.UTC)));
  }

  private StatusReport report(@Nullable TableStatus table, PoolView... pools) {
    return answer(snapshot(table, pools), null).report().join();
  }

  private VirtualServerStatus web(@Nullable TableStatus table, PoolView view) {
    return report(table, view).virtualServers().getFirst();
  }

  private static DestinationStatus there(String address, int weight, long active) {
    return new DestinationStatus(
        destination(address, weight), active, 3, 0, new Traffic(10, 0, 0, 0, 0, 1, 0, 0, 20, 30));
  }

  private static Destination destination(String address, int weight) {
    return new Destination(IpAddress.of(address), 80, Forwarding.NAT, weight, 0, 0);
  }

  private static ServerReport server(
      String address, int wanted, @Nullable DestinationStatus actual, String error) {
    return new ServerReport(
        destination(address, 1).key(),
        Optional.of(destination(address, wanted)),
        Optional.ofNullable(actual),
        error);
  }

  private static ServiceReport service(ServiceKey key, String error, ServerReport... servers) {
    var terms = CONFIG.virtualServers().getFirst().terms();
    return new ServiceReport(
        key,
        Optional.of(terms),
        Optional.empty(),
        Traffic.NONE,
        List.of(servers),
        error,
        0,
        OptionalLong.of(NOW - (key.equals(WEB) ? 7 : 9) * SECOND));
  }

  private static TableStatus table(ServiceReport... services) {
    return new TableStatus(
        List.of(services), 2, List.of(OTHER), List.of(), 3, 4, "no table", "no daemon", "no marks");
  }

  @Test
  void theReportDescribesTheAgentItself() {
    var report = report(null);
    assertThat(Instant.parse(report.time())).isEqualTo(NOON);
    assertThat(report.host()).isEqualTo(HostName.get());
    assertThat(report.configuration()).isEqualTo(RUNNING);
    assertThat(report.version()).isEqualTo(Version.current());
    assertThat(report.routerId()).isEqualTo("lb1");
    assertThat(report.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(report.upSeconds()).isEqualTo(90);
    assertThat(report.checks()).isEqualTo(List.of(CheckStatus.of(timedOut(), NOW)));
    assertThat(report.table()).isNull();
    assertThat(report.refusedReload()).isNull();
    assertThat(report.virtualServers()).isEmpty();
    assertThat(report.syncGroups()).extracting("name").containsExactly("VG");
  }

  @Test
  void aRefusedReloadIsReported() {
    var refused = new RefusedReloadStatus("2026-03-01T12:00:00.000+00:00", 1, "no such file");
    assertThat(answer(snapshot(null), refused).report().join().refusedReload()).isEqualTo(refused);
  }

  @Test
  void aVirtualServerIsReportedAsItsPoolWantsIt() {
    var web = web(null, UP);
    assertThat(web)
        .isEqualTo(
            new VirtualServerStatus(
                "web",
                "up",
                secondsAgo(3),
                3.0,
                List.of(WEB.words(), OTHER.words()),
                List.of(),
                "TCP",
                "nat",
                "rr",
                List.of(),
                300,
                null,
                "VI",
                "cold",
                true,
                5,
                2,
                0,
                1,
                null,
                List.of(
                    new ServerStatus(
                        "web",
                        "10.0.0.1:80",
                        "up",
                        secondsAgo(7),
                        7.0,
                        null,
                        "warm",
                        null,
                        "nat",
                        4,
                        0,
                        0,
                        0,
                        true,
                        4,
                        null,
                        null),
                    new ServerStatus(
                        "web",
                        "10.0.0.2:80",
                        "down",
                        secondsAgo(1),
                        1.0,
                        "timed_out",
                        "timed out",
                        new ServerCheck(
                            "tcp 10.0.0.2:80", "down", "timed_out", "timed out after 2 s", 2.0),
                        "nat",
                        1,
                        0,
                        200,
                        150,
                        false,
                        1,
                        null,
                        "being drained by root")),
                new ServerStatus(
                    "web",
                    "10.0.0.9:80",
                    "idle",
                    null,
                    null,
                    null,
                    "",
                    null,
                    "nat",
                    1,
                    0,
                    0,
                    0,
                    false,
                    2,
                    null,
                    null)));
  }

  /** Its rows are made while it is written, which may be later. */
  @Test
  void theWholeReportShowsTheMomentAtWhichItWasTaken() {
    var report = report(null, UP);
    orders.clear();
    assertThat(report.virtualServers().getFirst().servers())
        .extracting(ServerStatus::order)
        .containsExactly(null, "being drained by root");
  }

  private static String secondsAgo(long seconds) {
    return ClockTime.of(NOON.minusSeconds(seconds));
  }

  @Test
  void aVirtualServerWhoseServicesAreNotInTheKernelIsNotServed() {
    assertThat(web(table(service(WEB, "no such scheduler")), UP).state()).isEqualTo("not_served");
  }

  @Test
  void aVirtualServerThatTheTableIsNotToHaveStandsBy() {
    assertThat(web(table(), UP).state()).isEqualTo("standby");
  }

  @Test
  void aVirtualServerInTheTableIsUpOrDownByItsQuorum() {
    assertThat(web(inTable(), UP).state()).isEqualTo("up");
    assertThat(web(inTable(), view(false, PoolView.NO_TIER)).state()).isEqualTo("sorry");
    assertThat(web(inTable(), view(false, 0)).state()).isEqualTo("down");
  }

  /** A pool whose state has lasted for 3 s belongs to an instance that may have moved since. */
  @Test
  void aColdVirtualServerIsInItsStateForNoLongerThanItsInstanceIs() {
    assertThat(lasting(CONFIG, inTable(), 2)).isEqualTo("up for 2.0 s");
    assertThat(lasting(CONFIG, inTable(), 50)).isEqualTo("up for 3.0 s");
    assertThat(lasting(CONFIG, table(), 2)).isEqualTo("standby for 2.0 s");
    assertThat(lasting(CONFIG, table(), 50)).isEqualTo("standby for 50.0 s");
  }

  @Test
  void aWarmVirtualServerIsInItsStateAsLongAsItsPool() {
    var warm = Configs.of(TEXT.replace("standby: cold", "standby: warm"));
    assertThat(lasting(warm, inTable(), 2)).isEqualTo("up for 3.0 s");
    assertThat(lasting(warm, inTable(), 50)).isEqualTo("up for 3.0 s");
  }

  @Test
  void aVirtualServerIsNotServedSinceTheTableHasLackedAllOfItsServices() {
    var refused = table(service(WEB, "no such scheduler"), service(OTHER, "no such scheduler"));
    assertThat(lasting(CONFIG, refused, 2)).isEqualTo("not_served for 7.0 s");
  }

  private String lasting(AgentConfig config, TableStatus table, long instanceForSeconds) {
    var web =
        answer(snapshot(config, List.of(instance(instanceForSeconds)), table, UP), null)
            .report()
            .join()
            .virtualServers()
            .getFirst();
    var seconds = web.forSeconds();
    assertThat(web.since()).isEqualTo(secondsAgo(Math.round(seconds)));
    return web.state() + " for " + seconds + " s";
  }

  private static InstanceStatus instance(long forSeconds) {
    var instance = mock(InstanceStatus.class);
    when(instance.name()).thenReturn("VI");
    when(instance.state()).thenReturn(VrrpState.MASTER);
    when(instance.forSeconds()).thenReturn((double) forSeconds);
    when(instance.since()).thenReturn(secondsAgo(forSeconds));
    return instance;
  }

  private static TableStatus inTable() {
    var terms = CONFIG.virtualServers().getFirst().terms();
    return table(
        new ServiceReport(
            WEB,
            Optional.of(terms),
            Optional.of(terms),
            Traffic.NONE,
            List.of(),
            "",
            0,
            OptionalLong.empty()));
  }

  @Test
  void withoutItsQuorumAVirtualServerNeedsTheHysteresisToo() {
    var web = web(null, view(false, PoolView.NO_TIER));
    assertThat(web.quorum()).isFalse();
    assertThat(web.needed()).isEqualTo(4);
    assertThat(web.tier()).isNull();
    assertThat(web.sorryServer()).extracting("state").isEqualTo("serving");
  }

  @Test
  void aWarmStandbyIsReportedAsSuch() {
    var config =
        Configs.of(
            Configs.PLAIN
                + "virtual-servers: {web: {address: '203.0.113.10:80', real-servers: [10.0.0.1]}}");
    var pool =
        new PoolView(
            "web",
            true,
            1,
            0,
            List.of(new PoolView.Server("10.0.0.1:80", true, NOW, new PoolView.Place(true, 1), "")),
            null,
            NOW - 3 * SECOND);
    var snapshot =
        new Snapshot(
            NOW,
            0,
            config,
            List.of(),
            StaticStatus.NONE,
            List.of(pool),
            Optional.empty(),
            List.of(),
            List.of(),
            new ConcurrentHashMap<>());
    var web = answer(snapshot, null).report().join().virtualServers().getFirst();
    assertThat(web.standby()).isEqualTo("warm");
    assertThat(web.instance()).isNull();
    assertThat(web.sorryServer()).isNull();
  }

  @Test
  void aPoolOfAnotherConfigurationIsLeftOut() {
    var stranger = new PoolView("other", true, 1, 0, List.of(), null, NOW - 3 * SECOND);
    assertThat(report(null, stranger).virtualServers()).isEmpty();
  }

  @Test
  void theKernelsFactsStandBesideTheirServerWhileAReloadReplacesAndReordersServers() {
    var in = new PoolView.Place(true, 1);
    var reloaded =
        new PoolView(
            "web",
            true,
            2,
            0,
            List.of(
                new PoolView.Server("10.0.0.3:80", true, NOW, in, ""),
                new PoolView.Server("10.0.0.1:80", true, NOW, in, "")),
            null,
            NOW - 3 * SECOND);
    var web =
        web(
            table(
                service(
                    WEB,
                    "",
                    server("10.0.0.1", 1, there("10.0.0.1", 1, 5), ""),
                    server("10.0.0.2", 1, there("10.0.0.2", 1, 6), ""))),
            reloaded);
    assertThat(web.servers())
        .extracting(ServerStatus::name, ServerStatus::kernel)
        .containsExactly(
            tuple("10.0.0.3:80", null),
            tuple("10.0.0.1:80", new KernelStatus(1, 1, true, 5, 3, 10, 1, 20, 30, "")));
  }

  @Test
  void theTableIsReported() {
    assertThat(report(table()).table())
        .isEqualTo(
            new TableReport(
                2,
                List.of(OTHER.words()),
                List.of(),
                3,
                4,
                "failed",
                "no table",
                "no daemon",
                "no marks"));
  }

  @Test
  void aServerIsAddedUpOverTheServicesOfItsVirtualServer() {
    var web =
        web(
            table(
                service(WEB, "", server("10.0.0.1", 4, there("10.0.0.1", 4, 5), "")),
                service(OTHER, "", server("10.0.0.1", 4, there("10.0.0.1", 6, 6), "no"))),
            UP);
    assertThat(web.servers().get(0).kernel())
        .isEqualTo(new KernelStatus(2, 4, false, 11, 6, 20, 2, 40, 60, "no"));
    assertThat(web.traffic()).isEqualTo(new TrafficStatus(11, 6, 20, 2, 40, 60));
    assertThat(web.servers().get(1).kernel()).as("in no table").isNull();
  }

  @Test
  void aServerThatIsAsWantedInEveryServiceIsAsWanted() {
    var web =
        web(
            table(
                service(WEB, "", server("10.0.0.1", 4, there("10.0.0.1", 4, 0), "")),
                service(OTHER, "", server("10.0.0.1", 4, there("10.0.0.1", 4, 0), ""))),
            UP);
    assertThat(web.servers().getFirst().kernel())
        .isNotNull()
        .extracting("asWanted")
        .isEqualTo(true);
  }

  @Test
  void aServerThatTheKernelLacksIsInNoService() {
    var web =
        web(
            table(
                service(WEB, "", server("10.0.0.1", 4, null, "refused")),
                service(OTHER, "", server("10.0.0.1", 4, there("10.0.0.1", 4, 1), "later"))),
            UP);
    assertThat(web.servers().getFirst().kernel())
        .isEqualTo(new KernelStatus(1, 4, false, 1, 3, 10, 1, 20, 30, "refused"));
  }

  @Test
  void aSorryServerInTheTableIsCountedToo() {
    var web = web(table(service(WEB, "", server("10.0.0.9", 1, there("10.0.0.9", 1, 8), ""))), UP);
    assertThat(web.sorryServer())
        .isNotNull()
        .extracting("kernel")
        .isEqualTo(new KernelStatus(1, 1, true, 8, 3, 10, 1, 20, 30, ""));
  }

  @Test
  void refusalsOfTheKernelForAServiceAreReported() {
    var web = web(table(service(WEB, "no such scheduler"), service(OTHER, "")), UP);
    assertThat(web.refusals()).singleElement().asString().contains("no such scheduler");
  }

  @Test
  void bothFormsComeFromOneReport() {
    var answer = answer(snapshot(null, UP), null);
    var pretty = Bodies.text(answer.pretty().join());
    var line = Bodies.text(answer.line().join());
    assertThat(pretty).contains("\n").contains("\"lb1\"");
    assertThat(line).doesNotContain("\n").contains("\"lb1\"");
    assertThat(answer.report().join().routerId()).isEqualTo("lb1");
    assertThat(made).hasValue(1);
  }

  @Test
  void theTableIsTheSameAsThatOfTheJson() throws IOException {
    var answer = answer(snapshot(table(service(WEB, "no such scheduler")), UP), null);
    var pretty = Bodies.text(answer.pretty().join());
    var table = new String(answer.screen(View.PLAIN).join(), StandardCharsets.UTF_8);
    assertThat(table).contains("such scheduler");
    assertThat(table).isEqualTo(StatusScreen.text(StatusReport.fromJson(pretty), View.PLAIN));
    assertThat(made).hasValue(1);
  }

  @Test
  void aScreenOfAnUnknownNameIsRefusedWithTheNearest() {
    var answer = answer(snapshot(table(), UP), null);
    var view = new View(View.Detail.SCREEN, List.of("wbe"), 80, false, false);
    assertThat(answer.screen(view))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("nothing is called \"wbe\"; did you mean \"web\"?");
  }

  @Test
  void theVerdictIsOneLine() {
    var answer = answer(snapshot(table(), UP), null);
    assertThat(new String(answer.verdict().join(), StandardCharsets.UTF_8))
        .startsWith("CRITICAL - ")
        .doesNotContain("\n");
  }

  @Test
  void metricsComeFromTheSameSnapshot() {
    var snapshot = snapshot(table(), UP);
    AgentFacts.Checks figures = _ -> mock(CheckFigures.class);
    var facts =
        new MetricsFacts(
                () -> CompletableFuture.completedFuture(snapshot),
                figures,
                () -> Map.of("VI_1", "step-down"),
                () -> Reloads.NONE.plus(true))
            .ask()
            .join();
    assertThat(facts.version()).isEqualTo(Version.current());
    assertThat(facts).extracting("upSeconds").isEqualTo(90.0);
    assertThat(facts).extracting("checks").isEqualTo(figures);
    assertThat(facts.orders()).containsExactly(Map.entry("VI_1", "step-down"));
    assertThat(Map.of("pools", snapshot.pools())).containsEntry("pools", List.of(UP));
  }
}
