package org.holdfast.agent.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.publish.EventPublisher;
import org.holdfast.agent.publish.Notifications;
import org.holdfast.agent.publish.ServerCommands;
import org.holdfast.health.Advice;
import org.holdfast.health.CheckProgress;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.Failure;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.run.CheckEngine;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.health.run.CheckListener;
import org.holdfast.health.run.CheckService;
import org.holdfast.health.run.CheckStates;
import org.holdfast.health.run.EarlierLife;
import org.holdfast.health.run.PoolListener;
import org.holdfast.health.run.PoolService;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;

final class PoolWiringTest {

  private static final AgentConfig IDLE = Configs.of(Configs.PLAIN);
  private static final AgentConfig WEB = Configs.of(web("10.0.0.1, 10.0.0.2", ""));

  private final CheckService checks = mock(CheckService.class);
  private final CheckEngine engine = mock(CheckEngine.class);
  private final PoolService pools = mock(PoolService.class);
  private final CheckEngine.Subscription subscription = mock(CheckEngine.Subscription.class);
  private final ServerCommands commands = mock(ServerCommands.class);
  private final Notifications notices = mock(Notifications.class);
  private final LoadBalancer balancer = mock(LoadBalancer.class);
  private final EventPublisher publisher = mock(EventPublisher.class);
  private final TrackInlet tracks = mock(TrackInlet.class);
  private final AtomicInteger opened = new AtomicInteger();

  @BeforeEach
  void theServicesAnswerAtOnce() {
    when(checks.engine()).thenReturn(engine);
    when(checks.pools(any(), any(), any())).thenReturn(pools);
    when(engine.subscribe(any(), any())).thenReturn(subscription);
    when(pools.reload(any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
    views();
  }

  private void views(PoolView... views) {
    when(pools.views()).thenReturn(CompletableFuture.completedFuture(List.of(views)));
    when(pools.views(any())).thenReturn(CompletableFuture.completedFuture(List.of(views)));
  }

  private static String web(String servers, String more) {
    return Configs.PLAIN
        + """
        virtual-servers:
          web:
            address: 203.0.113.10:80
            real-servers: [%s]
            %s
        """
            .formatted(servers, more);
  }

  private static AgentConfig tracking(String... tracked) {
    return Configs.of(
        """
        vrrp:
          instances:
            VI:
              interface: lo
              virtual-router-id: 51
              addresses: [10.9.0.100/24]
              track: {tcp: [%s]}
        """
            .formatted(String.join(", ", tracked)));
  }

  private PoolWiring health(AgentConfig config) {
    return new PoolWiring(
        config,
        () -> {
          opened.incrementAndGet();
          return checks;
        },
        commands,
        notices,
        balancer,
        publisher,
        tracks);
  }

  private PoolWiring begun(AgentConfig config) {
    var health = health(config);
    health.begin(EarlierLife.NONE);
    return health;
  }

  private static VirtualServerConfig server(AgentConfig config) {
    return config.virtualServers().getFirst();
  }

  private static PoolView view(String name, boolean quorum) {
    return new PoolView(name, quorum, 1, 0, List.of(), null, 0);
  }

  private PoolListener poolListener() {
    var listener = ArgumentCaptor.forClass(PoolListener.class);
    verify(checks).pools(any(), any(), listener.capture());
    return listener.getValue();
  }

  @Test
  void withoutAnyCheckNothingIsOpened() {
    var health = begun(IDLE);
    health.follow(IDLE);
    health.fileHolds("f", 1);
    health.sessionIs("s", true, "up");
    health.end();
    health.close();

    assertThat(opened).hasValue(0);
    assertThat(health.states()).isEqualTo(CheckStates.NONE);
    assertThat(health.figures(mock(CheckSpec.class))).isNull();
    assertThat(health.views()).isCompletedWithValue(List.of());
    assertThat(health.operator("web", "a", Intervention.NONE)).isCompletedWithValue(null);
    assertThat(health.drained("web", "a")).isCompletedWithValue(null);
    verifyNoInteractions(balancer, tracks, commands, notices, publisher);
  }

  @Test
  void onlyAConfigurationWithoutChecksAndVirtualServersIsIdle() {
    assertThat(PoolWiring.isIdle(IDLE)).isTrue();
    assertThat(PoolWiring.isIdle(WEB)).isFalse();
    assertThat(PoolWiring.isIdle(tracking("{address: 10.0.0.1, port: 80}"))).isFalse();
  }

  @Test
  void thePoolsBeginWithTheStateOfAnEarlierRun() {
    var earlier = new EarlierLife(Map.of(), Map.of("web", Map.of("10.0.0.1:80", true)));
    var health = health(WEB);
    verify(checks, never()).pools(any(), any(), any());

    health.begin(earlier);

    verify(checks).pools(eq(List.of(server(WEB).pool())), eq(earlier), any());
    verify(balancer).onTurn(any());
  }

  @Test
  void aDecisionReachesTheTableBeforeInstancesAndCommands() {
    var _ = begun(WEB);
    var change = new PoolChange.ServerUp("10.0.0.1:80");
    var view = view("web", true);

    poolListener().changed(List.of(change), view);

    var order = inOrder(balancer, publisher, tracks, notices, commands);
    order.verify(balancer).wanted(server(WEB), view);
    order.verify(publisher).poolChanged("web", change);
    order.verify(tracks).trackReported(TrackKind.VIRTUAL_SERVER, "web", TrackVerdict.WELL);
    order.verify(notices).poolChanged(server(WEB), change);
    order.verify(commands).report(server(WEB), change);
  }

  @Test
  void aServerThatIsUpFromTheStartIsReportedBeforeTheQuorum() {
    var config = Configs.of(web("10.0.0.1", "") + "notifications: {servers-at-start: true}\n");
    var _ = begun(config);
    var up = new PoolView.Server("10.0.0.1:80", true, 0, new PoolView.Place(true, 1), "");
    var view = new PoolView("web", true, 1, 0, List.of(up), null, 0);
    var gained = new PoolChange.QuorumGained(1, 0, 1, true);

    poolListener().changed(List.of(gained), view);

    var order = inOrder(notices, commands);
    var start = new PoolChange.ServerUp("10.0.0.1:80");
    order.verify(notices).poolChangedUnmailed(server(config), start);
    order.verify(commands).report(server(config), start);
    order.verify(notices).poolChanged(server(config), gained);
    order.verify(commands).report(server(config), gained);
  }

  @Test
  void aVirtualServerWithoutItsQuorumHasFailedForTheInstances() {
    var _ = begun(WEB);
    poolListener().changed(List.of(), view("web", false));
    verify(tracks).trackReported(TrackKind.VIRTUAL_SERVER, "web", TrackVerdict.FAILED);
  }

  @Test
  void aPoolOfAnotherConfigurationIsIgnored() {
    var _ = begun(WEB);
    poolListener().changed(List.of(), view("other", true));
    verify(balancer, never()).wanted(any(), any());
    verifyNoInteractions(tracks);
  }

  @Test
  void aTrackedCheckReportsToTheInstances() {
    var config = tracking("{address: 10.0.0.1, port: 80}");
    var _ = begun(config);
    var check = config.trackedChecks().getFirst();
    var listener = ArgumentCaptor.forClass(CheckListener.class);
    verify(engine).subscribe(eq(check.spec()), listener.capture());

    listener.getValue().reported(new CheckProgress(check.spec(), 0, 0.5).state());

    verify(tracks).trackReported(TrackKind.CHECK, check.name(), TrackVerdict.UNDECIDED);
  }

  @Test
  void aTrackedCheckThatStaysGoesOnAndARemovedOneEnds() {
    var first = "{address: 10.0.0.1, port: 80}";
    var second = "{address: 10.0.0.2, port: 80}";
    var health = begun(tracking(first));
    var other = mock(CheckEngine.Subscription.class);
    when(engine.subscribe(any(), any())).thenReturn(other);

    health.follow(tracking(first, second));
    verify(engine, times(2)).subscribe(any(), any());
    verify(subscription, never()).end();

    health.follow(tracking(second));
    verify(subscription).end();
    verify(other, never()).end();

    health.follow(tracking(first));
    verify(other).end();
    verify(engine, times(3)).subscribe(any(), any());
  }

  @Test
  void aReloadOpensTheFirstChecks() {
    var health = begun(IDLE);

    health.follow(WEB);

    assertThat(opened).hasValue(1);
    verify(checks).pools(eq(List.of(server(WEB).pool())), eq(EarlierLife.NONE), any());
    verify(balancer).retain(Set.of("web"));
  }

  @Test
  void aReloadGivesThePoolsTheNewAndChangedVirtualServers() {
    var health = begun(WEB);
    clearInvocations(balancer);

    health.follow(WEB);
    verify(pools).reload(eq(List.of(server(WEB).pool())), eq(Set.of()), any());
    verify(balancer).onTurn(any());
    verify(balancer).retain(Set.of("web"));
    verify(checks, times(1)).pools(any(), any(), any());

    var changed = Configs.of(web("10.0.0.1, 10.0.0.2", "scheduler: rr"));
    health.follow(changed);
    verify(pools).reload(eq(List.of(server(changed).pool())), eq(Set.of("web")), any());
  }

  @Test
  void aReloadInformsInstancesAboutTheVirtualServersThatTheyTrack() {
    var tracked =
        Configs.of(
            web("10.0.0.1", "")
                .replace(
                    "addresses: [10.9.0.100/24]",
                    "addresses: [10.9.0.100/24], track: {virtual-servers: [web]}"));
    var health = begun(tracked);
    health.follow(tracked);
    verify(pools).reload(any(), eq(Set.of("web")), any());
  }

  @Test
  void aTrackOfAnotherKindIsNotAVirtualServer() {
    var tracked =
        Configs.of(
            web("10.0.0.1", "")
                .replace(
                    "addresses: [10.9.0.100/24]",
                    "addresses: [10.9.0.100/24], track: {tcp: {address: 10.0.0.9, port: 80}}"));
    var health = begun(tracked);
    health.follow(tracked);
    verify(pools).reload(any(), eq(Set.of()), any());
  }

  @Test
  void decisionsOfAReloadedPoolBelongToTheNewConfiguration() {
    var health = begun(WEB);
    var changed = Configs.of(web("10.0.0.1, 10.0.0.2", "scheduler: rr"));
    health.follow(changed);
    var listener = ArgumentCaptor.forClass(PoolListener.class);
    verify(pools).reload(any(), any(), listener.capture());

    listener.getValue().changed(List.of(), view("web", true));

    verify(balancer).wanted(server(changed), view("web", true));
  }

  @Test
  void aVirtualServerThatAReloadRemovesHasLostItsQuorum() {
    var health = begun(WEB);
    views(view("web", true));

    health.follow(WEB);
    verify(pools).views(Set.of());
    clearInvocations(commands);
    var fewer = Configs.of(web("10.0.0.1", ""));
    health.follow(fewer);
    verify(pools).views(Set.of("web"));
    verifyNoInteractions(commands);

    health.follow(IDLE);
    var end = new PoolChange.QuorumLost(1, 0, 1);
    verify(notices).poolChanged(server(fewer), end);
    verify(commands).report(server(fewer), end);
  }

  @Test
  void aPoolThatIsInNoConfigurationRunsNoCommand() {
    var health = begun(WEB);
    views(view("other", true));
    health.follow(IDLE);
    health.end();
    verifyNoInteractions(commands);
  }

  @Test
  void checksRestWhileTheInstanceIsNotMaster() {
    var suspending = Configs.of(web("10.0.0.1", "ha-suspend: true\n    instance: VI"));
    var _ = begun(suspending);
    var turns = ArgumentCaptor.forClass(LoadBalancer.TurnListener.class);
    verify(balancer).onTurn(turns.capture());

    turns.getValue().turned("other", false);
    verify(pools, never()).suspend(anyString());
    turns.getValue().turned("VI", false);
    verify(pools).suspend("web");
    verify(pools, never()).resume("web");
    turns.getValue().turned("VI", true);
    verify(pools).resume("web");
    verify(pools, times(1)).suspend("web");
  }

  @Test
  void checksWithoutHaSuspendNeverRest() {
    var _ = begun(Configs.of(web("10.0.0.1", "instance: VI")));
    var turns = ArgumentCaptor.forClass(LoadBalancer.TurnListener.class);
    verify(balancer).onTurn(turns.capture());
    turns.getValue().turned("VI", false);
    verify(pools, never()).suspend(anyString());
  }

  @Test
  void aReloadResumesOnlyChecksThatNoLongerRest() {
    var suspending = Configs.of(web("10.0.0.1", "ha-suspend: true\n    instance: VI"));
    var health = begun(suspending);
    health.follow(suspending);
    verify(pools, never()).resume(anyString());
    health.follow(Configs.of(web("10.0.0.1", "instance: VI")));
    verify(pools).resume("web");
  }

  private AgentConfig fileCheck(String terms) {
    var config =
        Configs.of(
            web("10.0.0.1", "check: {file: {name: load%s}}".formatted(terms))
                .replace(
                    "virtual-servers:",
                    "  track-files: {load: {path: /run/load}}\nvirtual-servers:"));
    return config;
  }

  private static Probe probe(AgentConfig config) {
    return server(config).realServers().getFirst().health().checks().getFirst().spec().probe();
  }

  @ParameterizedTest
  @CsvSource({
    "', weight: 0', 0, true",
    "', weight: 0', 1, false",
    "', weight: 0, reverse: true', 0, false",
    "', weight: 0, reverse: true', 1, true"
  })
  void aFileWithoutAWeightPassesWithZeroOrReversedWithAnyOther(
      String terms, int number, boolean passes) {
    var config = fileCheck(terms);
    var words = "the file says " + number;

    begun(config).fileHolds("load", number);

    verify(engine)
        .report(
            probe(config),
            passes
                ? ProbeResult.Passed.saying(words)
                : new ProbeResult.Failed(Failure.VALUE, words));
  }

  @ParameterizedTest
  @CsvSource({
    "', weight: 3', 2, 6",
    "', weight: 3, reverse: true', 2, -6",
    "', weight: 253', 2147483647, 2147483647",
    "', weight: 253', -2147483648, fails",
    "', weight: 1', -2147483648, fails",
    "', weight: 1', -2147483647, -2147483647",
  })
  void aFileWithAWeightMovesTheServersWeight(String terms, int number, String amount) {
    var config = fileCheck(terms);
    var words = "the file says " + number;

    begun(config).fileHolds("load", number);

    verify(engine)
        .report(
            probe(config),
            amount.equals("fails")
                ? new ProbeResult.Failed(Failure.VALUE, words)
                : new ProbeResult.Passed(words, new Advice.Plus(Integer.parseInt(amount))));
  }

  @Test
  void aCheckOfAFileGetsOnlyTheNumberOfItsFile() {
    var health = begun(fileCheck(""));
    health.fileHolds("other", 1);
    verify(engine, never()).report(any(), any());
  }

  @Test
  void aCheckOfAFileThatAReloadAddsGetsTheKnownNumber() {
    var health = begun(WEB);
    health.fileHolds("load", 7);
    verify(engine, never()).report(any(), any());

    var next = fileCheck(", weight: 0");
    health.follow(next);

    verify(engine).report(probe(next), new ProbeResult.Failed(Failure.VALUE, "the file says 7"));
  }

  @Test
  void theFirstCheckOfAFileGetsTheKnownNumber() {
    var health = begun(IDLE);
    health.fileHolds("load", 7);

    var next = fileCheck(", weight: 0");
    health.follow(next);

    verify(engine).report(probe(next), new ProbeResult.Failed(Failure.VALUE, "the file says 7"));
  }

  @Test
  void aSessionPassesOrFailsItsChecks() {
    var health = begun(WEB);
    health.sessionIs("s", true, "Up");
    verify(engine).report(new Probe.Bfd("s"), ProbeResult.Passed.saying("Up"));
    health.sessionIs("s", false, "the neighbour is silent");
    verify(engine)
        .report(
            new Probe.Bfd("s"),
            new ProbeResult.Failed(Failure.SESSION_DOWN, "the neighbour is silent"));
  }

  @Test
  void theFirstCheckOfASessionGetsTheKnownState() {
    var health = begun(IDLE);
    health.sessionIs("s", false, "not heard of yet");
    health.sessionIs("s", true, "Up");

    health.follow(WEB);

    verify(engine).report(new Probe.Bfd("s"), ProbeResult.Passed.saying("Up"));
    verify(engine).retainReported(any());
    verifyNoMoreInteractions(engine);
  }

  @Test
  void queriesAndInterventionsReachTheRunningServices() {
    var health = begun(WEB);
    var states = new CheckStates(1, List.of());
    var spec = mock(CheckSpec.class);
    var figures = mock(CheckFigures.class);
    var done = new CompletableFuture<Void>();
    when(checks.states()).thenReturn(states);
    when(engine.figures(spec)).thenReturn(figures);
    when(pools.operator("web", "a", Intervention.NONE)).thenReturn(done);
    when(pools.drained("web", "a")).thenReturn(done);
    views(view("web", true));

    assertThat(health.states()).isSameAs(states);
    assertThat(health.figures(spec)).isSameAs(figures);
    assertThat(health.views()).isCompletedWithValue(List.of(view("web", true)));
    assertThat(health.operator("web", "a", Intervention.NONE)).isSameAs(done);
    assertThat(health.drained("web", "a")).isSameAs(done);
  }

  @Test
  void theEndRunsDownCommandsOnlyWhereTheyAreWantedOnStop() {
    var quiet = begun(WEB);
    views(view("web", true));
    quiet.end();
    verify(pools).close();
    verifyNoInteractions(commands);

    var stopping = Configs.of(web("10.0.0.1", "notify: {on-stop: true}"));
    begun(stopping).end();
    verify(commands).report(server(stopping), new PoolChange.QuorumLost(1, 0, 1));
    verifyNoMoreInteractions(commands);
  }

  @Test
  void closingClosesTheLoopsOfTheChecks() {
    begun(WEB).close();
    verify(checks).close();
  }
}
