package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Two to five directors on a simulated LAN, with every kind of disturbance known from the field.
 * After every event the nodes check what must always hold ({@link Node}); the scenario checks what
 * must hold again once the disturbances end ({@link Scenario}).
 */
class ElectionSimulationTest {

  /** More by hand: {@code -Dholdfast.seeds=1000000 -Dholdfast.first-seed=10000}. */
  private static final long SEEDS = Long.getLong("holdfast.seeds", 10_000);

  private static final long FIRST = Long.getLong("holdfast.first-seed", 0);

  /** A simulation proves nothing about events that never occur in it. */
  private static final String[] EACH_OF_THESE_HAPPENS = {
    "announced again",
    "better one comes back",
    "detection: duplicate",
    "detection: free",
    "group gathers",
    "group: FaultCleared",
    "group: FaultRaised",
    "group: GroupDemotes",
    "group: GroupPromotes",
    "harm: address lost",
    "harm: dies again and again under its parent",
    "harm: hung, killed by its parent",
    "harm: killed, back late",
    "harm: killed, back soon",
    "harm: killed, found dead",
    "harm: killed, released, back soon",
    "harm: link down",
    "harm: loss",
    "harm: one-way link",
    "harm: orderly stop",
    "harm: partition",
    "harm: power lost",
    "harm: priority",
    "harm: stall",
    "harm: step-down",
    "harm: taken for dead",
    "leftovers released",
    "moved: better_heard",
    "moved: faulted",
    "moved: faults_cleared",
    "moved: group_followed",
    "moved: late",
    "moved: lost_address",
    "moved: master_resigned",
    "moved: master_silent",
    "moved: master_unreachable",
    "moved: no_successor",
    "moved: owner",
    "moved: owner_contested",
    "moved: preempted",
    "moved: resumed",
    "moved: started",
    "moved: stepped_down",
    "moved: stopping",
    "moved: successor_heard",
    "notice: GroupNotReady",
    "notice: LowerHeard",
    "order: step down unless there is no other",
    "order: step down until then",
    "order: withdrawn, there is no other",
    "packet lost",
    "reload: group",
    "reload: instance removed and added",
    "reload: terms",
    "source announced",
    "successor announced",
    "successor asked for",
  };

  /** A strong reference, because a logger that is collected loses its level. */
  private static final Logger RETRIES = Logger.getLogger("org.holdfast.vrrp.io.DuplicateWatch");

  @BeforeAll
  static void logsNoneOfThousandsOfDuplicates() {
    RETRIES.setLevel(Level.OFF);
  }

  @AfterAll
  static void logsAgain() {
    RETRIES.setLevel(null);
  }

  @Test
  void keepsItsInvariantsUnderDisturbances(TestReporter reporter) {
    var seen = new ConcurrentSkipListMap<String, Long>();
    LongStream.range(FIRST, FIRST + SEEDS)
        .parallel()
        .forEach(
            seed -> play(seed).seen.forEach((what, times) -> seen.merge(what, times, Long::sum)));
    reporter.publishEntry("seen", seen.toString());
    assertThat(seen).containsKeys(EACH_OF_THESE_HAPPENS);
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(play(seed).historyHash()).isEqualTo(play(seed).historyHash());
    }
    assertThat(play(1).historyHash()).isNotEqualTo(play(2).historyHash());
  }

  /**
   * The second burst of a better router with a virtual MAC address reaches the one that yields to
   * it, which therefore does not ask. A host asks in the linger after that.
   */
  @Test
  void aHostThatIsAnsweredInTheLingerFindsABetterRouterThatWasHeardBefore() {
    assertThat(play(11_634).seen).containsKey("better one comes back");
  }

  /** Its four routers have three intervals. */
  @Test
  void aThirdRouterThatIsMasterForAMomentMisleadsNoHostForLongEither() {
    assertThat(play(6_898).seen).containsKey("better one comes back");
  }

  /** It had heard the announcement of another one just before, and so asked for none. */
  @Test
  void aClaimOfAnotherRouterJustBeforeDoesNotHideTheBetterOne() {
    assertThat(play(1_177).seen).containsKey("better one comes back");
  }

  /** A failing seed is run again with recording, so that the failure shows what led to it. */
  private static Lan play(long seed) {
    try {
      var scenario = new Scenario(seed, false);
      scenario.play();
      return scenario.lan;
    } catch (AssertionError failure) {
      var again = new Scenario(seed, true);
      try {
        again.play();
      } catch (AssertionError same) {
        throw new AssertionError(
            "seed " + seed + ": " + same.getMessage() + "\n" + again.lan.tailOfHistory(), same);
      }
      throw new AssertionError("seed " + seed + " fails only the first time", failure);
    }
  }
}
