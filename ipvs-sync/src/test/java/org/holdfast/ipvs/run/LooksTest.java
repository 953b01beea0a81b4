package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

final class LooksTest {

  private final Looks looks = new Looks();

  private static ServiceKey mark(int number) {
    return new ServiceKey.Mark(number, Family.IPV4);
  }

  private static List<ServiceKey> marks(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(LooksTest::mark).toList();
  }

  @Test
  void aSmallTableIsLookedAtWholeEverySecond() {
    looks.beginRound(marks(40));
    assertThat(looks.next(400, _ -> 10)).isEqualTo(marks(40));
    assertThat(looks.isRoundOver()).isTrue();
    assertThat(looks.pause(400)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aLargeTableHasItsTurnInPartsWithinTwoSeconds() {
    int all = 2000 * 21;
    looks.beginRound(marks(2000));
    var time = Duration.ZERO;
    var seen = new ArrayList<ServiceKey>();
    while (!looks.isRoundOver()) {
      var part = looks.next(all, _ -> 21);
      assertThat(part).hasSizeLessThan(40);
      seen.addAll(part);
      time = time.plus(looks.pause(all));
    }
    assertThat(seen).isEqualTo(marks(2000));
    assertThat(time).isLessThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void thePreferredServicesHaveTheFirstTurnsOfANewRound() {
    looks.beginRound(marks(40));
    looks.prefer(List.of(mark(30), mark(7), mark(99)));
    assertThat(looks.isRoundOver()).isTrue();
    looks.beginRound(marks(40));
    assertThat(looks.next(400, _ -> 250)).containsExactly(mark(30), mark(7));
    looks.breakOff();
    looks.beginRound(marks(2));
    assertThat(looks.next(2, _ -> 1)).containsExactly(mark(1), mark(2));
  }

  @Test
  void whatIsThereNoMoreLosesItsTurn() {
    looks.beginRound(marks(3));
    assertThat(looks.next(3, key -> key.equals(mark(2)) ? 0 : 1)).containsExactly(mark(1), mark(3));
  }

  @Test
  void aSuspectIsDueAtOnce() {
    looks.suspect(mark(9));
    looks.suspect(mark(9));
    assertThat(looks.areDue()).isTrue();
    assertThat(looks.pause(100)).isLessThan(Duration.ofMillis(20));
    assertThat(looks.takeSuspects()).containsExactly(mark(9));
    assertThat(looks.areDue()).isFalse();
  }

  @Test
  void aRoundThatIsBrokenOffBeginsAnew() {
    looks.beginRound(marks(3));
    looks.breakOff();
    assertThat(looks.isRoundOver()).isTrue();
  }
}
