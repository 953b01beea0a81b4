package org.holdfast.vrrp.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Tracks.Watched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

  private static Share script(int weight, boolean reverse, TrackVerdict verdict) {
    return new Share(new Watched(TrackKind.SCRIPT, "web", weight, reverse), verdict);
  }

  private static Share file(int weight, boolean reverse, int number) {
    return new Share(
        new Watched(TrackKind.FILE, "load", weight, reverse), new TrackVerdict.Value(number));
  }

  @ParameterizedTest
  @CsvSource({
    // weight, reverse, verdict, amount, fault
    "20, false, WELL, 20, false",
    "20, false, FAILED, 0, false",
    "-20, false, WELL, 0, false",
    "-20, false, FAILED, -20, false",
    "20, true, WELL, 0, false",
    "20, true, FAILED, 20, false",
    "-20, true, WELL, -20, false",
    "-20, true, FAILED, 0, false",
    "0, false, WELL, 0, false",
    "0, false, FAILED, 0, true",
    "0, true, WELL, 0, true",
    "0, true, FAILED, 0, false",
    "0, false, UNDECIDED, 0, false",
    "-20, true, UNDECIDED, 0, false",
  })
  void aVerdictAddsSubtractsOrIsAFault(
      int weight, boolean reverse, TrackVerdict.Word verdict, int amount, boolean fault) {
    var share = script(weight, reverse, verdict);
    assertThat(share.amount()).isEqualTo(amount);
    assertThat(share.isFault()).isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource({
    // weight, reverse, number, amount, fault
    "-10, false, 3, -30, false",
    "-10, true, 3, 30, false",
    "1, false, -253, -253, false",
    "1, false, -254, 0, true",
    "-1, true, -254, 0, true",
    "10, false, 26, 253, false",
    "254, false, 2147483647, 253, false",
    "254, false, -2147483648, 0, true",
    "0, false, 0, 0, false",
    "0, false, 1, 0, true",
    "0, false, -1, 0, true",
    "0, true, 0, 0, true",
    "0, true, 1, 0, false",
  })
  void aNumberIsMultipliedByTheWeight(
      int weight, boolean reverse, int number, int amount, boolean fault) {
    var share = file(weight, reverse, number);
    assertThat(share.amount()).isEqualTo(amount);
    assertThat(share.isFault()).isEqualTo(fault);
  }

  @Test
  void onlyATrackOfWeightZeroIsAwaited() {
    assertThat(script(0, false, TrackVerdict.UNDECIDED).isAwaited()).isTrue();
    assertThat(script(5, false, TrackVerdict.UNDECIDED).isAwaited()).isFalse();
    assertThat(script(0, false, TrackVerdict.FAILED).isAwaited()).isFalse();
  }

  @Test
  void explainsItsAmount() {
    assertThat(script(-60, false, TrackVerdict.FAILED).words()).isEqualTo("script web failed");
    assertThat(script(-60, true, TrackVerdict.WELL).words()).isEqualTo("script web ok, reversed");
    assertThat(file(-10, false, 3).words()).isEqualTo("file load 3 x -10");
    assertThat(file(-10, true, 3).words()).isEqualTo("file load 3 x 10");
  }
}
