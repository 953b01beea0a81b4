package org.holdfast.vrrp.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Tracks.Watched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectivePriorityTest {

  private static Share share(String script, boolean well, int weight) {
    return new Share(
        new Watched(TrackKind.SCRIPT, script, weight, false),
        well ? TrackVerdict.WELL : TrackVerdict.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    // a positive weight is added while the item is well
    "100, true, 20, 120",
    "100, false, 20, 100",
    // a negative one is subtracted while it is not
    "100, true, -20, 100",
    "100, false, -20, 80",
    // clamped to 1..254 (FreeBSD 259528: a priority that overflows)
    "250, true, 253, 254",
    "1, false, -253, 1",
    "254, true, 1, 254",
    "2, false, -1, 1",
    // an owner's priority never changes
    "255, false, -253, 255",
    "255, true, 253, 255",
  })
  void isTheBaseWithTheWeightOfEachTrack(int base, boolean well, int weight, int value) {
    var priority = EffectivePriority.of(base, List.of(share("web", well, weight)));
    assertThat(priority.value()).isEqualTo(value);
  }

  @Test
  void isTheBaseWithoutTracks() {
    assertThat(EffectivePriority.of(150, List.of()))
        .isEqualTo(new EffectivePriority(150, List.of(), "", 150));
  }

  @Test
  void isClampedOnceAndNotAfterEachTrack() {
    var up = share("a", true, 200);
    var down = share("b", false, -200);
    assertThat(EffectivePriority.of(150, List.of(up, down)).value()).isEqualTo(150);
    assertThat(EffectivePriority.of(150, List.of(down, up)).value()).isEqualTo(150);
  }

  @Test
  void doesNotOverflow() {
    assertThat(
            EffectivePriority.of(100, Collections.nCopies(1_000, share("web", true, 253))).value())
        .isEqualTo(254);
  }

  @ParameterizedTest
  @CsvSource({"150, 1", "255, 1", "1, 1"})
  void isTheLowestPriorityUnderAnOrder(int base, int value) {
    var priority =
        EffectivePriority.of(base, List.of(share("web", true, 20))).under("stepped down");
    assertThat(priority.value()).isEqualTo(value);
  }

  @Test
  void showsUnderAnOrderThePriorityWithoutIt() {
    var failed = share("web-alive", false, -60);
    assertThat(
            EffectivePriority.of(150, List.of(failed)).under("stepped down by root").arithmetic())
        .isEqualTo(
            "1 (stepped down by root), without the order 150 - 60 (script web-alive failed) = 90");
  }

  @Test
  void writesItsSumReadably() {
    var failed = share("web-alive", false, -60);
    var well = share("eth1", true, 10);
    assertThat(EffectivePriority.of(150, List.of()).arithmetic()).isEqualTo("150");
    assertThat(EffectivePriority.of(150, List.of(failed, well)).arithmetic())
        .isEqualTo("150 - 60 (script web-alive failed) + 10 (script eth1 ok) = 100");
    assertThat(EffectivePriority.of(50, List.of(failed)).arithmetic())
        .isEqualTo("50 - 60 (script web-alive failed) = -10, clamped to 1");
    assertThat(EffectivePriority.of(255, List.of(failed)).arithmetic())
        .isEqualTo("255 - 60 (script web-alive failed) = 255, as an owner's priority never moves");
  }
}
