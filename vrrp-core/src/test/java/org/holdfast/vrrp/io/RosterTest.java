package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a reload changes the instances and sync groups. */
class RosterTest {

  private static final Duration TAKEOVER = Duration.ofMillis(3610);

  @TempDir Path directory;

  private final FakeHost host =
      new FakeHost().link(2, "eth0", "10.0.0.1/24").link(3, "eth1", "10.0.1.1/24");

  @SuppressWarnings("NullAway.Init") // by open()
  private LifeRecord life;

  @SuppressWarnings("NullAway.Init") // by start()
  private VrrpService service;

  @BeforeEach
  void open() {
    life = LifeRecord.open(directory.resolve("state")).orElseThrow();
  }

  @AfterEach
  void close() {
    service.close();
    life.close();
    host.close();
  }

  private static TestInstance first() {
    return TestInstance.named("VI_1").holds("10.0.0.9/24").probesEvery(Duration.ZERO);
  }

  private static TestInstance second() {
    return TestInstance.named("VI_2")
        .on("eth1")
        .vrid(52)
        .holds("10.0.1.9/24")
        .probesEvery(Duration.ZERO);
  }

  private static VrrpConfig config(InstanceConfig... instances) {
    return config(List.of(), instances);
  }

  private static VrrpConfig config(List<SyncGroupConfig> groups, InstanceConfig... instances) {
    return new VrrpConfig(Arrays.asList(instances), groups, List.of(), Duration.ZERO, 0, false);
  }

  private static List<SyncGroupConfig> group(String name, String... members) {
    return List.of(new SyncGroupConfig(name, List.of(members), NotifyCommands.NONE));
  }

  private void start(VrrpConfig config) {
    var ids = new InstanceIds(config.instances());
    service = VrrpService.start(config, ids, life, host.clock(), List.of(), host.news, Map.of());
    host.settle();
  }

  private void startAndTakeOver(VrrpConfig config) {
    start(config);
    host.pass(TAKEOVER);
    host.takeHappenings();
    host.news.take();
  }

  private void reload(VrrpConfig config) {
    service.reload(config);
    host.settle();
  }

  @Test
  void aReloadOfTheSameConfigurationChangesNothing() {
    startAndTakeOver(config(first().build(), second().build()));
    reload(config(first().build(), second().build()));
    assertThat(host.takeHappenings()).isEmpty();
    assertThat(host.openReceivers()).isEqualTo(2);
  }

  @Test
  void onlyAChangedInstanceSendsAnExtraAdvert() {
    startAndTakeOver(config(first().build(), second().build()));
    reload(config(first().priority(120).build(), second().build()));
    assertThat(host.take("packet"))
        .containsExactly("10.0.0.1 -> 224.0.0.18 vrid 51 priority 120 10.0.0.9");
  }

  @Test
  void aChangeThatLeavesThePacketsAloneKeepsTheSockets() {
    start(config(first().build()));
    reload(config(first().withoutPreemption().build()));
    assertThat(host.openReceivers()).isEqualTo(1);
    host.news.take();
    host.hears("eth0", "10.0.0.2", 51, 0, "10.0.0.9");
    host.pass(Duration.ofSeconds(1));
    assertThat(host.news.take()).as("it still hears adverts").hasSize(1);
  }

  @Test
  void newPacketsLeaveThroughANewPortAndTheOldOneIsClosed() {
    startAndTakeOver(config(first().build()));
    reload(config(first().holds("10.0.0.8/24").build()));
    assertThat(host.openReceivers()).isEqualTo(1);
    assertThat(host.take("packet"))
        .containsExactly("10.0.0.1 -> 224.0.0.18 vrid 51 priority 100 10.0.0.9 10.0.0.8");
    host.hears("eth0", "10.0.0.2", 51, 200, "10.0.0.9");
    assertThat(host.news.take()).as("it hears adverts by the new one").hasSize(1);
  }

  @Test
  void onlyTheAddressesOfARenamedMasterFollowItsNewTerms() {
    startAndTakeOver(config(first().build(), second().build()));
    reload(
        config(
            TestInstance.named("web").holds("10.0.0.8/24").probesEvery(Duration.ZERO).build(),
            second().build()));
    assertThat(host.addresses())
        .contains("10.0.0.8/24 dev eth0", "10.0.1.9/24 dev eth1")
        .doesNotContain("10.0.0.9/24 dev eth0");
  }

  @Test
  void aRemovedMasterHandsOverAndIsForgottenOnceStopped() {
    startAndTakeOver(config(first().build(), second().build()));
    reload(config(second().build()));
    assertThat(host.take("packet"))
        .containsExactly("10.0.0.1 -> 224.0.0.18 vrid 51 priority 0 10.0.0.9");
    assertThat(host.addresses()).as("it still serves").contains("10.0.0.9/24 dev eth0");
    assertThat(host.openReceivers()).isEqualTo(2);

    host.hears("eth0", "10.0.0.2", 51, 90, "10.0.0.9");
    host.pass(Duration.ofMillis(100));

    assertThat(host.addresses()).doesNotContain("10.0.0.9/24 dev eth0");
    assertThat(host.openReceivers()).isEqualTo(1);
    assertThat(host.news.take())
        .containsExactly("VI_1 STOP at 100: successor 10.0.0.2 (priority 90) took over");
  }

  @Test
  void anInstanceReaddedWhileItsPredecessorLeavesStartsAfresh() {
    startAndTakeOver(config(first().build()));
    reload(config());
    reload(config(first().build()));
    assertThat(host.news.take()).containsExactly("VI_1 BACKUP at 100: the agent started");

    host.pass(Duration.ofSeconds(5));

    assertThat(host.news.take())
        .containsExactly(
            "VI_1 STOP at 100: no successor was heard",
            "VI_1 MASTER at 100: no advert had come for 3.609 s");
    assertThat(host.addresses()).contains("10.0.0.9/24 dev eth0");
    assertThat(host.openReceivers()).isEqualTo(1);
  }

  @Test
  void aTracksVerdictIsKnownToAnInstanceThatTracksItNewly() {
    start(config(first().build()));
    service.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);
    host.settle();
    host.news.take();

    reload(config(first().tracksScript("web", 0).build()));

    assertThat(host.news.take()).containsExactly("VI_1 FAULT at 100: tracked script web failed");
  }

  @Test
  void aLinkRequiredByNewTermsIsCheckedBeforeTheyApply() {
    startAndTakeOver(config(first().build()));
    reload(config(first().tracksLink("eth9", 0).build()));
    assertThat(host.news.take()).containsExactly("VI_1 FAULT at 100: interface eth9 missing");

    reload(config(first().build()));
    assertThat(host.news.take())
        .containsExactly("VI_1 BACKUP at 100: the last fault was cleared: interface eth9 missing");
  }

  @Test
  void instancesAreShownInTheOrderOfTheConfiguration() {
    start(config(first().build(), second().build()));
    reload(config(second().build(), first().build()));
    var status = service.status();
    host.settle();
    assertThat(status.join()).extracting(InstanceStatus::name).containsExactly("VI_2", "VI_1");
  }

  // ---- Groups ----

  @Test
  void membersOfANewGroupStayMastersAndThenFollowEachOther() {
    startAndTakeOver(config(first().build(), second().build()));
    reload(config(group("G", "VI_1", "VI_2"), first().build(), second().build()));
    assertThat(host.news.take()).containsExactly("group G MASTER");

    host.linkIs("eth1", false);
    assertThat(host.news.take())
        .containsExactly(
            "VI_2 FAULT at 100: interface eth1 down",
            "VI_1 FAULT at 100: sync group G in fault",
            "group G FAULT");
  }

  @Test
  void membersOfARemovedGroupBecomeIndependent() {
    startAndTakeOver(config(group("G", "VI_1", "VI_2"), first().build(), second().build()));
    host.linkIs("eth1", false);
    host.news.take();

    reload(config(first().build(), second().build()));

    assertThat(host.news.take())
        .containsExactly("VI_1 BACKUP at 100: the last fault was cleared: sync group G in fault");
  }

  @Test
  void aGroupWithTheSameMembersContinuesUnderANewName() {
    startAndTakeOver(config(group("G", "VI_1", "VI_2"), first().build(), second().build()));

    reload(config(group("H", "VI_1", "VI_2"), first().build(), second().build()));
    assertThat(host.news.take()).as("it is master already").isEmpty();

    host.linkIs("eth1", false);
    assertThat(host.news.take()).contains("group H FAULT");
  }

  @Test
  void anUnchangedGroupReportsNothing() {
    startAndTakeOver(config(group("G", "VI_1", "VI_2"), first().build(), second().build()));
    reload(config(group("G", "VI_1", "VI_2"), first().priority(120).build(), second().build()));
    assertThat(host.news.take()).isEmpty();
    host.linkIs("eth1", false);
    assertThat(host.news.take()).contains("group G FAULT");
  }

  @Test
  void aNewInstanceJoinsItsGroup() {
    startAndTakeOver(config(first().build()));
    reload(config(group("G", "VI_1", "VI_2"), first().build(), second().build()));
    host.pass(Duration.ofSeconds(10));
    assertThat(host.news.take())
        .contains("VI_2 MASTER at 100: sync group G followed", "group G MASTER");
  }

  // ---- The end ----

  @Test
  void aStopAlsoWaitsForInstancesRemovedByAReload() throws InterruptedException {
    startAndTakeOver(config(first().build(), second().withoutHandover().build()));
    reload(config(second().withoutHandover().build()));
    service.beginToStop();
    host.settle();
    assertThat(host.news.take()).containsExactly("VI_2 STOP at 100: the agent stops");

    host.pass(Duration.ofSeconds(2));
    service.stop();

    assertThat(host.news.take()).containsExactly("VI_1 STOP at 100: no successor was heard");
    assertThat(host.addresses()).containsExactly("10.0.0.1/24 dev eth0", "10.0.1.1/24 dev eth1");
  }
}
