package org.holdfast.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import java.util.List;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.notify.Notice;
import org.holdfast.agent.notify.NotificationChannels;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Transition;
import org.holdfast.agent.notify.Transition.Kind;
import org.holdfast.agent.notify.Transition.State;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.InstanceIds;
import org.holdfast.vrrp.io.VrrpNews;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;

final class NotificationsTest {

  private static final String TOLD = "router-id: lb1\nnotifications: {priority-changes: true%s}\n";
  private static final AgentConfig CONFIG = Configs.of(TOLD.formatted("") + Configs.PLAIN);
  private static final AgentConfig WITHOUT_VI =
      Configs.of(Configs.PLAIN.replace("VI", "other").replace("51", "99"));

  private static final InstanceId VI = new InstanceId("VI");

  private final InstanceIds instances = mock(InstanceIds.class);
  private final Scripts scripts = mock(Scripts.class);
  private final NotificationChannels channels = mock(NotificationChannels.class);
  private final Notifications notices = new Notifications(CONFIG, instances, scripts, channels);

  @BeforeEach
  void theInstanceIsConfigured() {
    when(instances.has(VI)).thenReturn(true);
  }

  private void moved(VrrpState state) {
    notices.accept(new VrrpNews.Moved(VI, VrrpState.BACKUP, state, 100, new Reason.Owner()));
  }

  private void verifyReported(NotificationChannels channels, Transition transition) {
    verify(scripts).report(transition);
    verify(channels).report(transition, false);
  }

  private static Transition transition(State state) {
    return new Transition(Kind.INSTANCE, VI, state, 100);
  }

  @ParameterizedTest
  @CsvSource({"MASTER", "BACKUP", "FAULT", "STOP"})
  void aMoveIsReportedToCommandsAndChannels(VrrpState state) {
    moved(state);
    verifyReported(channels, transition(State.valueOf(state.name())));
  }

  @Test
  void theInitialStateIsNotReported() {
    moved(VrrpState.INIT);
    verifyNoInteractions(scripts, channels);
  }

  @Test
  void aGroupIsReportedWithPriorityZero() {
    notices.accept(new VrrpNews.GroupMoved("VG", VrrpState.MASTER));
    verifyReported(channels, new Transition(Kind.GROUP, "VG", State.MASTER, 0));
  }

  @Test
  void changedPrioritiesAreReportedForMastersAndBackupsOnly() {
    notices.accept(new VrrpNews.PriorityChanged(VI, VrrpState.MASTER, 100));
    verifyReported(channels, transition(State.MASTER_PRIORITY));
    notices.accept(new VrrpNews.PriorityChanged(VI, VrrpState.BACKUP, 100));
    verifyReported(channels, transition(State.BACKUP_PRIORITY));
    notices.accept(new VrrpNews.PriorityChanged(VI, VrrpState.FAULT, 100));
    notices.accept(new VrrpNews.PriorityChanged(VI, VrrpState.INIT, 100));
    verifyNoMoreInteractions(scripts, channels);
  }

  @Test
  void anAdvertOfALowerPriorityIsReported() {
    notices.accept(new VrrpNews.LowerPriorityHeard(VI, 100));
    verifyReported(channels, transition(State.MASTER_RX_LOWER_PRI));
  }

  @Test
  void aTrackIsNotReported() {
    notices.accept(new VrrpNews.TrackTurned(VI, TrackKind.FILE, "f", TrackVerdict.FAILED, 100));
    verifyNoInteractions(scripts, channels);
  }

  @Test
  void anInstanceThatAReloadRemovesIsReportedAsDeletedOnce() {
    var next = mock(NotificationChannels.class);
    when(channels.follow(any(), any())).thenReturn(next);

    notices.follow(WITHOUT_VI);
    when(instances.has(VI)).thenReturn(false);
    moved(VrrpState.MASTER);
    verifyReported(next, transition(State.MASTER));
    moved(VrrpState.STOP);
    verifyReported(next, transition(State.DELETED));

    var namesake = new InstanceId("VI");
    when(instances.has(namesake)).thenReturn(true);
    notices.accept(
        new VrrpNews.Moved(namesake, VrrpState.BACKUP, VrrpState.STOP, 100, new Reason.Owner()));
    verifyReported(next, new Transition(Kind.INSTANCE, namesake, State.STOP, 100));
  }

  @Test
  void anInstanceThatStaysIsNotDeletedByAReload() {
    when(channels.follow(any(), any())).thenReturn(channels);
    notices.follow(CONFIG);
    moved(VrrpState.STOP);
    verifyReported(channels, transition(State.STOP));
  }

  @Test
  void theChannelsFollowWithTheNewTerms() {
    var loop = mock(ScriptLoop.class);
    when(scripts.loop()).thenReturn(loop);
    var next = mock(NotificationChannels.class);
    when(channels.follow(any(), any())).thenReturn(next);

    notices.follow(CONFIG);

    var terms = ArgumentCaptor.forClass(NotificationChannels.Terms.class);
    verify(channels).follow(eq(CONFIG.notifications()), terms.capture());
    assertThat(terms.getValue().routerId()).isEqualTo("lb1");
    assertThat(terms.getValue().loop()).isSameAs(loop);
    assertThat(terms.getValue().stopWait()).isEqualTo(Notifier.STOP_WAIT);
    notices.reloaded();
    notices.close();
    var order = inOrder(next);
    order.verify(next).reloaded();
    order.verify(next).close();
  }

  // ---- Mails and FIFO lines ----

  private static final String MAIL = ", mail: {server: mx, to: [ops@example.org], on: [%s]}";

  private Notifications mailing(String on, String instance, String more) {
    var yaml = TOLD.formatted(MAIL.formatted(on)) + Configs.PLAIN.replace("51", "51" + instance);
    return new Notifications(Configs.of(yaml + more), instances, scripts, channels);
  }

  private static void turn(Notifications notices) {
    notices.accept(
        new VrrpNews.Moved(VI, VrrpState.BACKUP, VrrpState.MASTER, 100, new Reason.Owner()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "instances | '' | true",
        "instances | ', notify: {mail: false}' | false",
        "servers | '' | false",
        "servers | ', notify: {mail: true}' | true",
      })
  void anInstancesMailSettingOverridesTheGeneralOne(String on, String says, boolean mailed) {
    turn(mailing(on, says, ""));
    verify(channels).report(transition(State.MASTER), mailed);
  }

  @Test
  void noMailIsSentAboutAnUnknownInstanceOrGroup() {
    var all = mailing("instances, groups", "", "");
    all.accept(new VrrpNews.GroupMoved("VG", VrrpState.MASTER));
    verify(channels).report(new Transition(Kind.GROUP, "VG", State.MASTER, 0), false);
    var none = WITHOUT_VI;
    assertThat(none.isMailed(Kind.INSTANCE, "VI")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "groups | '' | true",
        "groups | ', notify: {mail: false}' | false",
        "servers | '' | false",
        "servers | ', notify: {mail: true}' | true",
      })
  void aGroupsMailSettingOverridesTheGeneralOne(String on, String says, boolean mailed) {
    var group = "  sync-groups: {VG: {instances: [VI]%s}}\n".formatted(says);
    mailing(on, "", group).accept(new VrrpNews.GroupMoved("VG", VrrpState.MASTER));
    verify(channels).report(new Transition(Kind.GROUP, "VG", State.MASTER, 0), mailed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "servers, virtual-servers | '' | '' | true | true",
        "servers | '' | '' | true | false",
        "virtual-servers | '' | '' | false | true",
        "servers, virtual-servers | ', notify: {mail: false}' | '' | false | true",
        "servers, virtual-servers | '' | '    notify: {mail: false}' | true | false",
      })
  void theMailSettingOfAServerOrPoolOverridesTheGeneralOne(
      String on, String real, String pool, boolean serverMailed, boolean poolMailed) {
    var web =
        """
        virtual-servers:
          web:
            address: 203.0.113.10:80
            real-servers: [{address: 10.0.0.1%s}]
        %s
        """
            .formatted(real, pool);
    var yaml = TOLD.formatted(MAIL.formatted(on)) + Configs.PLAIN + web;
    var config = Configs.of(yaml);
    var mailing = new Notifications(config, instances, scripts, channels);
    var server = config.virtualServers().getFirst();

    mailing.poolChanged(server, new PoolChange.ServerDown("10.0.0.1:80", "refused", true));
    verify(channels).report(any(Notice.ServerTurned.class), eq(false));
    clearInvocations(channels);
    mailing.poolChanged(server, new PoolChange.ServerUp("10.0.0.1:80"));
    verify(channels).report(any(Notice.ServerTurned.class), eq(serverMailed));
    mailing.poolChanged(server, new PoolChange.QuorumGained(1, 0, 1));
    verify(channels).report(any(Notice.QuorumTurned.class), eq(poolMailed));
  }

  @Test
  void fifosReceiveChangedPrioritiesOnlyOnRequest() {
    var silent = new Notifications(Configs.of(Configs.PLAIN), instances, scripts, channels);
    silent.accept(new VrrpNews.PriorityChanged(VI, VrrpState.MASTER, 100));
    verify(scripts).report(transition(State.MASTER_PRIORITY));
    verifyNoInteractions(channels);
  }

  @Test
  void aGroupMayRequestThePrioritiesOfItsMembers() {
    var group = "  sync-groups: {VG: {instances: [VI], notify: {priority-changes: true}}}\n";
    var config = Configs.of(Configs.PLAIN + group);
    assertThat(config.reportsPriorityChanges("VI")).isTrue();
    assertThat(config.reportsPriorityChanges("other")).isFalse();
  }

  // ---- Pools ----

  private static VirtualServerConfig server(String address, String more) {
    return Configs.of(
            Configs.PLAIN
                + """
                virtual-servers:
                  web/tcp:
                    %s
                    real-servers: ['10.0.0.1:8080', 10.0.0.2]
                    %s
                """
                    .formatted(address, more))
        .virtualServers()
        .getFirst();
  }

  private static final VirtualServerConfig WEB = server("address: 203.0.113.10:80", "");

  @Test
  void aServerThatTurnsIsReportedInKeepalivedsWords() {
    notices.poolChanged(WEB, new PoolChange.ServerUp("10.0.0.1:8080"));
    verify(channels)
        .report(
            new Notice.ServerTurned("[203.0.113.10]:tcp:80", "[10.0.0.1]:tcp:8080", true, ""),
            false);

    notices.poolChanged(WEB, new PoolChange.ServerDown("10.0.0.2:80", "timed out"));
    verify(channels)
        .report(
            new Notice.ServerTurned(
                "[203.0.113.10]:tcp:80", "[10.0.0.2]:tcp:80", false, "timed out"),
            false);
  }

  @Test
  void theQuorumIsReportedWithItsSums() {
    var gained = new PoolChange.QuorumGained(1, 0, 2);
    var lost = new PoolChange.QuorumLost(1, 0, 0);
    var service = "[203.0.113.10]:tcp:80";

    notices.poolChanged(WEB, gained);
    verify(channels).report(new Notice.QuorumTurned(service, true, gained.words(service)), false);
    notices.poolChanged(WEB, lost);
    verify(channels).report(new Notice.QuorumTurned(service, false, lost.words(service)), false);
    notices.poolChanged(WEB, new PoolChange.QuorumGained(1, 0, 2, true));
    var start = "Starting with quorum up 1+0=1 <= 2 for VS " + service;
    verify(channels).report(new Notice.QuorumTurned(service, true, start), false);
  }

  @Test
  void changesOfWeightsAreNotReported() {
    var place = new PoolView.Place(true, 1);
    notices.poolChanged(WEB, new PoolChange.Placed("a", place, place, false, ""));
    notices.poolChanged(WEB, new PoolChange.AliveServers(true, List.of()));
    notices.poolChanged(WEB, new PoolChange.SorryServer(place, place));
    notices.poolChanged(WEB, new PoolChange.TierServes(0, 1));
    verifyNoInteractions(channels);
  }

  @Test
  void aFirewallMarkAndAGroupOfAddressesHaveTheirOwnWords() {
    var marked = server("firewall-mark: 4294967295", "");
    assertThat(Notifications.service(marked)).isEqualTo("FWM 4294967295");
    notices.poolChanged(marked, new PoolChange.ServerUp("10.0.0.1:8080"));
    verify(channels)
        .report(new Notice.ServerTurned("FWM 4294967295", "[10.0.0.1]:none:8080", true, ""), false);

    var group = server("addresses: ['203.0.113.10:80', '203.0.113.11:80']", "");
    assertThat(Notifications.service(group)).isEqualTo("[web]:0");
    var other = server("addresses: ['203.0.113.10:80', '203.0.113.11:80']", "protocol: udp");
    assertThat(Notifications.service(other)).isEqualTo("[web/tcp]:0");
  }
}
