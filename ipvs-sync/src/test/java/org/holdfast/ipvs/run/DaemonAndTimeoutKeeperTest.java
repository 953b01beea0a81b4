package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DaemonAndTimeoutKeeperTest {

  private final FakeKernel kernel = new FakeKernel();
  private final List<String> logged = new ArrayList<>();
  private final KeeperProblems problems = new KeeperProblems(logged::add);

  @Test
  void aProblemOfAllKeepersIsReportedOnceUntilItIsOver() {
    var table = new TableKeeper(kernel, IpvsListener.NONE, problems, () -> 0);
    var daemons = new DaemonKeeper(kernel, name -> 2, problems);
    daemons.want(new SyncDaemonConfig("eth0", 51, null, 0, null, 0, 0), Set.of(SyncRole.MASTER));
    kernel.silent = true;
    for (int i = 0; i < 3; i++) {
      table.scan();
      daemons.settle();
    }
    assertThat(logged).hasSize(1);
    assertThat(daemons.error()).isEqualTo(table.status().lastError()).isEqualTo(logged.getFirst());

    kernel.silent = false;
    table.scan();
    daemons.settle();
    assertThat(daemons.error()).isEmpty();
    kernel.silent = true;
    table.scan();
    assertThat(logged).hasSize(2);
  }

  @Nested
  class Daemons {

    private static final SyncDaemonConfig ETH0 =
        new SyncDaemonConfig("eth0", 51, "VI_1", 0, null, 0, 0);

    private final Map<String, Integer> links = new HashMap<>(Map.of("eth0", 2, "eth1", 3));
    private final DaemonKeeper keeper = keeper();

    private DaemonKeeper keeper() {
      return new DaemonKeeper(kernel, name -> links.getOrDefault(name, 0), problems);
    }

    private void want(SyncDaemonConfig config, SyncRole... roles) {
      keeper.want(config, Set.of(roles));
      keeper.settle();
    }

    @Test
    void startsTheNewRoleBeforeItStopsTheOld() {
      want(ETH0, SyncRole.BACKUP);
      kernel.takeCommands();
      want(ETH0, SyncRole.MASTER);
      assertThat(kernel.takeCommands())
          .containsExactly(
              new Command.StartDaemon(SyncRole.MASTER, ETH0),
              new Command.StopDaemon(SyncRole.BACKUP));
      keeper.settle();
      assertThat(kernel.commands).isEmpty();
    }

    @Test
    void restartsADaemonThatRunsWithOtherSettings() {
      want(ETH0, SyncRole.MASTER);
      kernel.takeCommands();
      var eth1 = new SyncDaemonConfig("eth1", 51, null, 0, null, 0, 0);
      want(eth1, SyncRole.MASTER);
      assertThat(kernel.commands)
          .containsExactly(
              new Command.StopDaemon(SyncRole.MASTER),
              new Command.StartDaemon(SyncRole.MASTER, eth1));
    }

    @Test
    void restartsADaemonAfterItsLinkWasRecreated() {
      want(ETH0, SyncRole.BACKUP);
      kernel.takeCommands();
      links.put("eth0", 9);
      keeper.settle();
      assertThat(kernel.takeCommands())
          .containsExactly(
              new Command.StopDaemon(SyncRole.BACKUP),
              new Command.StartDaemon(SyncRole.BACKUP, ETH0));
      keeper.settle();
      assertThat(kernel.commands).isEmpty();
    }

    @Test
    void reportsAMissingLinkAndStartsTheDaemonWithTheLink() {
      want(ETH0, SyncRole.MASTER);
      links.remove("eth0");
      kernel.answers.put(
          "start the sync daemon master on eth0", new CommandOutcome.Refused("no interface eth0"));
      keeper.settle();
      assertThat(keeper.running()).isEmpty();
      assertThat(keeper.error()).isEqualTo("no interface eth0");
      links.put("eth0", 2); // the kernel may give the same index again
      kernel.answers.clear();
      keeper.settle();
      assertThat(keeper.running()).hasSize(1);
      assertThat(keeper.error()).isEmpty();
    }

    @Test
    void restartsADaemonOfAnEarlierRunBecauseItsLinkMayBeNew() {
      want(ETH0, SyncRole.BACKUP);
      kernel.takeCommands();
      var later = keeper();
      later.want(ETH0, Set.of(SyncRole.BACKUP));
      later.settle();
      assertThat(kernel.takeCommands())
          .containsExactly(
              new Command.StopDaemon(SyncRole.BACKUP),
              new Command.StartDaemon(SyncRole.BACKUP, ETH0));
      later.settle();
      assertThat(kernel.commands).isEmpty();
      links.put("eth0", 9);
      later.settle();
      assertThat(kernel.commands).hasSize(2);
    }

    @Test
    void restartsADaemonWithOtherSettingsOnTheSameLink() {
      want(ETH0, SyncRole.MASTER);
      kernel.takeCommands();
      var other = new SyncDaemonConfig("eth0", 52, null, 0, null, 0, 0);
      want(other, SyncRole.MASTER);
      assertThat(kernel.commands)
          .containsExactly(
              new Command.StopDaemon(SyncRole.MASTER),
              new Command.StartDaemon(SyncRole.MASTER, other));
    }

    @Test
    void clearsAProblemWhenNothingIsLeftToDo() {
      want(ETH0, SyncRole.MASTER);
      kernel.silent = true;
      keeper.settle();
      assertThat(keeper.error()).contains("ETIMEDOUT");
      kernel.silent = false;
      keeper.settle();
      assertThat(keeper.error()).isEmpty();
    }

    @Test
    void restartsADaemonThatAnotherProgramStopped() {
      want(ETH0, SyncRole.MASTER, SyncRole.BACKUP);
      kernel.daemons.clear();
      keeper.settle();
      assertThat(kernel.daemons).containsOnlyKeys(SyncRole.MASTER, SyncRole.BACKUP);
    }

    @Test
    void stopsOnlyConfiguredDaemons() {
      var other = keeper();
      want(ETH0, SyncRole.MASTER);
      other.stop();
      assertThat(kernel.daemons).isNotEmpty();
      keeper.stop();
      assertThat(kernel.daemons).isEmpty();
    }

    @Test
    void reportsWhyADaemonDoesNotStart() {
      kernel.answers.put(
          "start the sync daemon master on eth0", new CommandOutcome.Refused("no interface eth0"));
      want(ETH0, SyncRole.MASTER);
      assertThat(keeper.error()).isEqualTo("no interface eth0");
      kernel.answers.clear();
      keeper.settle();
      assertThat(keeper.error()).isEmpty();
    }
  }

  @Nested
  class IdleTimeouts {

    private static final Timeouts TCP =
        new Timeouts(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

    private final TimeoutKeeper keeper = new TimeoutKeeper(kernel, problems);

    @Test
    void setsTimeoutsOnceAndRestoresThem() {
      keeper.want(TCP);
      keeper.settle();
      keeper.settle();
      assertThat(kernel.takeCommands())
          .containsExactly(new Command.SetTimeouts(TCP.or(FakeKernel.ORIGINAL)));
      assertThat(kernel.timeouts).isEqualTo(TCP.or(FakeKernel.ORIGINAL));
      keeper.restore();
      assertThat(kernel.timeouts).isEqualTo(FakeKernel.ORIGINAL);
    }

    @Test
    void clearsAProblemThatIsOver() {
      kernel.silent = true;
      keeper.want(TCP);
      keeper.settle();
      assertThat(problems.of(KeeperProblems.Keeper.TIMEOUTS)).contains("ETIMEDOUT");
      kernel.silent = false;
      kernel.timeouts = TCP.or(kernel.timeouts);
      keeper.settle();
      assertThat(problems.of(KeeperProblems.Keeper.TIMEOUTS)).isEmpty();
    }

    @Test
    void reportsWhyTimeoutsAreNotSetUntilTheyAre() {
      var words = new Command.SetTimeouts(TCP.or(FakeKernel.ORIGINAL)).words();
      keeper.want(TCP);
      for (var answer :
          List.of(new CommandOutcome.Refused("EPERM"), new CommandOutcome.Unknown("ETIMEDOUT"))) {
        kernel.answers.put(words, answer);
        keeper.settle();
        assertThat(problems.of(KeeperProblems.Keeper.TIMEOUTS)).isIn("EPERM", "ETIMEDOUT");
        assertThat(logged.getLast()).isEqualTo(problems.of(KeeperProblems.Keeper.TIMEOUTS));
      }
      kernel.answers.clear();
      keeper.settle();
      assertThat(problems.of(KeeperProblems.Keeper.TIMEOUTS)).isEmpty();
    }

    @Test
    void leavesUnconfiguredTimeoutsAlone() {
      keeper.settle();
      keeper.restore();
      assertThat(kernel.commands).isEmpty();
    }
  }
}
