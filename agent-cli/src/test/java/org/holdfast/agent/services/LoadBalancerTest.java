package org.holdfast.agent.services;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ServiceMarks;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.ipvs.run.MarkRecord;
import org.holdfast.ipvs.run.ServerReport;
import org.holdfast.ipvs.run.ServiceReport;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.InstanceIds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoadBalancerTest {

  private static final ServiceKey WEB =
      new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113.10"), 80);
  private static final ServiceKey MAIL =
      new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113.10"), 25);
  private static final EnumSet<SyncRole> NO_ROLE = EnumSet.noneOf(SyncRole.class);
  private static final InstanceId VI = new InstanceId("VI");
  private static final InstanceId OTHER = new InstanceId("other");

  private final InstanceIds instances = mock(InstanceIds.class);
  private final IpvsAccess access = mock(IpvsAccess.class);
  private final IpvsSync sync = mock(IpvsSync.class);
  private final Runnable end = mock(Runnable.class);
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  @BeforeEach
  void theKernelAnswers() {
    when(instances.get("VI")).thenReturn(VI);
    when(access.open(any(), any())).thenReturn(new IpvsAccess.Opened(sync, end));
    when(access.isLoaded()).thenReturn(true);
    when(sync.settled(any())).thenReturn(settled);
    when(sync.stop(any())).thenReturn(CompletableFuture.completedFuture(null));
  }

  @AfterEach
  void noInterruptIsLeft() {
    Thread.interrupted();
  }

  private static String server(String name, int port, String more) {
    return """
      %s:
        address: 203.0.113.10:%d
        real-servers: [10.0.0.1, 10.0.0.2]
        %s
    """
        .formatted(name, port, more)
        .indent(0);
  }

  private static AgentConfig servers(String... servers) {
    return Configs.of(Configs.PLAIN + "virtual-servers:\n" + String.join("", servers));
  }

  private static AgentConfig web(String more) {
    return servers(server("web", 80, more));
  }

  private static AgentConfig withIpvs(AgentConfig config, String ipvs) {
    var said = Configs.of(Configs.PLAIN + "ipvs: " + ipvs).ipvs();
    return new AgentConfig(
        config.routerId(),
        config.vrrp(),
        config.bfdSessions(),
        config.virtualServers(),
        said,
        config.trackedChecks(),
        config.trackFiles(),
        config.trackProcesses(),
        config.control(),
        config.metrics(),
        config.dumps(),
        config.snmp(),
        config.dbus(),
        config.notifications(),
        config.process());
  }

  private static SyncDaemonConfig daemonOf(AgentConfig config) {
    return requireNonNull(config.ipvs().syncDaemon());
  }

  private static String daemon(String more) {
    return "{sync-daemon: {interface: lo%s}}".formatted(more);
  }

  private static VirtualServerConfig first(AgentConfig config) {
    return config.virtualServers().getFirst();
  }

  /** Returns a pool that wants both servers, the first one with this weight. */
  private static PoolView view(String name, int weight) {
    return new PoolView(
        name,
        true,
        2,
        0,
        List.of(
            new PoolView.Server("10.0.0.1:80", true, 0, new PoolView.Place(true, weight), ""),
            new PoolView.Server("10.0.0.2:80", true, 0, new PoolView.Place(true, 1), "")),
        null,
        0);
  }

  private LoadBalancer balancer(AgentConfig config) {
    return new LoadBalancer(config, instances, IpvsListener.NONE, access);
  }

  private LoadBalancer begun(AgentConfig config) {
    var balancer = balancer(config);
    balancer.begin(List.of(), MarkRecord.NONE);
    return balancer;
  }

  private void wanted(LoadBalancer balancer, AgentConfig config, int weight) {
    balancer.wanted(first(config), view("web", weight));
  }

  /** Returns a balancer that has written its first service; what it has called is forgotten. */
  private LoadBalancer written(AgentConfig config) {
    var balancer = begun(config);
    wanted(balancer, config, 1);
    clearInvocations(sync);
    return balancer;
  }

  /** Returns such a balancer whose instance is master. */
  private LoadBalancer serving(AgentConfig config) {
    var balancer = written(config);
    var _ = balancer.beforeAddresses(VI);
    clearInvocations(sync);
    return balancer;
  }

  private static Optional<VirtualService> service(AgentConfig config, int weight) {
    var server = first(config);
    return Optional.of(
        new VirtualService(
            WEB,
            server.terms(),
            List.of(
                server.realServers().get(0).destination().under(WEB).withWeight(weight),
                server.realServers().get(1).destination().under(WEB).withWeight(1))));
  }

  // ---- Opening ----

  @Test
  void withoutVirtualServersAndSyncDaemonTheKernelIsLeftAlone() {
    var idle = Configs.of(Configs.PLAIN);
    var balancer = begun(idle);
    balancer.follow(idle);
    balancer.afterAddresses(VI);
    balancer.retain(Set.of());
    balancer.close();

    verifyNoInteractions(access, sync);
    assertThat(balancer.served()).isEmpty();
    assertThat(balancer.status()).isCompletedWithValue(Optional.empty());
    assertThat(balancer.refusals()).isCompletedWithValue(List.of());
  }

  @Test
  void theSettingsForAllOfIpvsAreWrittenAtTheStart() {
    var config =
        withIpvs(web(""), "{flush: true, timeouts: {tcp: 15m}, sync-daemon: {interface: lo}}");
    var _ = begun(config);
    var order = inOrder(sync);
    order.verify(sync).flush();
    order.verify(sync).wantTimeouts(config.ipvs().timeouts());
    order.verify(sync).wantDaemons(daemonOf(config), EnumSet.allOf(SyncRole.class));
  }

  @Test
  void withoutFlushAndSyncDaemonNeitherIsRequested() {
    var _ = begun(web(""));
    verify(sync, never()).flush();
    verify(sync, never()).wantDaemons(any(), any());
    verify(sync).wantTimeouts(any());
  }

  @Test
  void aSyncDaemonWithoutVirtualServersOpensTheKernel() {
    var _ = begun(withIpvs(Configs.of(Configs.PLAIN), daemon("")));
    verify(access).open(any(), any());
  }

  // ---- The contents of the table ----

  @Test
  void aServiceHasTheServersAndWeightsOfThePool() {
    var config = web("");
    var balancer = begun(config);
    wanted(balancer, config, 7);
    verify(sync).want(WEB, service(config, 7));
  }

  @Test
  void nothingIsWrittenBeforeTheKernelIsOpen() {
    var config = web("");
    var balancer = balancer(config);
    wanted(balancer, config, 7);
    verifyNoInteractions(sync);
  }

  @Test
  void aColdServiceIsThereOnlyWhileItsInstanceIsMaster() {
    var config = web("instance: VI\n    standby: cold");
    var balancer = begun(config);
    wanted(balancer, config, 1);
    verify(sync).want(WEB, Optional.empty());

    var _ = balancer.beforeAddresses(VI);
    verify(sync).want(WEB, service(config, 1));
    clearInvocations(sync);

    balancer.afterAddresses(VI);
    verify(sync).want(WEB, Optional.empty());
  }

  @Test
  void aColdServiceStaysWhileItsInstanceServesWithTheAddressesOfAnEarlierRun() {
    var config = web("instance: VI\n    standby: cold");
    var balancer = begun(config);
    balancer.keepsAddresses(VI);
    wanted(balancer, config, 1);
    verify(sync).want(WEB, service(config, 1));
    verify(sync, never()).want(WEB, Optional.empty());

    balancer.afterAddresses(VI);
    verify(sync).want(WEB, Optional.empty());
  }

  @Test
  void aColdServiceComesBackForTheAddressesOfAnEarlierRunIfItsPoolWasSooner() {
    var config = web("instance: VI\n    standby: cold");
    var balancer = begun(config);
    wanted(balancer, config, 1);
    balancer.keepsAddresses(VI);
    verify(sync).want(WEB, service(config, 1));
  }

  @Test
  void aWarmServiceStaysAsItIsWhateverItsInstanceBecomes() {
    var config = web("instance: VI\n    standby: warm");
    var balancer = begun(config);
    wanted(balancer, config, 1);
    verify(sync).want(WEB, service(config, 1));
    clearInvocations(sync);
    when(sync.settled(any())).thenReturn(settled);

    var _ = balancer.beforeAddresses(VI);
    balancer.afterAddresses(VI);
    verify(sync, never()).want(any(), any());
  }

  @Test
  void aTransitionOfAnotherInstanceWritesNothing() {
    var config = web("instance: VI\n    standby: cold");
    var balancer = written(config);
    balancer.afterAddresses(OTHER);
    verify(sync, never()).want(any(), any());
  }

  @Test
  void anAddressThatAVirtualServerHasNoLongerIsWithdrawn() {
    var before = web("");
    var after = servers(server("web", 25, ""));
    var balancer = written(before);

    balancer.wanted(first(after), view("web", 1));

    verify(sync).want(eq(MAIL), any());
    verify(sync).want(WEB, Optional.empty());
  }

  @Test
  void anAddressThatAnotherVirtualServerHasNowIsNotWithdrawn() {
    var before = web("");
    var after = servers(server("mail", 80, ""), server("web", 25, ""));
    var balancer = begun(before);
    wanted(balancer, before, 1);
    balancer.wanted(after.virtualServers().get(0), view("mail", 1));
    clearInvocations(sync);

    balancer.wanted(after.virtualServers().get(1), view("web", 1));

    verify(sync, never()).want(eq(WEB), any());
  }

  @Test
  void aRemovedVirtualServerIsWithdrawn() {
    var config = web("");
    var balancer = written(config);

    balancer.retain(Set.of("web"));
    verify(sync, never()).want(any(), any());
    balancer.retain(Set.of("other"));
    verify(sync).want(WEB, Optional.empty());
  }

  // ---- Reloads ----

  @Test
  void theFirstTableIsWrittenWhenTheKernelHasAnsweredForEveryPool() {
    var config = web("");
    var balancer = begun(config);
    var first = balancer.firstWritten();
    verify(sync, never()).settled(any());

    wanted(balancer, config, 1);
    verify(sync).settled(List.of());
    assertThat(first).isNotDone();

    settled.complete(null);
    assertThat(first).isCompleted();
  }

  @Test
  void withoutATableTheFirstOneIsNotAwaited() {
    assertThat(begun(Configs.of(Configs.PLAIN)).firstWritten()).isCompleted();
  }

  @Test
  void viewsThatAreReportedTogetherReachTheTableTogether() {
    var calls = mock(Runnable.class);
    begun(web("")).together(calls);
    verify(sync).together(calls);
  }

  @Test
  void viewsAreHeardWithoutATable() {
    var calls = mock(Runnable.class);
    balancer(web("")).together(calls);
    verify(calls).run();
  }

  /** Ends the only virtual server by a reload, whose addresses have still to follow. */
  private static void endWeb(LoadBalancer balancer) {
    balancer.reloads(Configs.of(Configs.PLAIN));
    balancer.retain(Set.of());
  }

  private LoadBalancer withoutWeb(AgentConfig config) {
    var balancer = written(config);
    endWeb(balancer);
    return balancer;
  }

  @Test
  void aReloadWithdrawsAServiceOnlyAfterItsAddress() {
    var balancer = withoutWeb(web(""));
    var over = balancer.writtenAfterWithdrawals();
    verify(sync, never()).want(any(), any());
    assertThat(over).isNotDone();

    balancer.addressesFollowed();

    verify(sync).want(WEB, Optional.empty());
    verify(sync).settled(List.of());
    balancer.addressesFollowed();
    verify(sync, times(1)).want(any(), any());
  }

  @Test
  void aServiceStaysUntilTheInstanceThatAReloadRemovesHasHandedOver() {
    var config = web("instance: VI");
    var balancer = serving(config);
    endWeb(balancer);

    balancer.addressesFollowed(); // the configuration has no such instance any longer
    balancer.afterAddresses(OTHER);
    verify(sync, never()).want(any(), any());

    balancer.afterAddresses(VI);
    verify(sync).want(WEB, Optional.empty());
  }

  @Test
  void aServiceDoesNotWaitForAnInstanceThatStays() {
    when(instances.has(VI)).thenReturn(true);
    var config = web("instance: VI");
    var balancer = serving(config);
    endWeb(balancer);

    balancer.addressesFollowed();

    verify(sync).want(WEB, Optional.empty());
  }

  @Test
  void aServiceThatComesBackBeforeItsWithdrawalStays() {
    var config = web("");
    var balancer = withoutWeb(config);
    wanted(balancer, config, 2);
    balancer.addressesFollowed();
    verify(sync).want(WEB, service(config, 2));
    verify(sync, never()).want(WEB, Optional.empty());
  }

  @Test
  void theEndOfTheAgentWithdrawsWhatWaits() {
    var balancer = withoutWeb(web(""));
    balancer.close();
    var order = inOrder(sync);
    order.verify(sync).want(WEB, Optional.empty());
    order.verify(sync).stop(any());
  }

  @Test
  void aColdServiceThatFollowsAnotherInstanceStaysUntilTheAddressesHaveFollowed() {
    when(instances.has(any())).thenReturn(true);
    when(instances.get("other")).thenReturn(OTHER);
    var before = web("instance: VI\n    standby: cold");
    var balancer = serving(before);

    when(instances.get("VI")).thenReturn(OTHER);
    balancer.reloads(before);
    balancer.follow(before);
    verify(sync, never()).want(any(), any());

    balancer.addressesFollowed();
    verify(sync).want(WEB, Optional.empty());
  }

  private static AgentConfig marked(String addresses) {
    var config =
        Configs.of(
            Configs.PLAIN
                + """
                ipvs: {address-marks: {first-mark: 7}}
                virtual-servers:
                  web:
                    addresses: [%s]
                    real-servers: [10.0.0.1, 10.0.0.2]
                """
                    .formatted(addresses));
    return ServiceMarks.assigned(config, Map.of("web", 7));
  }

  @Test
  void destinationsKeepTheirMarkUntilTheirAddressesAreGone() {
    var before = marked("203.0.113.1:80, 203.0.113.2:80");
    var after = marked("203.0.113.2:80, 203.0.113.3:80");
    var mark = (ServiceKey.Mark) first(before).services().getFirst();
    var balancer = written(before);

    balancer.reloads(after);
    wanted(balancer, after, 1);
    verify(sync).mark(mark, List.of(http(2), http(3), http(1)));

    balancer.addressesFollowed();
    verify(sync).mark(mark, List.of(http(2), http(3)));
  }

  private static ServiceKey.Address http(int last) {
    return new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.of("203.0.113." + last), 80);
  }

  @Test
  void theAddressesOfAReloadWaitForTheKernelForALimitedTime() {
    begun(Configs.of(Configs.PLAIN)).awaitServices();
    verifyNoInteractions(sync);

    var balancer = begun(web(""));
    settled.complete(null);
    balancer.awaitServices();
    verify(sync).settled(List.of());
  }

  // ---- Waiting for addresses ----

  @Test
  void anInstanceWithoutVirtualServersTakesItsAddressesAtOnceIfEachHasAnotherInstance() {
    var balancer = begun(web("instance: VI"));
    var ready = balancer.beforeAddresses(OTHER);
    assertThat(ready).isDone();
    verify(sync, never()).settled(any());
  }

  @Test
  void theFirstAddressesWaitUntilTheServicesWithoutAnInstanceAreWritten() {
    var config = web("");
    var balancer = begun(config);
    var first = balancer.beforeAddresses(VI);
    wanted(balancer, config, 1);
    assertThat(first).isNotDone();
    settled.complete(null);
    assertThat(first).isDone();

    assertThat(balancer.beforeAddresses(OTHER)).isDone();
    verify(sync, times(1)).settled(List.of());
  }

  @Test
  void addressesAfterTheServicesWithoutAnInstanceWaitUntilTheseAreWritten() {
    var config = web("");
    var balancer = begun(config);
    wanted(balancer, config, 1);
    var first = balancer.beforeAddresses(VI);
    assertThat(first).isNotDone();
    settled.completeExceptionally(new IllegalStateException("refused"));
    assertThat(first).isDone();
  }

  @Test
  void addressesWaitUntilTheServicesAreWritten() {
    var config = web("instance: VI");
    var balancer = begun(config);
    wanted(balancer, config, 1);

    var ready = balancer.beforeAddresses(VI);

    verify(sync).settled(List.of(WEB));
    assertThat(ready).isNotDone();
    settled.complete(null);
    assertThat(ready).isDone();
  }

  @Test
  void addressesAreTakenAlsoWhenTheKernelRefuses() {
    var config = web("instance: VI");
    var balancer = begun(config);
    wanted(balancer, config, 1);
    var ready = balancer.beforeAddresses(VI);
    settled.completeExceptionally(new IllegalStateException("refused"));
    assertThat(ready).isDone();
  }

  @Test
  void addressesWaitUntilEveryPoolHasDecided() {
    var config = servers(server("web", 80, "instance: VI"), server("mail", 25, ""));
    var balancer = begun(config);
    var ready = balancer.beforeAddresses(VI);
    wanted(balancer, config, 1);
    verify(sync, never()).settled(any());

    balancer.wanted(config.virtualServers().get(1), view("mail", 1));

    verify(sync).settled(List.of(WEB));
    settled.complete(null);
    assertThat(ready).isDone();
    balancer.wanted(config.virtualServers().get(1), view("mail", 1));
    verify(sync, times(1)).settled(any());
  }

  @Test
  void aPoolThatIsRemovedBeforeItDecidesDelaysNoAddress() {
    var config = servers(server("web", 80, "instance: VI"), server("mail", 25, ""));
    var balancer = begun(config);
    var _ = balancer.beforeAddresses(VI);
    wanted(balancer, config, 1);

    balancer.retain(Set.of("web"));

    verify(sync).settled(List.of(WEB));
  }

  @Test
  void aMasterThatIsNoLongerMasterTakesNoAddressLater() {
    var config = web("instance: VI");
    var balancer = begun(config);
    var ready = balancer.beforeAddresses(VI);
    balancer.afterAddresses(VI);
    wanted(balancer, config, 1);
    verify(sync, never()).settled(any());
    assertThat(ready).isNotDone();
  }

  @Test
  void addressesThatWaitForTheKernelPassOnceItIsOpen() {
    var config = withIpvs(Configs.of(Configs.PLAIN), daemon(", instance: VI"));
    var balancer = balancer(config);
    var _ = balancer.beforeAddresses(VI);
    balancer.begin(List.of(), MarkRecord.NONE);
    verify(sync).settled(List.of());
  }

  @Test
  void theServicesOfADeadAgentGoUnlessTheyAreStillConfigured() {
    var other = new ServiceKey.Mark(7, Family.IPV4);
    when(access.isLoaded()).thenReturn(true);
    balancer(web("instance: VI")).begin(List.of(WEB, other), MarkRecord.NONE);
    verify(sync).want(other, Optional.empty());
    verify(sync, never()).want(WEB, Optional.empty());
  }

  @Test
  void theMarksOfADeadAgentGoAlsoWhileIpvsIsNotLoaded() {
    var other = new ServiceKey.Mark(7, Family.IPV4);
    var record = mock(MarkRecord.class);
    when(record.ofEarlierRuns()).thenReturn(Set.of("holdfast-ipvs"));
    when(access.isLoaded()).thenReturn(false);
    balancer(Configs.of(Configs.PLAIN)).begin(List.of(other), record);
    verify(sync).mark(other, List.of());
  }

  @Test
  void aKernelWithoutIpvsIsNotQueriedForTheServicesOfADeadAgent() {
    when(access.isLoaded()).thenReturn(false);
    balancer(Configs.of(Configs.PLAIN)).begin(List.of(WEB), MarkRecord.NONE);
    verify(access, never()).open(any(), any());
  }

  // ---- Changes of state ----

  @Test
  void aTurnListenerGetsTheStateOfEveryInstanceAndItsChanges() {
    var turns = new ArrayList<String>();
    var config =
        servers(
            server("web", 80, "instance: VI"),
            server("mail", 25, "instance: VI"),
            server("dns", 53, ""));
    var balancer = begun(config);
    balancer.onTurn((instance, master) -> turns.add(instance + " " + master));
    assertThat(turns).containsExactly("VI false");

    var _ = balancer.beforeAddresses(VI);
    balancer.afterAddresses(VI);
    assertThat(turns).containsExactly("VI false", "VI true", "VI false");

    var _ = balancer.beforeAddresses(VI);
    turns.clear();
    balancer.onTurn((instance, master) -> turns.add("again " + instance + " " + master));
    assertThat(turns).containsExactly("again VI true");
  }

  // ---- Other names ----

  @Test
  void aServerFollowsItsInstanceUnderAnotherName() {
    var before = web("instance: VI\n    standby: cold");
    var balancer = serving(before);

    when(instances.get("VI")).thenThrow(new IllegalStateException("no instance VI"));
    when(instances.get("www")).thenReturn(VI);
    wanted(balancer, before, 2);
    verify(sync).want(WEB, service(before, 2));
    var after =
        Configs.of(
            Configs.PLAIN.replace("VI:", "www:")
                + """
                virtual-servers:
                  web:
                    address: 203.0.113.10:80
                    real-servers: [10.0.0.1, 10.0.0.2]
                    instance: www
                    standby: cold
                """);
    balancer.follow(after);
    wanted(balancer, after, 3);

    verify(sync).want(WEB, service(after, 3));
    verify(sync, never()).want(WEB, Optional.empty());
    balancer.afterAddresses(VI);
    verify(sync).want(WEB, Optional.empty());
  }

  @Test
  void aReusedNameRefersToTheNewInstance() {
    var config = withIpvs(web("instance: VI\n    standby: cold"), daemon(", instance: VI"));
    var balancer = serving(config);

    when(instances.get("VI")).thenReturn(OTHER);
    balancer.follow(config);

    verify(sync).want(WEB, Optional.empty());
    verify(sync).wantDaemons(daemonOf(config), EnumSet.of(SyncRole.BACKUP));
  }

  // ---- The sync daemon ----

  @Test
  void theSyncDaemonHasTheRoleOfItsInstance() {
    var config = withIpvs(Configs.of(Configs.PLAIN), daemon(", instance: VI"));
    var daemon = daemonOf(config);
    var balancer = begun(config);
    verify(sync).wantDaemons(daemon, EnumSet.of(SyncRole.BACKUP));

    var ready = balancer.beforeAddresses(VI);
    verify(sync).wantDaemons(daemon, EnumSet.of(SyncRole.MASTER));
    assertThat(ready).isNotDone();
    settled.complete(null);
    assertThat(ready).isDone();

    balancer.afterAddresses(OTHER);
    verify(sync, times(1)).wantDaemons(daemon, EnumSet.of(SyncRole.BACKUP));
    balancer.afterAddresses(VI);
    verify(sync, times(2)).wantDaemons(daemon, EnumSet.of(SyncRole.BACKUP));
  }

  @Test
  void aReloadReplacesTheSyncDaemon() {
    var before = withIpvs(web(""), daemon(""));
    var after = withIpvs(web(""), daemon(", id: 7"));
    var balancer = begun(before);
    clearInvocations(sync);

    balancer.follow(before);
    verify(sync, never()).wantDaemons(any(), any());
    verify(sync, never()).wantTimeouts(any());

    balancer.follow(after);
    var order = inOrder(sync);
    order.verify(sync).wantDaemons(daemonOf(before), NO_ROLE);
    order.verify(sync).wantDaemons(daemonOf(after), EnumSet.allOf(SyncRole.class));

    balancer.follow(web(""));
    verify(sync).wantDaemons(daemonOf(after), NO_ROLE);
    clearInvocations(sync);
    balancer.follow(before);
    verify(sync, times(1)).wantDaemons(any(), any());
  }

  @Test
  void aReloadSetsOtherTimeouts() {
    var balancer = begun(web(""));
    clearInvocations(sync);
    var after = withIpvs(web(""), "{timeouts: {tcp: 15m}}");
    balancer.follow(after);
    verify(sync).wantTimeouts(after.ipvs().timeouts());
  }

  @Test
  void aReloadOpensTheKernelForTheFirstVirtualServerOrSyncDaemon() {
    var balancer = begun(Configs.of(Configs.PLAIN));
    balancer.follow(web(""));
    verify(access).open(any(), any());

    var other = begun(Configs.of(Configs.PLAIN));
    other.follow(withIpvs(Configs.of(Configs.PLAIN), daemon("")));
    verify(access, times(2)).open(any(), any());
  }

  /** The loop that adds an instance's addresses waits for the balancer meanwhile. */
  @Test
  void aReloadOfManyServicesDoesNotGoThroughAllOfThemForEach() {
    int many = 2_000;
    var before = marked("a", many, 1);
    var after = marked("b", many, 1 + many);
    var balancer = begun(before);
    before.virtualServers().forEach(server -> balancer.wanted(server, view(server.name(), 1)));
    reset(sync);
    when(sync.settled(any())).thenReturn(settled);

    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadAllocatedBytes();
    balancer.reloads(after);
    after.virtualServers().forEach(server -> balancer.wanted(server, view(server.name(), 1)));
    balancer.retain(
        after.virtualServers().stream().map(VirtualServerConfig::name).collect(toSet()));
    balancer.addressesFollowed();
    long each = (threads.getCurrentThreadAllocatedBytes() - start) / many;
    assertThat(each).isLessThan(40_000); // asking a virtual server for its mark makes a list
    verify(sync).want(services(before).getLast(), Optional.empty());
    verify(sync, never()).want(eq(services(after).getLast()), eq(Optional.empty()));
  }

  private static AgentConfig marked(String name, int many, int first) {
    var text = new StringBuilder(Configs.PLAIN);
    text.append("ipvs: {address-marks: {}}\n");
    text.append("virtual-servers:\n");
    var marks = new HashMap<String, Integer>();
    for (int i = 0; i < many; i++) {
      text.append("  ").append(name).append(i).append(": {addresses: ['10.");
      text.append("a".equals(name) ? 1 : 2).append('.').append(i / 250).append('.');
      text.append(1 + i % 250).append(":80'], real-servers: [10.0.0.1]}\n");
      marks.put(name + i, first + i);
    }
    return ServiceMarks.assigned(Configs.of(text.toString()), marks);
  }

  private static List<ServiceKey> services(AgentConfig config) {
    return config.virtualServers().stream().flatMap(server -> server.services().stream()).toList();
  }

  // ---- Questions ----

  @Test
  void theTableOfAnEarlierRunShowsWhichServersServed() {
    var config = web("");
    var balancer = begun(config);
    var serving = first(config).realServers().getFirst().destination().under(WEB);
    when(sync.left(List.of(WEB)))
        .thenReturn(
            CompletableFuture.completedFuture(
                Map.of(WEB, new VirtualService(WEB, first(config).terms(), List.of(serving)))));

    assertThat(balancer.served())
        .isEqualTo(Map.of("web", Map.of("10.0.0.1:80", true, "10.0.0.2:80", false)));
  }

  @Test
  void aTableThatIsEmptiedOrNotLoadedShowsNoServers() {
    assertThat(begun(withIpvs(web(""), "{flush: true}")).served()).isEmpty();
    var balancer = begun(web(""));
    when(access.isLoaded()).thenReturn(false);
    assertThat(balancer.served()).isEmpty();
    verify(sync, never()).left(anyCollection());
  }

  private static TableStatus table(ServiceKey key, String address, OptionalLong connections) {
    var destination = new Destination(IpAddress.of(address), 80, Forwarding.NAT, 1, 0, 0);
    Optional<DestinationStatus> actual =
        connections.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new DestinationStatus(
                    destination,
                    connections.getAsLong(),
                    connections.getAsLong() > 0 ? 2 : 0,
                    0,
                    Traffic.NONE));
    return new TableStatus(
        List.of(
            new ServiceReport(
                key,
                Optional.empty(),
                Optional.empty(),
                Traffic.NONE,
                List.of(new ServerReport(destination.key(), Optional.of(destination), actual, "")),
                "",
                0,
                OptionalLong.empty())),
        0,
        List.of(),
        List.of(),
        0,
        0,
        "",
        "",
        "");
  }

  private OptionalLong connections(LoadBalancer balancer, TableStatus table) {
    when(sync.status()).thenReturn(CompletableFuture.completedFuture(table));
    return balancer.connections("web", "10.0.0.1:80").join();
  }

  @Test
  void aServersConnectionsComeFromItsPlaceInTheTable() {
    var balancer = begun(web(""));
    assertThat(connections(balancer, table(WEB, "10.0.0.1", OptionalLong.of(5)))).hasValue(7);
    assertThat(connections(balancer, table(WEB, "10.0.0.2", OptionalLong.of(5)))).isEmpty();
    assertThat(connections(balancer, table(MAIL, "10.0.0.1", OptionalLong.of(5)))).isEmpty();
    assertThat(connections(balancer, table(WEB, "10.0.0.1", OptionalLong.empty()))).isEmpty();
    assertThat(balancer.connections("other", "10.0.0.1:80").join()).isEmpty();
  }

  @Test
  void connectionsThatTheSyncDaemonBroughtAreCountedInTheList() throws IOException {
    var balancer = begun(withIpvs(web(""), daemon("")));
    when(access.listed(any())).thenReturn(4L);
    assertThat(connections(balancer, table(WEB, "10.0.0.1", OptionalLong.of(5)))).hasValue(7);
    assertThat(connections(balancer, table(WEB, "10.0.0.2", OptionalLong.of(5)))).isEmpty();
    verify(access, never()).listed(any());

    assertThat(connections(balancer, table(WEB, "10.0.0.1", OptionalLong.of(0)))).hasValue(4);
    when(access.listed(any())).thenThrow(new IOException("permission denied"));
    assertThat(connections(balancer, table(WEB, "10.0.0.1", OptionalLong.of(0)))).hasValue(0);
  }

  @Test
  void withoutASyncDaemonTheListIsNotRead() throws IOException {
    var balancer = begun(web(""));
    assertThat(connections(balancer, table(WEB, "10.0.0.1", OptionalLong.of(0)))).hasValue(0);
    verify(access, never()).listed(any());
  }

  @Test
  void refusalsAreReadOnceEverythingWantedIsWritten() {
    var balancer = begun(web(""));
    var status = mock(TableStatus.class);
    when(status.refusedServices()).thenReturn(List.of("TCP 203.0.113.10:80 is not as configured"));
    when(sync.status()).thenReturn(CompletableFuture.completedFuture(status));

    var refusals = balancer.refusals();

    verify(sync).settled(List.of());
    assertThat(refusals).isNotDone();
    settled.complete(null);
    assertThat(refusals).isCompletedWithValue(List.of("TCP 203.0.113.10:80 is not as configured"));
    assertThat(balancer.status()).isCompletedWithValue(Optional.of(status));
  }

  // ---- The end ----

  @Test
  void theTableIsLeftAsConfiguredAndTheThreadEnds() {
    var balancer = begun(withIpvs(web(""), "{on-stop: keep}"));
    balancer.close();
    var order = inOrder(sync, end);
    order.verify(sync).stop(OnStop.KEEP);
    order.verify(end).run();
    balancer.close();
    verify(end, times(1)).run();
  }

  @Test
  void aKernelThatFailsAtTheEndEndsTheThreadAllTheSame() {
    when(sync.stop(any())).thenReturn(CompletableFuture.failedFuture(new IOException("gone")));
    begun(web("")).close();
    verify(end).run();
  }

  @Test
  void anInterruptAtTheEndIsKept() {
    when(sync.stop(any())).thenReturn(new CompletableFuture<>());
    var balancer = begun(web(""));
    Thread.currentThread().interrupt();
    balancer.close();
    assertThat(Thread.interrupted()).isTrue();
    verify(end).run();
  }

  @Test
  void theEndOfTheAgentTouchesNoServiceOfAReleasedInstance() {
    var config = web("instance: VI\n    standby: cold");
    var balancer = begun(config);
    balancer.close();
    clearInvocations(sync);
    balancer.afterAddresses(VI);
    wanted(balancer, config, 1);
    verifyNoInteractions(sync);
  }
}
