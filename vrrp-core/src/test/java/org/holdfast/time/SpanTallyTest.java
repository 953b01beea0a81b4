package org.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpanTallyTest {

  private final SpanTally tally = new SpanTally(SpanTally.Bounds.ofMicros(1, 1_000));

  @Test
  void aSpanBelongsToTheFirstBucketThatIsLongEnough() {
    tally.count(1_000);
    tally.count(1_001);
    tally.count(1_000_000);
    tally.count(2_000_000_000);

    assertThat(tally.read())
        .isEqualTo(new Spans(List.of(1e-6, 1e-3), List.of(1L, 2L, 1L), 2.001002001, 2));
  }

  @Test
  void aNegativeSpanCountsAsNone() {
    tally.count(-5);

    assertThat(tally.read()).isEqualTo(new Spans(List.of(1e-6, 1e-3), List.of(1L, 0L, 0L), 0, 0));
  }

  @Test
  void talliesOfTheSameBoundsAreAddedUp() {
    tally.count(1_000);
    tally.count(7_000_000);
    var sum = tally.empty();
    assertThat(sum.isEmpty()).isTrue();
    sum.add(tally);
    sum.add(tally);

    assertThat(sum.isEmpty()).isFalse();
    assertThat(sum.read())
        .isEqualTo(new Spans(List.of(1e-6, 1e-3), List.of(2L, 0L, 2L), 0.014002, 0.007));
    var other = new SpanTally(SpanTally.Bounds.ofMicros(7));
    assertThatThrownBy(() -> sum.add(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
