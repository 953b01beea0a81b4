package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Two to five directors on a simulated LAN, with every kind of disturbance known from the field.
 * After every event the nodes check what must always hold ({@link Node}); the scenario checks what
 * must hold again once the disturbances end ({@link Scenario}).
 */
class ElectionSimulationTest {

  private static final int SEEDS = 1_000;

  /** A simulation proves nothing about events that never occur in it. */
  private static final String[] EACH_OF_THESE_HAPPENS = {
    "announced again",
    "group: FaultCleared",
    "group: FaultRaised",
    "group: GroupDemotes",
    "group: GroupPromotes",
    "harm: address lost",
    "harm: killed, back late",
    "harm: killed, back soon",
    "harm: killed, found dead",
    "harm: link down",
    "harm: loss",
    "harm: one-way link",
    "harm: orderly stop",
    "harm: partition",
    "harm: priority",
    "harm: stall",
    "harm: step-down",
    "harm: taken for dead",
    "moved: BetterHeard",
    "moved: Faulted",
    "moved: FaultsCleared",
    "moved: GroupFollowed",
    "moved: LostAddress",
    "moved: MasterResigned",
    "moved: MasterSilent",
    "moved: MasterUnreachable",
    "moved: NoSuccessor",
    "moved: Owner",
    "moved: OwnerContested",
    "moved: Preempted",
    "moved: Resumed",
    "moved: Started",
    "moved: SteppedDown",
    "moved: Stopping",
    "moved: SuccessorHeard",
    "notice: GroupNotReady",
    "notice: LowerHeard",
    "packet lost",
    "source announced",
  };

  @Test
  void holdsWhatItPromisesWhateverHappens(TestReporter reporter) {
    var seen = new TreeMap<String, Long>();
    for (long seed = 0; seed < SEEDS; seed++) {
      play(seed).seen.forEach((what, times) -> seen.merge(what, times, Long::sum));
    }
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
