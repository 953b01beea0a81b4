package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RealTimePrioritiesTest {

  private static final int NORMAL = RealTimePriorities.NORMAL;

  @Test
  void withoutAConfiguredPriorityNoThreadIsTouched() {
    assertThat(RealTimePriorities.of(0, 0, 0)).isEqualTo(RealTimePriorities.NONE);
  }

  @Test
  void theElectionIsAboveTheOthersAndTheJvmIsNotBelowIt() {
    var priorities = RealTimePriorities.of(50, 0, 0);
    assertThat(priorities).isEqualTo(new RealTimePriorities(50, 50, 49, 50, 49));
    assertThat(priorities.of("election-1-1")).isEqualTo(50);
    assertThat(priorities.of("kernel-2-1")).isEqualTo(49);
    assertThat(priorities.of("VM Thread")).isEqualTo(50);
    assertThat(priorities.of("C1 CompilerThre")).isEqualTo(49);
    assertThat(priorities.of("bfd-4-1")).isEqualTo(50);
    assertThat(priorities.of("checks-3-2")).isEqualTo(49);
  }

  @Test
  void theLowestPriorityOfAnElectionIsTwo() {
    assertThat(RealTimePriorities.of(1, 0, 0)).isEqualTo(new RealTimePriorities(2, 2, 1, 2, 1));
  }

  @Test
  void checksAndBfdMayHavePrioritiesOfTheirOwn() {
    assertThat(RealTimePriorities.of(50, 60, 10))
        .isEqualTo(new RealTimePriorities(50, 60, 10, 60, 49));
    assertThat(RealTimePriorities.of(0, 0, 10))
        .as("nothing else needs to be on time")
        .isEqualTo(new RealTimePriorities(0, 0, 10, 0, 0));
    assertThat(RealTimePriorities.of(0, 60, 0))
        .isEqualTo(new RealTimePriorities(59, 60, 59, 60, 59));
  }

  @Test
  void whatAReloadRemovesIsScheduledNormally() {
    var before = RealTimePriorities.of(50, 0, 10);
    var after = RealTimePriorities.of(0, 0, 0).after(before);
    assertThat(after).isEqualTo(new RealTimePriorities(NORMAL, NORMAL, NORMAL, NORMAL, NORMAL));
    assertThat(RealTimePriorities.of(0, 0, 0).after(after)).isEqualTo(after);
    assertThat(before.after(after)).isEqualTo(before);
  }
}
