package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.holdfast.health.ScriptState.Tally;
import org.junit.jupiter.api.Test;

class ScriptStateTest {

  private static final ScriptOutcome SUCCESS = new ScriptOutcome.Exited(0);
  private static final ScriptOutcome FAILURE = new ScriptOutcome.Exited(1);

  @Test
  void isDueAtOnceAndUndecided() {
    var first = first(1_000);
    assertThat(first.nextRunAt()).isEqualTo(1_000);
    assertThat(first.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(first.last()).isNull();
  }

  @Test
  void measuresIntervalsFromTheTimeARunWasDue() {
    var late = first(1_000).due(1_007);
    assertThat(late.nextRunAt()).isEqualTo(1_100);
    assertThat(late.running()).isTrue();
  }

  @Test
  void skipsRunsMissedInAStallAndKeepsItsSchedule() {
    assertThat(first(1_000).due(1_350).nextRunAt()).isEqualTo(1_400);
    assertThat(first(1_000).due(1_400).nextRunAt()).isEqualTo(1_500);
  }

  @Test
  void countsRunsSkippedBecauseOfAnUnfinishedOne() {
    var busy = first(0).due(0).due(100).due(200);
    assertThat(busy.tally()).isEqualTo(new Tally(1, 0, 0, 0, 2));
    assertThat(busy.nextRunAt()).isEqualTo(300);
  }

  @Test
  void isBusyUntilAllProcessesOfTheRunHaveEnded() {
    var withOutcome =
        first(0).due(0).withOutcome(new ScriptOutcome.TimedOut(Duration.ofMillis(50)), "", 50);
    assertThat(withOutcome.running()).isTrue();
    assertThat(withOutcome.verdict()).isEqualTo(Verdict.NOT_WELL);
    assertThat(withOutcome.ended().running()).isFalse();
  }

  @Test
  void remembersWhenTheVerdictChanged() {
    var well = first(0).due(0).withOutcome(SUCCESS, "", 5).ended();
    assertThat(well.changedAt()).isEqualTo(5);
    var still = well.due(100).withOutcome(SUCCESS, "", 107).ended();
    assertThat(still.changedAt()).isEqualTo(5);
    var failed = still.due(200).withOutcome(FAILURE, "no answer", 209).ended();
    assertThat(failed.changedAt()).isEqualTo(209);
    assertThat(failed.output()).isEqualTo("no answer");
    assertThat(failed.last()).isEqualTo(FAILURE);
  }

  @Test
  void ignoresARunThatCouldNotStart() {
    var well = first(0).due(0).withOutcome(SUCCESS, "", 5).ended();
    var starved =
        well.due(100).withOutcome(new ScriptOutcome.NotRun("pipe: EMFILE"), "", 101).ended();
    assertThat(starved.riseFall()).isEqualTo(well.riseFall());
    assertThat(starved.tally()).isEqualTo(new Tally(2, 0, 0, 1, 0));
  }

  @Test
  void countsEveryKindOfFailure() {
    var state = first(0);
    for (var outcome :
        new ScriptOutcome[] {
          SUCCESS,
          FAILURE,
          new ScriptOutcome.Killed("SIGSEGV"),
          new ScriptOutcome.TimedOut(Duration.ofSeconds(1)),
          new ScriptOutcome.Unstartable("run /x: ENOENT")
        }) {
      state = state.due(0).withOutcome(outcome, "", 0).ended();
    }
    assertThat(state.tally()).isEqualTo(new Tally(5, 4, 1, 0, 0));
  }

  @Test
  void saysOutcomesInWords() {
    assertThat(new ScriptOutcome.Exited(2).words()).isEqualTo("exited with status 2");
    assertThat(new ScriptOutcome.Killed("SIGKILL").words()).isEqualTo("killed by SIGKILL");
    assertThat(new ScriptOutcome.TimedOut(Duration.ofSeconds(1)).words())
        .isEqualTo("timed out after 1s");
    assertThat(new ScriptOutcome.TimedOut(Duration.ofMillis(90_500)).words())
        .isEqualTo("timed out after 1m30.5s");
    assertThat(new ScriptOutcome.Unstartable("run /x: ENOENT").words())
        .isEqualTo("cannot be run: run /x: ENOENT");
    assertThat(new ScriptOutcome.NotRun("pipe: EMFILE").words()).isEqualTo("not run: pipe: EMFILE");
  }

  @Test
  void refusesAnIntervalOfZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScriptState.first("x", 0, RiseFall.undecided(1, 1), 0))
        .withMessage("interval: 0ns (expected: above 0)");
  }

  private static ScriptState first(long nowNanos) {
    return ScriptState.first("check", 100, RiseFall.undecided(1, 1), nowNanos);
  }
}
