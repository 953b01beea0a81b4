package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.election.Effect.Acquire.ACQUIRE;
import static org.holdfast.vrrp.election.RouterUnderTest.HIGHER;
import static org.holdfast.vrrp.election.RouterUnderTest.LOWER;
import static org.holdfast.vrrp.election.RouterUnderTest.MASTER_DOWN;
import static org.holdfast.vrrp.election.RouterUnderTest.MS;
import static org.holdfast.vrrp.election.RouterUnderTest.S;
import static org.holdfast.vrrp.election.RouterUnderTest.TERMS;
import static org.holdfast.vrrp.election.RouterUnderTest.backup;
import static org.holdfast.vrrp.election.RouterUnderTest.master;

import java.time.Duration;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.Effect.Advertise;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Stopped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What RFC 9568 sections 6.1 and 6.4 require of the state machine, clause by clause, as far as
 * {@link ElectionTest} does not say it already. {@code docs/rfc9568.md} lists every clause with its
 * tests.
 */
class Rfc9568ElectionTest {

  private static Router router(int priority, long intervalMillis) {
    var terms =
        new ElectionTerms(
            VrrpVersion.V3,
            priority,
            Duration.ofMillis(intervalMillis),
            true,
            Duration.ZERO,
            3,
            TERMS.adverts(),
            TERMS.handover());
    return new Router(terms, priority, IpAddress.of("10.0.0.5"), false);
  }

  /** Section 6.1: Skew_Time and Active_Down_Interval, with the values worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    "1, 10, 9_960_937, 39_960_937",
    "100, 10, 6_093_750, 36_093_750",
    "200, 10, 2_187_500, 32_187_500",
    "254, 10, 78_125, 30_078_125",
    "255, 10, 39_062, 30_039_062",
    "1, 1_000, 996_093_750, 3_996_093_750",
    "100, 1_000, 609_375_000, 3_609_375_000",
    "200, 1_000, 218_750_000, 3_218_750_000",
    "254, 1_000, 7_812_500, 3_007_812_500",
    "255, 1_000, 3_906_250, 3_003_906_250",
    "1, 40_950, 40_790_039_062, 163_640_039_062",
    "100, 40_950, 24_953_906_250, 147_803_906_250",
    "200, 40_950, 8_957_812_500, 131_807_812_500",
    "254, 40_950, 319_921_875, 123_169_921_875",
    "255, 40_950, 159_960_937, 123_009_960_937",
  })
  void theTimersAreThoseOfSection61(int priority, long intervalMillis, String skew, String down) {
    var router = router(priority, intervalMillis);
    long interval = router.intervalNanos();
    assertThat(router.skewNanos(interval)).isEqualTo(nanos(skew));
    assertThat(router.masterDownNanos(interval)).isEqualTo(nanos(down));
  }

  private static long nanos(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  /** Section 6.4.1: a router that is not the owner begins by listening. */
  @Test
  void aRouterThatIsNotTheOwnerSendsNothingBeforeItsActiveDownTimerFires() {
    var subject = backup();
    assertThat(subject.effects).noneMatch(Advertise.class::isInstance).doesNotContain(ACQUIRE);
    assertThat(subject.pass(MASTER_DOWN - 1).effects).isEmpty();
    assertThat(subject.pass(1).effects).startsWith(new Advertise(100), ACQUIRE);
  }

  /** Section 6.4.2: the timer, and only then the state Active with its own timer. */
  @Test
  void theAdvertIsSentBeforeTheAddressesAreTakenAndTheNextIsDueAnIntervalLater() {
    var subject = backup().at(MASTER_DOWN).tick();
    assertThat(subject.effects)
        .satisfiesExactly(
            advert -> assertThat(advert).isEqualTo(new Advertise(100)),
            taken -> assertThat(taken).isEqualTo(ACQUIRE),
            moved -> assertThat(moved).isInstanceOf(Moved.class));
    assertThat(subject.asMaster().nextAdvertAt()).isEqualTo(MASTER_DOWN + S);
  }

  /** Section 6.4.2: at a backup the sender's address decides nothing. */
  @Test
  void aBackupHeedsAnEqualPriorityWhateverTheAddress() {
    for (var sender : new IpAddress[] {LOWER, HIGHER}) {
      var subject = backup().at(2 * S).hear(sender, 100);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
    }
  }

  /** Section 6.4.2: a shutdown in Backup cancels the timer and sends nothing. */
  @Test
  void aBackupThatStopsSendsNothing() {
    var subject = backup().at(S).on(Event.Stop.STOP);
    assertThat(subject.state).isInstanceOf(Stopped.class);
    assertThat(subject.state.deadline()).isEqualTo(Times.NEVER);
    assertThat(subject.effects).noneMatch(Advertise.class::isInstance);
  }

  /** Section 6.4.3: a shutdown in Active sends priority 0 and cancels the advert timer. */
  @Test
  void anActiveRouterThatStopsSendsPriority0AndNoOtherAdvert() {
    var subject = master().after(10 * MS).on(Event.Stop.STOP);
    assertThat(subject.effects).contains(new Advertise(0));
    assertThat(subject.state).isInstanceOf(Leaving.class);
    assertThat(subject.pass(10 * S).effects).noneMatch(Advertise.class::isInstance);
    assertThat(subject.state).isInstanceOf(Stopped.class);
  }

  /** Section 6.4.3: an Active router yields to higher priorities whether or not it preempts. */
  @Test
  void preemptModeIsNotLookedAtInActive() {
    var subject = master(RouterUnderTest.Changes::noPreempt).after(10 * MS).hear(LOWER, 101);
    assertThat(subject.state).isInstanceOf(Backup.class);
  }

  /** Section 6.4.3: a router that yields learns the other's interval. */
  @Test
  void aRouterThatYieldsWaitsByTheIntervalOfTheNewActiveRouter() {
    var subject = master();
    subject.after(10 * MS).on(new Event.Heard(HIGHER, 200, 100 * MS));
    long skew = 156 * 100 * MS / 256;
    assertThat(subject.asBackup().watch().intervalNanos()).isEqualTo(100 * MS);
    assertThat(subject.masterDownIn()).isEqualTo(300 * MS + skew);
  }

  /** Section 6.4.3: of equal priorities the greater address wins, compared as unsigned numbers. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 200.0.0.1, true",
    "200.0.0.1, 10.0.0.1, false",
    "127.255.255.255, 128.0.0.0, true",
    "fe80::1, fe80::2, true",
    "fe80::8000:0:0:1, fe80::7fff:0:0:1, false",
    "fe80::ffff, fe80::1:0, true",
  })
  void addressesAreComparedAsUnsignedNumbers(String ours, String theirs, boolean yields) {
    var router = new Router(TERMS, 100, IpAddress.of(ours), false);
    var active = Master.beginning(router, 0);
    var heard = new Event.Heard(IpAddress.of(theirs), 100, S);
    var step = Election.next(router, active, heard, 10 * MS);
    assertThat(step.state() instanceof Backup).isEqualTo(yields);
  }
}
