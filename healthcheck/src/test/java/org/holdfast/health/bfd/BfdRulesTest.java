package org.holdfast.health.bfd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One end under test, with the time in a field; the other end consists of the packets that arrive.
 */
class BfdRulesTest {

  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final int OURS = 7;
  private static final int THEIRS = 9;

  private BfdLocal local = new BfdLocal(OURS, 10 * MS, S, 20 * MS, 5, false);
  private BfdSession session = BfdRules.start(local, 0);
  private double jitter;
  private long now;
  private List<BfdEffect> effects = List.of();

  private BfdRulesTest on(BfdEvent event) {
    var step = BfdRules.next(local, session, event, jitter, now);
    session = step.session();
    effects = step.effects();
    return this;
  }

  private BfdRulesTest tick() {
    return on(BfdEvent.Tick.TICK);
  }

  private BfdRulesTest at(long instant) {
    now = instant;
    return this;
  }

  private BfdRulesTest hear(BfdState state) {
    return hear(Their.in(state));
  }

  private BfdRulesTest hear(Their their) {
    return on(new BfdEvent.Heard(their.packet()));
  }

  private BfdRulesTest up() {
    return hear(BfdState.DOWN).hear(BfdState.INIT).hear(Their.in(BfdState.UP).last());
  }

  private BfdPacket sent() {
    return effects.stream()
        .filter(BfdEffect.Send.class::isInstance)
        .map(effect -> ((BfdEffect.Send) effect).packet())
        .reduce((_, _) -> {
          throw new AssertionError("more than one packet: " + effects);
        })
        .orElseThrow();
  }

  private BfdCause cause() {
    return effects.stream()
        .filter(BfdEffect.Moved.class::isInstance)
        .map(effect -> ((BfdEffect.Moved) effect).cause())
        .findFirst()
        .orElseThrow();
  }

  /**
   * A packet of the other end: 30 ms in both directions and a multiplier of 3, unless set
   * otherwise.
   */
  private record Their(
      BfdState state,
      boolean poll,
      boolean isLast,
      boolean demand,
      long minTxMicros,
      long minRxMicros) {

    static Their in(BfdState state) {
      return new Their(state, false, false, false, 30_000, 30_000);
    }

    Their polling() {
      return new Their(state, true, isLast, demand, minTxMicros, minRxMicros);
    }

    Their last() {
      return new Their(state, poll, true, demand, minTxMicros, minRxMicros);
    }

    Their demanding() {
      return new Their(state, poll, isLast, true, minTxMicros, minRxMicros);
    }

    Their minTxMicros(long micros) {
      return new Their(state, poll, isLast, demand, micros, minRxMicros);
    }

    Their minRxMicros(long micros) {
      return new Their(state, poll, isLast, demand, minTxMicros, micros);
    }

    BfdPacket packet() {
      return new BfdPacket(
          state, 0, poll, isLast, false, demand, 3, THEIRS, OURS, minTxMicros, minRxMicros, 0);
    }
  }

  @Nested
  class States {

    @ParameterizedTest
    @CsvSource({
      "DOWN, INIT",
      "INIT, UP",
      "UP, DOWN",
      "ADMIN_DOWN, DOWN",
    })
    void stateDownFollowsReceivedStates(BfdState theirs, BfdState expected) {
      assertThat(hear(theirs).session.state()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
      "DOWN, INIT",
      "INIT, UP",
      "UP, UP",
      "ADMIN_DOWN, DOWN",
    })
    void stateInitFollowsReceivedStates(BfdState theirs, BfdState expected) {
      assertThat(hear(BfdState.DOWN).hear(theirs).session.state()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
      "DOWN, DOWN",
      "INIT, UP",
      "UP, UP",
      "ADMIN_DOWN, DOWN",
    })
    void stateUpFollowsReceivedStates(BfdState theirs, BfdState expected) {
      assertThat(up().hear(theirs).session.state()).isEqualTo(expected);
    }

    /** Any host can forge the neighbour's address, but has to guess its discriminator. */
    @ParameterizedTest
    @EnumSource(names = {"DOWN", "ADMIN_DOWN"})
    void whileUpAPacketWithoutOurDiscriminatorIsIgnored(BfdState state) {
      var before = up().session;
      var packet =
          new BfdPacket(state, 0, true, false, false, false, 3, THEIRS + 1, 0, 30_000, 30_000, 0);
      assertThat(on(new BfdEvent.Heard(packet)).session).isEqualTo(before);
      assertThat(effects).isEmpty();
    }

    @Test
    void whileUpADownPacketFromTheNeighbourNeedsNoDiscriminatorOfOurs() {
      up();
      var packet =
          new BfdPacket(
              BfdState.DOWN, 1, false, false, false, false, 3, THEIRS, 0, 30_000, 30_000, 0);
      assertThat(on(new BfdEvent.Heard(packet)).session.state()).isEqualTo(BfdState.DOWN);
      assertThat(cause()).isEqualTo(new BfdCause.NeighbourDown(1));
    }

    @Test
    void theDiagnosticReflectsTheNeighboursState() {
      up().hear(BfdState.DOWN);
      assertThat(cause()).isEqualTo(new BfdCause.NeighbourDown(0));
      assertThat(sent().diagnostic()).isEqualTo(BfdDiagnostic.NEIGHBOUR_DOWN.number());
      up().hear(BfdState.ADMIN_DOWN);
      assertThat(cause()).isEqualTo(new BfdCause.NeighbourClosed());
      assertThat(sent().diagnostic()).isEqualTo(BfdDiagnostic.NEIGHBOUR_DOWN.number());
    }

    @Test
    void aTransitionIsSentAtOnceToTheNewDiscriminator() {
      hear(BfdState.DOWN);
      assertThat(sent().state()).isEqualTo(BfdState.INIT);
      assertThat(sent().myDiscriminator()).isEqualTo(OURS);
      assertThat(sent().yourDiscriminator()).isEqualTo(THEIRS);
    }

    @Test
    void aClosedSessionSendsAdminDownAndIgnoresPackets() {
      up().on(BfdEvent.Close.CLOSE);
      assertThat(sent().state()).isEqualTo(BfdState.ADMIN_DOWN);
      assertThat(sent().diagnostic()).isEqualTo(BfdDiagnostic.ADMINISTRATIVELY_DOWN.number());
      assertThat(session.deadline()).isEqualTo(BfdSession.NEVER);
      assertThat(hear(BfdState.UP).effects).isEmpty();
      assertThat(tick().effects).isEmpty();
    }

    @Test
    void aSessionUnknownToTheNeighbourIsClosedSilently() {
      on(BfdEvent.Close.CLOSE);
      assertThat(effects).hasSize(1).first().isInstanceOf(BfdEffect.Moved.class);
    }
  }

  @Nested
  class Detection {

    @Test
    void isTheNeighboursMultiplierTimesTheSlowerRate() {
      up();
      assertThat(session.silentAt()).isEqualTo(3 * 30 * MS);
      hear(Their.in(BfdState.UP).minTxMicros(1_000));
      assertThat(session.silentAt()).isEqualTo(3 * 20 * MS);
    }

    @Test
    void silenceEndsTheSessionWithADiagnostic() {
      up().at(90 * MS).tick();
      assertThat(session.state()).isEqualTo(BfdState.DOWN);
      assertThat(cause()).isEqualTo(new BfdCause.Silent(90 * MS));
      assertThat(cause().text()).isEqualTo("no packet for 90.0 ms");
      assertThat(sent().diagnostic()).isEqualTo(BfdDiagnostic.TIME_EXPIRED.number());
      assertThat(sent().yourDiscriminator()).isZero();
    }

    @Test
    void everyPacketRestartsTheDetectionTime() {
      up().at(80 * MS).hear(BfdState.UP).at(160 * MS).tick();
      assertThat(session.state()).isEqualTo(BfdState.UP);
      at(170 * MS).tick();
      assertThat(session.state()).isEqualTo(BfdState.DOWN);
    }

    @Test
    void silenceInStateInitEndsTheSessionToo() {
      hear(BfdState.DOWN).at(S).tick();
      assertThat(session.state()).isEqualTo(BfdState.DOWN);
    }

    @Test
    void aSilentNeighbourThatIsDownIsForgottenWithoutATransition() {
      hear(BfdState.DOWN).hear(BfdState.ADMIN_DOWN).at(S / 2).tick();
      assertThat(effects).isEmpty();
      assertThat(session.remote()).isEqualTo(BfdRemote.UNKNOWN);
    }

    @Test
    void packetsResumeWhenANeighbourThatRefusedThemIsGone() {
      up().hear(Their.in(BfdState.UP).minRxMicros(0)).at(90 * MS).tick();
      assertThat(sent().state()).isEqualTo(BfdState.DOWN);
      assertThat(session.sendAt()).isNotEqualTo(BfdSession.NEVER);
    }

    @Test
    void worksAcrossTheOverflowOfTheClock() {
      now = Long.MAX_VALUE - 40 * MS;
      session = BfdRules.start(local, now);
      up();
      assertThat(session.deadline()).isEqualTo(session.sendAt());
      now = now + 89 * MS;
      assertThat(tick().session.state()).isEqualTo(BfdState.UP);
      now = now + MS;
      assertThat(tick().session.state()).isEqualTo(BfdState.DOWN);
    }
  }

  @Nested
  class Rate {

    @Test
    void isAtLeastOneSecondUntilTheSessionIsUp() {
      local = new BfdLocal(OURS, 10 * MS, 10 * MS, 20 * MS, 5, false);
      tick();
      assertThat(sent().desiredMinTxMicros()).isEqualTo(1_000_000);
      assertThat(session.sendAt()).isEqualTo(S);
    }

    @Test
    void isTheSlowerOfOurRateAndTheNeighboursReceiveRate() {
      up();
      assertThat(session.intervalNanos(local)).isEqualTo(30 * MS);
      hear(Their.in(BfdState.UP).minRxMicros(1_000));
      assertThat(session.intervalNanos(local)).isEqualTo(10 * MS);
    }

    @Test
    void aFasterRateTakesEffectAtOnceAndNeverInThePast() {
      up();
      long sentAt = session.sentAt();
      at(sentAt + 20 * MS).hear(Their.in(BfdState.UP).minRxMicros(1_000));
      assertThat(session.sendAt()).isEqualTo(now);
    }

    @ParameterizedTest
    @CsvSource({"5, 0, 100", "5, 1, 75", "1, 0, 90", "1, 1, 75"})
    void isShortenedByJitterOfAtMostAQuarter(int multiplier, double drawn, int percent) {
      local = new BfdLocal(OURS, 10 * MS, S, 20 * MS, multiplier, false);
      jitter = drawn;
      tick();
      assertThat(session.sendAt()).isEqualTo(S * percent / 100);
    }

    @Test
    void isZeroForANeighbourThatCanReceiveNothing() {
      up().hear(Their.in(BfdState.UP).minRxMicros(0));
      assertThat(session.sendAt()).isEqualTo(BfdSession.NEVER);
      hear(Their.in(BfdState.UP).minRxMicros(0).polling());
      assertThat(sent().last()).isTrue();
      hear(BfdState.UP);
      assertThat(session.sendAt()).isEqualTo(now);
    }

    @Test
    void isZeroInDemandModeOnceBothEndsAreUp() {
      up().hear(Their.in(BfdState.UP).demanding());
      assertThat(session.sendAt()).isEqualTo(BfdSession.NEVER);
      hear(BfdState.UP);
      assertThat(session.sendAt()).isEqualTo(now);
    }

    @Test
    void isZeroForAPassiveEndUntilAPacketArrives() {
      local = new BfdLocal(OURS, 10 * MS, S, 20 * MS, 5, true);
      session = BfdRules.start(local, 0);
      assertThat(session.deadline()).isEqualTo(BfdSession.NEVER);
      assertThat(tick().effects).isEmpty();
      hear(BfdState.DOWN);
      assertThat(sent().state()).isEqualTo(BfdState.INIT);
      at(S).tick();
      assertThat(effects).hasSize(1).first().isInstanceOf(BfdEffect.Moved.class);
      assertThat(session.deadline()).isEqualTo(BfdSession.NEVER);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 500, 999})
    void anEarlyTickSendsNothing(long early) {
      tick();
      assertThat(at(S - early).tick().effects).isEmpty();
      at(S).tick();
      assertThat(sent().state()).isEqualTo(BfdState.DOWN);
    }
  }

  @Nested
  class Polls {

    @Test
    void aNewRateIsPolledUntilTheFinalBitArrives() {
      hear(BfdState.DOWN).hear(BfdState.INIT);
      assertThat(sent().poll()).isTrue();
      assertThat(sent().desiredMinTxMicros()).isEqualTo(10_000);
      at(session.sendAt()).tick();
      assertThat(sent().poll()).isTrue();
      hear(Their.in(BfdState.UP).last()).at(session.sendAt()).tick();
      assertThat(sent().poll()).isFalse();
    }

    @Test
    void anUnchangedRateNeedsNoPoll() {
      local = new BfdLocal(OURS, S, S, 20 * MS, 5, false);
      hear(BfdState.DOWN).hear(BfdState.INIT);
      assertThat(sent().poll()).isFalse();
    }

    @Test
    void areAnsweredAtOnceAndTheAnswerDoesNotPoll() {
      hear(BfdState.DOWN).hear(Their.in(BfdState.INIT).polling());
      assertThat(sent().last()).isTrue();
      assertThat(sent().poll()).isFalse();
      assertThat(sent().state()).isEqualTo(BfdState.UP);
    }

    @Test
    void areAnsweredOutsideTheSchedule() {
      up();
      long beat = session.sendAt();
      hear(Their.in(BfdState.UP).polling());
      assertThat(sent().last()).isTrue();
      assertThat(session.sendAt()).isEqualTo(beat);
    }

    @Test
    void continueInDemandMode() {
      hear(BfdState.DOWN).hear(BfdState.INIT).hear(Their.in(BfdState.UP).demanding());
      at(session.sendAt()).tick();
      assertThat(sent().poll()).isTrue();
    }

    @Test
    void endWhenTheSessionGoesDown() {
      hear(BfdState.DOWN).hear(BfdState.INIT).hear(BfdState.DOWN);
      assertThat(sent().poll()).isFalse();
    }
  }
}
