package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

final class ScanScheduleTest {

  private final ScanSchedule schedule = new ScanSchedule();

  private static ServiceKey mark(int number) {
    return new ServiceKey.Mark(number, Family.IPV4);
  }

  private static List<ServiceKey> marks(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(ScanScheduleTest::mark).toList();
  }

  @Test
  void aSmallTableIsScannedCompletelyEverySecond() {
    schedule.beginRound(marks(40));
    assertThat(schedule.next(400, _ -> 10)).isEqualTo(marks(40));
    assertThat(schedule.isRoundOver()).isTrue();
    assertThat(schedule.pause(400)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aLargeTableIsScannedInPartsWithinTwoSeconds() {
    int all = 2000 * 21;
    schedule.beginRound(marks(2000));
    var time = Duration.ZERO;
    var seen = new ArrayList<ServiceKey>();
    while (!schedule.isRoundOver()) {
      var part = schedule.next(all, _ -> 21);
      assertThat(part).hasSizeLessThan(40);
      seen.addAll(part);
      time = time.plus(schedule.pause(all));
    }
    assertThat(seen).isEqualTo(marks(2000));
    assertThat(time).isLessThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void preferredServicesComeFirstInANewRound() {
    schedule.beginRound(marks(40));
    schedule.prefer(List.of(mark(30), mark(7), mark(99)));
    assertThat(schedule.isRoundOver()).isTrue();
    schedule.beginRound(marks(40));
    assertThat(schedule.next(400, _ -> 250)).containsExactly(mark(30), mark(7));
    schedule.abandonRound();
    schedule.beginRound(marks(2));
    assertThat(schedule.next(2, _ -> 1)).containsExactly(mark(1), mark(2));
  }

  @Test
  void aServiceThatNoLongerExistsIsSkipped() {
    schedule.beginRound(marks(3));
    assertThat(schedule.next(3, key -> key.equals(mark(2)) ? 0 : 1))
        .containsExactly(mark(1), mark(3));
  }

  @Test
  void aSuspectIsDueAtOnce() {
    schedule.suspect(mark(9));
    schedule.suspect(mark(9));
    assertThat(schedule.isScanDue()).isTrue();
    assertThat(schedule.pause(100)).isLessThan(Duration.ofMillis(20));
    assertThat(schedule.takeSuspects()).containsExactly(mark(9));
    assertThat(schedule.isScanDue()).isFalse();
  }

  @Test
  void anAbandonedRoundStartsAgain() {
    schedule.beginRound(marks(3));
    schedule.abandonRound();
    assertThat(schedule.isRoundOver()).isTrue();
  }

  @Test
  void preferredServicesComeFirstAndOnlyOnce() {
    schedule.prefer(List.of(mark(3), mark(9)));
    schedule.beginRound(marks(3));

    for (int expected : new int[] {3, 1, 2}) {
      assertThat(schedule.next(1500, _ -> 500)).containsExactly(mark(expected));
    }
    assertThat(schedule.isRoundOver()).isTrue();
  }
}
