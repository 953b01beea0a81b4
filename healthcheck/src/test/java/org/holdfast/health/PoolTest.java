package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.health.Servers.PASSED;
import static org.holdfast.health.Servers.REFUSED;
import static org.holdfast.health.Servers.pool;
import static org.holdfast.health.Servers.weighing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.health.Servers.Changes;
import org.holdfast.health.Servers.Sorry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Play play(Sorry sorry, Changes... servers) {
    var configs = new ArrayList<ServerConfig>();
    for (var server : servers) {
      configs.add(server.server());
    }
    return new Play(pool(configs, 1, 0, sorry));
  }

  @Nested
  class Starting {

    private static List<String> words(PoolConfig config) {
      return new Pool(config, 0).start().stream().map(change -> change.words("web")).toList();
    }

    @Test
    void aQuorumThatIsThereIsReported() {
      assertThat(words(pool(weighing(2, 1), 2, 1, Sorry.SORRY)))
          .containsExactly("Gained quorum 2+1=3 <= 3 for VS web");
    }

    @Test
    void aQuorumThatIsNotThereIsReportedWithTheSorryServerThatServes() {
      assertThat(words(pool(weighing(1, 1), 2, 1, Sorry.SORRY)))
          .containsExactly(
              "Starting with quorum down 2+1=3 > 2 for VS web", "Adding sorry server to VS web");
      assertThat(words(pool(weighing(1, 1), 2, 1, Sorry.INHIBIT)))
          .last()
          .isEqualTo("Enabling sorry server to VS web");
    }

    @Test
    void aQuorumThatIsNotThereIsNotReportedWithoutASorryServer() {
      assertThat(words(pool(weighing(1, 1), 2, 1, Sorry.NONE))).isEmpty();
      var down = List.of(new Changes(0).startDown(true).server());
      assertThat(words(pool(down, 1, 0, Sorry.NONE))).isEmpty();
      assertThat(words(pool(down, 1, 0, Sorry.SORRY))).hasSize(2);
    }

    @Test
    void theSumIsThatOfTheTierThatServes() {
      var tiers =
          List.of(new Changes(0).tier(0).startDown(true).server(), new Changes(1).tier(1).server());
      assertThat(words(pool(tiers, 1, 0, Sorry.SORRY)))
          .containsExactly("Gained quorum 1+0=1 <= 1 for VS web");
    }

    @Test
    void aMailHasOtherWordsForTheStart() {
      assertThat(new PoolChange.QuorumGained(2, 1, 3, true).meaning("web"))
          .isEqualTo("Starting with quorum up 2+1=3 <= 3 for VS web");
      assertThat(new PoolChange.QuorumGained(2, 1, 3).meaning("web"))
          .isEqualTo("Gained quorum 2+1=3 <= 3 for VS web");
    }
  }

  @Nested
  class Checks {

    @Test
    void oneFailureTakesAServerDownAndAllChecksMustPassAgain() {
      var play = play(Sorry.NONE, new Changes(0).checks(2));
      play.hear(0, 0, Verdict.NOT_WELL, REFUSED).hear(0, 1, Verdict.NOT_WELL, REFUSED);
      assertThat(play.table()).isEqualTo("-");
      assertThat(play.why(0))
          .isEqualTo("tcp 10.0.0.0:80: connection refused; tcp 10.0.0.0:81: connection refused");
      play.hear(0, 0, Verdict.WELL, PASSED);
      assertThat(play.table()).isEqualTo("-");
      play.hear(0, 1, Verdict.WELL, PASSED);
      assertThat(play.table()).isEqualTo("1");
      assertThat(play.why(0)).isEmpty();
    }

    @Test
    void aServerStartsDownUntilEveryRequiredCheckHasPassed() {
      var play = play(Sorry.NONE, new Changes(0).checks(2).startDown(true));
      assertThat(play.why(0))
          .isEqualTo("tcp 10.0.0.0:80: not run yet; tcp 10.0.0.0:81: not run yet");
      play.hear(0, 1, Verdict.WELL, PASSED);
      assertThat(play.table()).isEqualTo("-");
      play.hear(0, 0, Verdict.WELL, PASSED);
      assertThat(play.table()).isEqualTo("1");
    }

    @Test
    void theFirstFailureOfAServerThatHasNeverBeenUpIsReportedOnce() {
      var pool =
          new Pool(
              pool(List.of(new Changes(0).checks(2).startDown(true).server()), 1, 0, Sorry.NONE),
              0);
      var why = "tcp 10.0.0.0:80: connection refused; tcp 10.0.0.0:81: not run yet";
      assertThat(pool.record(0, 0, Verdict.NOT_WELL, REFUSED, 1))
          .containsExactly(new PoolChange.ServerDown("s0", why, true));
      assertThat(pool.record(0, 1, Verdict.NOT_WELL, REFUSED, 2)).isEmpty();
      assertThat(pool.record(0, 0, Verdict.WELL, PASSED, 3)).isEmpty();
      assertThat(pool.record(0, 1, Verdict.WELL, PASSED, 4))
          .contains(new PoolChange.ServerUp("s0"));
      assertThat(pool.record(0, 1, Verdict.NOT_WELL, REFUSED, 5))
          .contains(new PoolChange.ServerDown("s0", "tcp 10.0.0.0:81: connection refused"));
    }

    @Test
    void aServerThatServedInAnEarlierRunServesUntilACheckFails() {
      var config =
          pool(List.of(new Changes(0).checks(2).startDown(true).server()), 1, 0, Sorry.NONE);
      var play = new Play(config, Map.of("s0", true));
      assertThat(play.table()).isEqualTo("1");
      play.hear(0, 0, Verdict.WELL, PASSED);
      assertThat(play.table()).isEqualTo("1");
      play.hear(0, 1, Verdict.NOT_WELL, REFUSED);
      assertThat(play.table()).isEqualTo("-");
    }

    @Test
    void aServerThatWasDownInAnEarlierRunStaysDownUntilItsChecksPass() {
      var config = pool(weighing(1, 1), 1, 0, Sorry.NONE);
      var play = new Play(config, Map.of("s0", false, "s9", true));
      assertThat(play.table()).isEqualTo("- 1");
      assertThat(play.why(0)).isEqualTo("tcp 10.0.0.0:80: not run yet");
      play.pass(0);
      assertThat(play.table()).isEqualTo("1 1");
    }

    @Test
    void aServerWithoutChecksIsUp() {
      assertThat(play(Sorry.NONE, new Changes(0).checks(0).startDown(true)).table()).isEqualTo("1");
    }

    @Test
    void aRepeatedResultChangesNothing() {
      var play = play(Sorry.NONE, new Changes(0));
      play.pass(0).pass(0);
      play.hear(0, 0, Verdict.WELL, REFUSED);
      play.hear(0, 0, Verdict.WELL, new ProbeResult.NotRun("too many open files"));
      assertThat(play.reported).isEmpty();
    }

    @Test
    void adviceIsKeptDuringForgivenFailuresAndLocalProblems() {
      var play = play(Sorry.NONE, new Changes(0).weight(10));
      play.advise(0, new Advice.Percent(50));
      play.hear(0, 0, Verdict.WELL, REFUSED);
      play.hear(0, 0, Verdict.WELL, new ProbeResult.NotRun("too many open files"));
      assertThat(play.table()).isEqualTo("5");
      assertThat(play.why(0)).isEqualTo("weight 5 by its checks, not 10");
      play.pass(0);
      assertThat(play.table()).isEqualTo("10");
    }

    @Test
    void aServerThatAdvisesDrainStaysInTheTableWithoutWeight() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.NONE));
      play.advise(0, new Advice.Drain());
      assertThat(play.table()).isEqualTo("0 1");
      assertThat(play.view().quorum()).isFalse();
      assertThat(play.view().servers().getFirst().up()).isTrue();
    }
  }

  @Nested
  class Telling {

    @Test
    void reportsTableThenServerThenQuorumAndAdditionsBeforeRemovals() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.SORRY));
      play.fail(0).pass(0);
      assertThat(play.reported)
          .containsExactly(
              "Removing service s0 from VS web",
              "Service s0 of VS web is down: tcp 10.0.0.0:80: connection refused",
              "Lost quorum 2-0=2 > 1 for VS web",
              "Adding sorry server to VS web",
              "Removing alive servers from the pool for VS web",
              "Service s0 of VS web is up",
              "Gained quorum 2+0=2 <= 2 for VS web",
              "Adding alive servers to the pool for VS web",
              "Removing sorry server from VS web");
    }

    @Test
    void usesKeepalivedsWordsForServersThatStayInTheTable() {
      var play = play(Sorry.INHIBIT, new Changes(0).weight(5).inhibit(true), new Changes(1));
      play.fail(0).pass(0).advise(0, new Advice.Exactly(2)).fail(1).fail(0).pass(0);
      assertThat(play.reported)
          .containsExactly(
              "Disabling service s0 from VS web",
              "Service s0 of VS web is down: tcp 10.0.0.0:80: connection refused",
              "Enabling service s0 to VS web",
              "Service s0 of VS web is up",
              "Changing weight from 5 to 2 for active service s0 of VS web"
                  + " (weight 2 by its checks, not 5)",
              "Removing service s1 from VS web",
              "Service s1 of VS web is down: tcp 10.0.0.1:80: connection refused",
              "Disabling service s0 from VS web",
              "Service s0 of VS web is down: tcp 10.0.0.0:80: connection refused",
              "Lost quorum 1-0=1 > 0 for VS web",
              "Enabling sorry server to VS web",
              "Service s0 of VS web is up",
              "Gained quorum 1+0=1 <= 5 for VS web",
              "Adding alive servers to the pool for VS web",
              "Disabling sorry server from VS web");
    }

    @Test
    void reportsNothingWhenTheStartHasQuorum() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.SORRY));
      play.pass(0).pass(1);
      assertThat(play.reported).isEmpty();
      assertThat(play.view().quorum()).isTrue();
    }

    @Test
    void reportsPlacesWithTheirServersSoThatNoViewIsNeeded() {
      var pool = new Pool(pool(weighing(7, 1), 8, 0, Sorry.SORRY), 0);
      var changes = pool.record(1, 0, Verdict.NOT_WELL, REFUSED, 1);
      var seven = new PoolView.Place(true, 7);
      var one = new PoolView.Place(true, 1);
      var out = new PoolView.Place(false, 0);
      var why = "tcp 10.0.0.1:80: connection refused";
      assertThat(changes.stream().flatMap(change -> change.places().stream()))
          .containsExactly(
              new PoolChange.Placed("s1", one, out, true, why),
              new PoolChange.Placed("s0", seven, out, true, ""));
    }
  }

  @Nested
  class Tiers {

    private final Play play =
        new Play(
            pool(
                List.of(
                    new Changes(0).server(),
                    new Changes(1).server(),
                    new Changes(2).tier(5).server(),
                    new Changes(3).tier(5).inhibit(true).server()),
                2,
                0,
                Sorry.SORRY));

    @Test
    void theLowestTierWithQuorumServesAndTheSorryServerComesLast() {
      var tables = new ArrayList<>(List.of(play.table()));
      play.fail(0);
      tables.add(play.table());
      play.fail(3);
      tables.add(play.table());
      play.pass(3);
      tables.add(play.table());
      play.pass(0);
      tables.add(play.table());
      assertThat(tables)
          .containsExactly("1 1 - 0 /-", "- - 1 1 /-", "- - - 0 /1", "- - 1 1 /-", "1 1 - 0 /-");
      assertThat(play.reported)
          .containsExactly(
              "Removing service s0 from VS web",
              "Service s0 of VS web is down: tcp 10.0.0.0:80: connection refused",
              "Tier 5 serves VS web, with a weight of 2",
              "Adding alive servers to the pool for VS web",
              "Removing alive servers from the pool for VS web",
              "Disabling service s3 from VS web",
              "Service s3 of VS web is down: tcp 10.0.0.3:80: connection refused",
              "Lost quorum 2-0=2 > 1 for VS web",
              "Adding sorry server to VS web",
              "Removing alive servers from the pool for VS web",
              "Service s3 of VS web is up",
              "Gained quorum 2+0=2 <= 2 for VS web",
              "Tier 5 serves VS web, with a weight of 2",
              "Adding alive servers to the pool for VS web",
              "Removing sorry server from VS web",
              "Service s0 of VS web is up",
              "Tier 0 serves VS web, with a weight of 2",
              "Adding alive servers to the pool for VS web",
              "Removing alive servers from the pool for VS web");
    }

    @Test
    void theViewNamesTheServingTier() {
      assertThat(play.view().tier()).isEqualTo(0);
      assertThat(play.fail(0).view().tier()).isEqualTo(5);
      var none = play.fail(3).view();
      assertThat(none.tier()).isEqualTo(PoolView.NO_TIER);
      assertThat(none.sum()).isEqualTo(1);
    }

    @Test
    void withoutQuorumAndSorryServerTheLowestTierWithWeightServes() {
      var poor =
          new Play(
              pool(
                  List.of(
                      new Changes(0).server(),
                      new Changes(1).server(),
                      new Changes(2).tier(1).server()),
                  2,
                  0,
                  Sorry.NONE));
      assertThat(poor.fail(0).table()).isEqualTo("- 1 -");
      assertThat(poor.fail(1).table()).isEqualTo("- - 1");
      assertThat(poor.fail(2).table()).isEqualTo("- - -");
      assertThat(poor.view().tier()).isEqualTo(0);
      assertThat(poor.pass(2).table()).isEqualTo("- - 1");
      assertThat(poor.pass(1).table()).isEqualTo("- 1 -");
    }
  }

  @Nested
  class SlowStarts {

    @Test
    void raisesTheWeightFromOneAfterARecovery() {
      var play = play(Sorry.NONE, new Changes(0).weight(33).slowStart(seconds(16)));
      assertThat(play.table()).isEqualTo("33");
      play.fail(0).pass(0);
      assertThat(play.table()).isEqualTo("1");
      assertThat(play.why(0)).isEqualTo("slow start, 1 of 33");
      var weights = new ArrayList<String>();
      for (int i = 0; i < 16; i++) {
        weights.add(play.after(SECOND).table());
      }
      assertThat(String.join(" ", weights))
          .isEqualTo("3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 33");
      assertThat(play.isDue()).isFalse();
      assertThat(play.why(0)).isEmpty();
    }

    @Test
    void doesNotDelayTheFirstServingOfAServerThatStartsDown() {
      var play = play(Sorry.NONE, new Changes(0).weight(33).slowStart(seconds(16)).startDown(true));
      assertThat(play.pass(0).table()).isEqualTo("33");
    }

    @Test
    void appliesToAServerThatStartsDownAndFailsBeforeItPasses() {
      var play = play(Sorry.NONE, new Changes(0).weight(33).slowStart(seconds(16)).startDown(true));
      assertThat(play.fail(0).pass(0).table()).isEqualTo("1");
    }

    @Test
    void doesNotKeepTheSorryServerInTheTable() {
      var play =
          new Play(
              pool(
                  List.of(new Changes(0).weight(33).slowStart(seconds(16)).server()),
                  33,
                  0,
                  Sorry.SORRY));
      assertThat(play.fail(0).pass(0).table()).isEqualTo("1 /-");
    }

    @Test
    void restartsWithEachRecoveryAndEndsAtTheAdvisedWeight() {
      var play = play(Sorry.NONE, new Changes(0).weight(33).slowStart(seconds(16)));
      play.fail(0).pass(0).after(seconds(8));
      assertThat(play.table()).isEqualTo("17");
      play.fail(0).pass(0);
      assertThat(play.table()).isEqualTo("1");
      assertThat(play.advise(0, new Advice.Exactly(17)).after(seconds(8)).table()).isEqualTo("9");
      assertThat(play.after(seconds(8)).table()).isEqualTo("17");
    }

    @Test
    void catchesUpAfterAStall() {
      var play = play(Sorry.NONE, new Changes(0).weight(33).slowStart(seconds(16)));
      assertThat(play.fail(0).pass(0).stall(seconds(100)).table()).isEqualTo("33");
    }
  }

  @Nested
  class Dampings {

    private final Play play = play(Sorry.NONE, new Changes(0).damping(10, 30), new Changes(1));

    @Test
    void doublesTheHoldDownEachTimeUpToALimit() {
      for (int held : new int[] {10, 20, 30, 30}) {
        play.fail(0).pass(0);
        assertThat(play.why(0))
            .isEqualTo("kept out for " + held + "s for failing, of " + held + "s");
        assertThat(play.after(seconds(held - 1)).table()).isEqualTo("- 1");
        assertThat(play.after(SECOND).table()).isEqualTo("1 1");
      }
    }

    @Test
    void reportsTheHoldDownWhenTheServerFails() {
      play.fail(0);
      assertThat(play.reported.getLast())
          .isEqualTo(
              "Service s0 of VS web is down: tcp 10.0.0.0:80: connection refused;"
                  + " kept out for 10s for failing, of 10s");
    }

    @Test
    void failuresDuringTheHoldDownDoNotCount() {
      play.fail(0).pass(0).fail(0).pass(0).after(seconds(10));
      assertThat(play.table()).isEqualTo("1 1");
    }

    @Test
    void keepsAServerDownAfterTheHoldDownWhileItFails() {
      play.fail(0).after(seconds(11));
      assertThat(play.table()).isEqualTo("- 1");
      assertThat(play.pass(0).table()).isEqualTo("1 1");
    }

    @Test
    void isForgottenAfterAnEqualTimeUp() {
      play.fail(0).pass(0).after(seconds(10));
      play.fail(0).pass(0).after(seconds(20));
      assertThat(play.after(seconds(20)).fail(0).why(0)).endsWith("of 10s");
      play.pass(0).after(seconds(10)).after(seconds(9));
      assertThat(play.fail(0).why(0)).endsWith("of 20s");
    }

    @Test
    void isEndedByTheOperator() {
      play.fail(0).pass(0);
      assertThat(play.want(0, Intervention.NONE).table()).isEqualTo("1 1");
    }
  }

  @Nested
  class Operator {

    @Test
    void setsAWeightThatOverridesChecksAndSlowStart() {
      var play = play(Sorry.NONE, new Changes(0).weight(33).slowStart(seconds(16)));
      play.want(0, new Intervention.Weight(50)).fail(0).pass(0);
      play.advise(0, new Advice.Exactly(2));
      assertThat(play.table()).isEqualTo("50");
      assertThat(play.why(0)).isEqualTo("weight 50 by the operator");
    }

    @Test
    void drainsUntilAllConnectionsHaveEnded() {
      var play = play(Sorry.NONE, new Changes(0).inhibit(true), new Changes(1));
      assertThat(play.drain(0, 60).table()).isEqualTo("0 1");
      assertThat(play.view().servers().getFirst().up()).isTrue();
      assertThat(play.why(0)).isEqualTo("being drained by the operator, removed in 60s");
      assertThat(play.gone(0).table()).isEqualTo("- 1");
      assertThat(play.why(0)).isEqualTo("drained by the operator");
      assertThat(play.isDue()).isFalse();
      assertThat(play.want(0, Intervention.NONE).table()).isEqualTo("1 1");
    }

    @Test
    void drainsNoLongerThanTheDeadline() {
      var play = play(Sorry.NONE, new Changes(0), new Changes(1));
      assertThat(play.drain(0, 60).after(seconds(59)).table()).isEqualTo("0 1");
      assertThat(play.after(SECOND).table()).isEqualTo("- 1");
      assertThat(play.reported.getLast())
          .isEqualTo("Service s0 of VS web is down: drained by the operator");
    }

    @Test
    void losesTheQuorumByDraining() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.SORRY));
      assertThat(play.drain(0, 60).table()).isEqualTo("- - /1");
    }

    @Test
    void connectionsThatEndWithoutADrainChangeNothing() {
      var play = play(Sorry.NONE, new Changes(0));
      assertThat(play.gone(0).table()).isEqualTo("1");
      assertThat(play.reported).isEmpty();
    }

    @Test
    void takesAServerDownWithoutAHoldDown() {
      var play = play(Sorry.NONE, new Changes(0).damping(10, 30).inhibit(true));
      assertThat(play.want(0, new Intervention.Down()).table()).isEqualTo("0");
      assertThat(play.reported.getLast()).startsWith("Lost quorum");
      assertThat(play.why(0)).isEqualTo("taken down by the operator");
      assertThat(play.isDue()).isFalse();
      assertThat(play.want(0, Intervention.NONE).table()).isEqualTo("1");
    }

    @Test
    void doesNotBringUpAFailingServer() {
      var play = play(Sorry.NONE, new Changes(0), new Changes(1));
      play.fail(0).want(0, new Intervention.Weight(5));
      assertThat(play.table()).isEqualTo("- 1");
    }
  }

  @Nested
  class Reloading {

    @Test
    void keepsTheStateOfServersAndChecksThatRemain() {
      var play = new Play(pool(weighing(1, 1), 1, 0, Sorry.NONE));
      play.fail(0).drain(1, 60);
      var more = weighing(5, 6, 7);
      play.reload(pool(more, 1, 0, Sorry.SORRY));
      assertThat(play.table()).isEqualTo("- 0 7 /-");
    }

    @Test
    void bringsUpAServerWhoseFailingCheckIsGone() {
      var play = play(Sorry.NONE, new Changes(0).checks(2), new Changes(1));
      play.hear(0, 1, Verdict.NOT_WELL, REFUSED);
      play.reload(pool(weighing(1, 1), 1, 0, Sorry.NONE));
      assertThat(play.table()).isEqualTo("1 1");
      assertThat(play.reported)
          .endsWith("Adding service s0 to VS web", "Service s0 of VS web is up");
    }

    @Test
    void aNewCheckTakesNoServerDownBeforeItHasFailed() {
      var play = play(Sorry.NONE, new Changes(0), new Changes(1));
      play.pass(0);
      var more = List.of(new Changes(0).checks(2).startDown(true).server(), weighing(1, 1).get(1));
      play.reload(pool(more, 1, 0, Sorry.NONE));
      assertThat(play.reported).isEmpty();
      play.hear(0, 1, Verdict.UNDECIDED, new ProbeResult.NotRun("too many open files"));
      assertThat(play.table()).isEqualTo("1 1");
      assertThat(play.hear(0, 1, Verdict.NOT_WELL, REFUSED).table()).isEqualTo("- 1");
    }

    @Test
    void aChangedCheckBringsNoServerUpBeforeItHasPassed() {
      var play = play(Sorry.NONE, new Changes(0), new Changes(1));
      play.fail(0);
      var other = new ServerConfig.Use(Servers.check(0, 7), false);
      var first = weighing(1, 1).getFirst();
      var changed =
          new ServerConfig("s0", 1, 0, false, List.of(other), first.slowStart(), first.damping());
      play.reload(pool(List.of(changed, weighing(1, 1).get(1)), 1, 0, Sorry.NONE));
      assertThat(play.table()).isEqualTo("- 1");
      assertThat(play.why(0)).isEqualTo("tcp 10.0.0.0:87: not run yet");
      assertThat(play.pass(0).table()).isEqualTo("1 1");
    }

    @Test
    void reportsTheEffectsOfTheReload() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.NONE));
      play.reload(pool(weighing(1, 1), 3, 0, Sorry.SORRY));
      assertThat(play.reported)
          .containsExactly(
              "Lost quorum 3-0=3 > 2 for VS web",
              "Adding sorry server to VS web",
              "Removing alive servers from the pool for VS web");
      play.reload(pool(weighing(1, 1), 3, 0, Sorry.NONE));
      assertThat(play.table()).isEqualTo("1 1");
      assertThat(play.view().quorum()).isFalse();
    }

    @Test
    void keepsTheQuorumBetweenItsLimits() {
      var play = new Play(pool(weighing(1, 1, 1), 2, 1, Sorry.SORRY));
      play.fail(0);
      play.reload(pool(weighing(1, 1, 1), 2, 1, Sorry.SORRY));
      assertThat(play.table()).isEqualTo("- 1 1 /-");
    }
  }

  /** When a pool's state last changed. */
  @Nested
  class Changing {

    @Test
    void isWhenTheQuorumLastChanged() {
      var play = play(Sorry.NONE, new Changes(0), new Changes(1));
      play.after(seconds(10)).fail(0).after(seconds(10));
      assertThat(play.secondsSinceChange()).as("one server is enough").isEqualTo(20);
      play.fail(1).after(seconds(5));
      assertThat(play.secondsSinceChange()).isEqualTo(5);
      play.fail(1).after(seconds(5));
      assertThat(play.secondsSinceChange()).isEqualTo(10);
      play.pass(0).after(seconds(2)).pass(1).after(seconds(1));
      assertThat(play.secondsSinceChange()).isEqualTo(3);
    }

    @Test
    void isKeptByAReloadThatChangesNeither() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.SORRY));
      play.after(seconds(3)).fail(0).after(seconds(4));
      play.reload(pool(weighing(1, 1, 1), 3, 0, Sorry.SORRY)).after(seconds(5));
      assertThat(play.view().quorum()).isFalse();
      assertThat(play.secondsSinceChange()).isEqualTo(9);
    }

    @Test
    void isThatOfAReloadThatChangesTheQuorum() {
      var play = new Play(pool(weighing(1, 1), 2, 0, Sorry.NONE));
      play.after(seconds(4)).reload(pool(weighing(1, 1), 3, 0, Sorry.NONE)).after(seconds(6));
      assertThat(play.view().quorum()).isFalse();
      assertThat(play.secondsSinceChange()).isEqualTo(6);
    }

    @Test
    void isThatOfAReloadThatBringsInTheSorryServer() {
      var play = new Play(pool(weighing(1, 1), 3, 0, Sorry.NONE));
      play.fail(0).after(seconds(4));
      play.reload(pool(weighing(1, 1), 3, 0, Sorry.SORRY)).after(seconds(6));
      assertThat(play.view().tier()).isEqualTo(PoolView.NO_TIER);
      assertThat(play.secondsSinceChange()).isEqualTo(6);
    }
  }

  @Test
  void earlyTicksChangeNothing() {
    var play = play(Sorry.NONE, new Changes(0).damping(10, 30).slowStart(seconds(16)));
    play.fail(0).pass(0);
    int reported = play.reported.size();
    for (int i = 0; i < 9; i++) {
      play.stall(SECOND);
    }
    assertThat(play.reported).hasSize(reported);
  }
}
