package org.holdfast.it.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PlanTest {
  private static List<Step> steps(long seed, int count) {
    var plan = new Plan(seed);
    return Stream.generate(plan::next).limit(count).toList();
  }

  @Test
  void theSameSeedGivesTheSameStepsAndAnotherSeedGivesOthers() {
    assertThat(Plan.text(7, 100)).isEqualTo(Plan.text(7, 100)).isNotEqualTo(Plan.text(8, 100));
    assertThat(steps(7, 100)).isEqualTo(steps(7, 100));
  }

  @Test
  void theTextOfAStepNamesItsFaultsAndTheirTimes() {
    var step =
        new Step(
            3,
            List.of(
                new Step.Strike(HostFault.DISK_FULL, Side.B, Duration.ZERO, 1),
                new Step.Strike(ProcessFault.KILL, Side.A, Duration.ofMillis(20), 2)),
            Duration.ofMillis(500),
            Duration.ZERO);

    assertThat(step)
        .hasToString("step 3: disk-full B, kill A after 20 ms; for 500 ms; may cause: split");
  }

  @Test
  void everyFaultAndEveryIntervalComesUp() {
    Set<Fault> faults = new HashSet<>();
    Set<Duration> intervals = new HashSet<>();
    LongStream.range(0, 50)
        .forEach(seed -> {
          intervals.add(new Plan(seed).interval());
          steps(seed, 50).stream()
              .flatMap(step -> step.strikes().stream())
              .forEach(strike -> faults.add(strike.fault()));
        });

    assertThat(faults).containsExactlyInAnyOrderElementsOf(Fault.all());
    assertThat(intervals)
        .containsExactlyInAnyOrder(
            Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1));
  }

  @Test
  void anAgentDoesNotDieSoOftenThatItsLauncherGivesItUp() {
    for (Side side : Side.values()) {
      List<Integer> deaths =
          steps(5, 2000).stream()
              .filter(step ->
                  step.strikes().stream()
                      .anyMatch(strike -> strike.side() == side && strike.fault().isDeath()))
              .map(Step::number)
              .toList();

      assertThat(deaths).hasSizeGreaterThan(100);
      for (int at = Plan.DEATHS; at < deaths.size(); at++) {
        assertThat(deaths.get(at) - deaths.get(at - Plan.DEATHS))
            .isGreaterThanOrEqualTo(Plan.WINDOW);
      }
    }
    assertThat(Plan.SHORTEST_STEP.multipliedBy(Plan.WINDOW))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @EnumSource(ProcessFault.class)
  void aDeadProcessIsNotKilledAgain(ProcessFault fault) {
    EnumSet.allOf(ProcessFault.class)
        .forEach(other -> {
          assertThat(fault.mayMeet(other, true)).isFalse();
          assertThat(fault.mayMeet(other, false)).isTrue();
        });
  }

  @Test
  void anAgentIsAlsoRestartedButNotUpgradedWhileItsDiskIsFrozen() {
    assertThat(besideAFrozenDisk()).contains(ProcessFault.RESTART, ProcessFault.KILL_LAUNCHER);
    assertThat(besideAFrozenDisk()).doesNotContain(ProcessFault.UPGRADE);
  }

  private static Set<Fault> besideAFrozenDisk() {
    Set<Fault> faults = new HashSet<>();
    LongStream.range(0, 50)
        .boxed()
        .flatMap(seed -> steps(seed, 100).stream().map(Step::strikes))
        .forEach(strikes ->
            strikes.stream()
                .filter(strike -> strike.fault() == HostFault.DISK_FROZEN)
                .forEach(frozen ->
                    strikes.stream()
                        .filter(strike -> strike.side() == frozen.side())
                        .forEach(strike -> faults.add(strike.fault()))));
    return faults;
  }

  @Test
  void twoFaultsThatMoveAddressesMayLeaveClientsWithoutAnswers() {
    var kill = new Step.Strike(ProcessFault.KILL, Side.A, Duration.ZERO, 1);
    var cut = new Step.Strike(LinkFault.CUT_OFF, Side.B, Duration.ZERO, 1);
    var junk = new Step.Strike(StrangerFault.JUNK, Side.B, Duration.ZERO, 1);

    assertThat(effect(junk)).isEqualTo(Effect.NOTHING);
    assertThat(effect(junk, cut)).isEqualTo(Effect.MOVE);
    assertThat(effect(junk, kill)).isEqualTo(Effect.SPLIT);
    assertThat(effect(kill, cut)).isEqualTo(Effect.OUTAGE);
  }

  private static Effect effect(Step.Strike... strikes) {
    return new Step(1, List.of(strikes), Duration.ZERO, Duration.ZERO).effect();
  }
}
