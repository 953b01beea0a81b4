package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.AH;
import static org.holdfast.vrrp.packet.Scenes.GROUP;
import static org.holdfast.vrrp.packet.Scenes.HMAC_SECONDS;
import static org.holdfast.vrrp.packet.Scenes.KEY_7;
import static org.holdfast.vrrp.packet.Scenes.NODE_1;
import static org.holdfast.vrrp.packet.Scenes.NODE_2;
import static org.holdfast.vrrp.packet.Scenes.SECOND;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.secretFrom;
import static org.holdfast.vrrp.packet.Scenes.write;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Authentication.HmacTrailer;
import org.holdfast.vrrp.Authentication.HmacTrailer.AntiReplay;
import org.holdfast.vrrp.Authentication.HmacTrailer.Mode;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Defects that only a sequence of packets shows. */
class ReplayTest {

  static final Set<Defect> DETECTED =
      Set.of(Defect.AH_REPLAY, Defect.HMAC_STALE, Defect.HMAC_REPLAY);

  /** One node: a parser and a writer that share their proof. */
  private static final class Node {
    final AdvertParser parser;
    final AdvertWriter writer;

    Node(AdvertTerms terms, IpAddress address) {
      this(terms, address, SequenceMemory.NONE);
    }

    Node(AdvertTerms terms, IpAddress address, SequenceMemory memory) {
      var proof = Proof.of(terms, memory);
      parser = new AdvertParser(terms, proof);
      writer = new AdvertWriter(terms, address, proof);
    }

    ByteBuffer sends(long now) {
      return write(writer, 150, GROUP, now);
    }

    void hears(ByteBuffer packet, long now) {
      assertThat(parser.parseV4(packet, now)).isInstanceOf(Parsed.Accepted.class);
    }

    void rejects(ByteBuffer packet, long now, Defect why) {
      assertThat(parser.parseV4(packet, now)).isEqualTo(why);
    }
  }

  @Nested
  class OfTheAuthenticationHeader {

    private final AdvertTerms terms = multicast(VrrpVersion.V2, AH);
    private final Node one = new Node(terms, NODE_1);
    private final Node two = new Node(terms, NODE_2);

    @Test
    void isDetectedByASequenceThatWentBack() {
      var first = one.sends(0);
      two.hears(first, 0);
      two.rejects(
          first, 0, Defect.AH_REPLAY); // the same advert again would keep a dead master alive
      two.hears(one.sends(0), 0);
      two.rejects(first, 0, Defect.AH_REPLAY);
    }

    @Test
    void doesNotIncludeAdvertsOfAnotherMasterWithEqualSequences() {
      var three = new Node(terms, IpAddress.of("10.9.0.3"));
      var ofOne = one.sends(0);
      var ofTwo = two.sends(0); // both have sequence 1
      three.hears(ofOne, 0);
      three.hears(ofTwo, 0);
      for (int i = 0; i < 3; i++) { // alternating does not help either
        three.rejects(ofOne, 0, Defect.AH_REPLAY);
        three.rejects(ofTwo, 0, Defect.AH_REPLAY);
      }
    }

    @Test
    void aRestartedPeerIsAcceptedOnceItHasReceivedOurSequence() {
      for (int i = 0; i < 5; i++) {
        two.hears(one.sends(0), 0);
      }
      var reborn = new Node(terms, NODE_1);
      two.rejects(reborn.sends(0), 0, Defect.AH_REPLAY);
      reborn.hears(two.sends(0), 0);
      two.hears(reborn.sends(0), 0);
    }

    @Test
    void doesNotIncludeAdvertsOfARestartedMasterThatKeptItsSequence() {
      var memory = new Memory();
      var master = new Node(terms, NODE_1, memory);
      for (int i = 0; i < 5; i++) {
        two.hears(master.sends(0), 0);
      }
      assertThat(memory.last).isEqualTo(5);
      memory.last = 3; // the counters sent since were not saved
      var resumed = new Node(terms, NODE_1, memory);
      two.hears(resumed.sends(0), 0);
      two.hears(resumed.sends(0), 0);
    }

    @Test
    void aRestartedBackupAcceptsTheMasterAtOnceAndContinuesTheSequence() {
      var memory = new Memory();
      var backup = new Node(terms, NODE_2, memory);
      for (int i = 0; i < 5; i++) {
        backup.hears(one.sends(0), 0);
      }
      var again = new Node(terms, NODE_2, memory);
      again.hears(one.sends(0), 0);
      one.hears(again.sends(0), 0);
    }

    private static final class Memory implements SequenceMemory {
      private long last;

      @Override
      public long last() {
        return last;
      }

      @Override
      public void remember(long sequence) {
        last = sequence;
      }
    }

    @Test
    void aSequenceHasRoomForEightPackets() {
      var three = new Node(terms, IpAddress.of("10.9.0.3"));
      for (int host = 11; host < 19; host++) {
        three.hears(new Node(terms, IpAddress.of("10.9.0." + host)).sends(0), 0);
      }
      var ninth = new Node(terms, IpAddress.of("10.9.0.19"));
      three.rejects(ninth.sends(0), 0, Defect.AH_REPLAY);
      three.hears(ninth.sends(0), 0);
    }

    @Test
    void doesNotIncludeAdvertsOfANewMasterThatContinuesTheSequence() {
      for (int i = 0; i < 5; i++) {
        two.hears(one.sends(0), 0);
      }
      var first = two.sends(0);
      assertThat(Wire.i32(first, 28)).isEqualTo(6);
      one.hears(first, 0);
    }

    @Test
    void doesNotMoveTheMarkWhenTheProofIsWrong() {
      var forged = one.sends(0);
      forged.putInt(28, 0xffff_0000);
      two.rejects(forged, 0, Defect.AH_ICV);
      two.hears(one.sends(0), 0);
    }

    @Test
    void theLastSequenceIsRepeatedAndNeverOverflows() {
      var proof = new AhProof(new byte[8], false, SequenceMemory.NONE);
      var packet = ByteBuffer.allocate(64);
      Ipv4Header.write(packet, 64, 255, Wire.AH, NODE_1);
      for (int sequence : new int[] {(int) AhProof.LAST_SEQUENCE, -1}) {
        AhProof.write(packet, sequence);
        proof.sign(packet, 64);
        assertThat(new AhProof(new byte[8], false, SequenceMemory.NONE).verify(packet, 0, 64))
            .isEqualTo(sequence == -1 ? Defect.AH_REPLAY : null);
      }
      AhProof.write(packet, (int) AhProof.LAST_SEQUENCE);
      proof.sign(packet, 64);
      assertThat(proof.verify(packet, 0, 64)).isNull();
      assertThat(Integer.toUnsignedLong(proof.nextSequence())).isEqualTo(AhProof.LAST_SEQUENCE);
    }
  }

  @Nested
  class OfTheHmacTrailer {

    private static final long NOW = HMAC_SECONDS * SECOND;

    private Node node(IpAddress address, Mode mode, AntiReplay antiReplay) {
      var hmac = new HmacTrailer(List.of(KEY_7), 7, mode, antiReplay, Duration.ofSeconds(5));
      return new Node(multicast(VrrpVersion.V3, hmac), address);
    }

    private final Node one = node(NODE_1, Mode.ENFORCE, AntiReplay.TIME);
    private final Node two = node(NODE_2, Mode.ENFORCE, AntiReplay.TIME);

    @Test
    void isDetectedByASequenceThatIsNotNewer() {
      var first = one.sends(NOW);
      var second = one.sends(NOW); // the clock has not moved, but the counter has
      two.hears(first, NOW);
      two.rejects(first, NOW, Defect.HMAC_REPLAY);
      two.hears(second, NOW);
      two.rejects(first, NOW, Defect.HMAC_REPLAY);
    }

    @Test
    void isStaleOutsideTheWindowOnEitherSide() {
      var packet = one.sends(NOW);
      two.rejects(packet, NOW + (5 * SECOND) + 100_000, Defect.HMAC_STALE);
      two.rejects(packet, NOW - (5 * SECOND) - 100_000, Defect.HMAC_STALE);
      two.hears(packet, NOW + (5 * SECOND));
    }

    @Test
    void isNotMadePossibleByWaitingForAMarkToBeForgotten() {
      var ahead = one.sends(NOW + (4 * SECOND));
      two.hears(ahead, NOW);
      for (long later = NOW; later < NOW + (20 * SECOND); later += SECOND) {
        assertThat(two.parser.parseV4(ahead, later)).isIn(Defect.HMAC_REPLAY, Defect.HMAC_STALE);
      }
    }

    @Test
    void aMarkFromAClockThatWasSetBackIsForgotten() {
      two.hears(one.sends(NOW), NOW);
      long back = NOW - (3600 * SECOND);
      two.hears(one.sends(back), back);
      two.hears(one.sends(back + SECOND), back + SECOND);
    }

    @Test
    void aClockSetBackALittleIsNotFollowed() {
      two.hears(one.sends(NOW), NOW);
      two.hears(one.sends(NOW - SECOND), NOW);
    }

    @Test
    void clocksDoNotMatterWithSequencesOnly() {
      var monotonic = node(NODE_2, Mode.ENFORCE, AntiReplay.MONOTONIC);
      var first = one.sends(NOW);
      monotonic.hears(first, 0);
      monotonic.rejects(first, 3600 * SECOND, Defect.HMAC_REPLAY);
      monotonic.hears(one.sends(NOW + SECOND), 0);
    }

    @Test
    void eachSenderHasItsOwnMarkAndTheOldestOfFiveIsForgotten() {
      var terms = multicast(VrrpVersion.V3, new HmacTrailer(List.of(KEY_7), 7));
      var old = new Node(terms, IpAddress.of("10.9.0.11")).sends(NOW);
      two.hears(old, NOW);
      for (int host = 12; host <= 14; host++) {
        two.hears(new Node(terms, IpAddress.of("10.9.0." + host)).sends(NOW), NOW);
      }
      two.rejects(old, NOW, Defect.HMAC_REPLAY);
      var fifth = new Node(terms, IpAddress.of("10.9.0.15")).sends(NOW);
      two.hears(fifth, NOW);
      two.rejects(fifth, NOW, Defect.HMAC_REPLAY);
      two.hears(old, NOW);
    }

    @Test
    void unsignedAdvertsPassWhereAllowedAndWronglySignedOnesNever() {
      var unsigned = new Node(multicast(VrrpVersion.V3, new Authentication.None()), NODE_1);
      var key8 = new HmacTrailer.Key(7, secretFrom(1));
      var wrong = new Node(multicast(VrrpVersion.V3, new HmacTrailer(List.of(key8), 7)), NODE_1);
      two.rejects(unsigned.sends(NOW), NOW, Defect.HMAC_MISSING);
      for (var mode : new Mode[] {Mode.PERMISSIVE, Mode.RECEIVE_ONLY}) {
        var lenient = node(NODE_2, mode, AntiReplay.TIME);
        lenient.hears(unsigned.sends(NOW), NOW);
        lenient.hears(one.sends(NOW), NOW);
        lenient.rejects(wrong.sends(NOW), NOW, Defect.HMAC_INVALID);
      }
    }

    @Test
    void ourOwnAreSignedUnlessWeOnlyReceive() {
      assertThat(node(NODE_1, Mode.PERMISSIVE, AntiReplay.TIME).writer.bytes()).isEqualTo(60);
      assertThat(node(NODE_1, Mode.RECEIVE_ONLY, AntiReplay.TIME).writer.bytes()).isEqualTo(32);
    }

    @Test
    void anotherKeyOfOursIsAcceptedWhileKeysAreRolledOver() {
      var key8 = new HmacTrailer.Key(8, secretFrom(100));
      var old =
          new Node(multicast(VrrpVersion.V3, new HmacTrailer(List.of(KEY_7, key8), 7)), NODE_1);
      var fresh =
          new Node(multicast(VrrpVersion.V3, new HmacTrailer(List.of(KEY_7, key8), 8)), NODE_2);
      fresh.hears(old.sends(NOW), NOW);
      old.hears(fresh.sends(NOW), NOW);
    }

    @Test
    void versionTwoCarriesATrailerToo() {
      var terms = multicast(VrrpVersion.V2, new HmacTrailer(List.of(KEY_7), 7));
      new Node(terms, NODE_2).hears(new Node(terms, NODE_1).sends(NOW), NOW);
    }
  }
}
