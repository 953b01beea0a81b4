package org.holdfast.vrrp.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.holdfast.vrrp.CarrierSource;
import org.holdfast.vrrp.LinkConfig;
import org.junit.jupiter.api.Test;

class LinkStateTest {

  private static final long MILLI = 1_000_000;
  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private static LinkConfig delays(long downMillis, long upMillis) {
    return new LinkConfig(
        Duration.ofMillis(downMillis), Duration.ofMillis(upMillis), CarrierSource.KERNEL);
  }

  private static LinkState report(LinkState state, boolean up, long atMillis) {
    return state.reported(up, delays(300, 200), NO_LIMIT, atMillis * MILLI);
  }

  @Test
  void aFailureCountsAfterItsDelay() {
    var down = report(LinkState.first(true), false, 1_000);

    assertThat(down.up()).isTrue();
    assertThat(down.turnsAt()).isEqualTo(1_300 * MILLI);
    assertThat(down.at(1_300 * MILLI - 1)).isEqualTo(down);
    assertThat(down.at(1_300 * MILLI).up()).isFalse();
    assertThat(down.at(1_300 * MILLI).isWaiting()).isFalse();
  }

  @Test
  void aRecoveryCountsAfterItsDelay() {
    var down = report(LinkState.first(true), false, 1_000).at(1_300 * MILLI);
    var up = report(down, true, 2_000);

    assertThat(up.up()).isFalse();
    assertThat(up.at(2_200 * MILLI).up()).isTrue();
  }

  @Test
  void aChangeThatDoesNotLastDoesNotCount() {
    var flapped = report(report(LinkState.first(true), false, 1_000), true, 1_299);

    assertThat(flapped).isEqualTo(LinkState.first(true));
  }

  @Test
  void aRepeatedReportDoesNotStartTheDelayAgain() {
    var down = report(report(LinkState.first(true), false, 1_000), false, 1_250);

    assertThat(down.turnsAt()).isEqualTo(1_300 * MILLI);
  }

  @Test
  void aLinkThatHasNotBeenUpCountsAsUpAtOnce() {
    var up = report(LinkState.first(false), true, 1_000);

    assertThat(up).isEqualTo(LinkState.first(true));
  }

  @Test
  void theLimitShortensOnlyTheDelayOfAFailure() {
    var limit = Duration.ofMillis(100);
    var down = LinkState.first(true).reported(false, delays(300, 200), limit, 1_000 * MILLI);
    assertThat(down.turnsAt()).isEqualTo(1_100 * MILLI);

    var up = down.at(1_100 * MILLI).reported(true, delays(300, 200), limit, 2_000 * MILLI);
    assertThat(up.turnsAt()).isEqualTo(2_200 * MILLI);
  }

  @Test
  void aDelayOfZeroIsNoDelay() {
    var down = LinkState.first(true).reported(false, delays(0, 200), NO_LIMIT, 1_000 * MILLI);

    assertThat(down.up()).isFalse();
    assertThat(down.isWaiting()).isFalse();
  }
}
