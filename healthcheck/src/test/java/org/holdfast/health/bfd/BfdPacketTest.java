package org.holdfast.health.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BfdPacketTest {

  /** The packet: version 1, diagnostic 3; Up, Poll; multiplier 5; 24 bytes. */
  private static final String GOLDEN =
      "23e00518" // version and diagnostic, state and flags, multiplier, length
          + "deadbeef" // my discriminator
          + "00000102" // your discriminator
          + "00002710" // desired min tx, 10 ms
          + "000f4240" // required min rx, 1 s
          + "00000000"; // required min echo rx

  private static final BfdPacket PACKET =
      new BfdPacket(
          BfdState.UP, 3, true, false, false, false, 5, 0xdead_beef, 0x102, 10_000, 1_000_000, 0);

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  /** Parses the golden packet with the byte at {@code at} replaced. */
  private static BfdParsed with(int at, int value) {
    return BfdPacket.parse(bytes(GOLDEN).put(at, (byte) value));
  }

  @Test
  void readsWhatItWrites() {
    assertThat(BfdPacket.parse(bytes(GOLDEN))).isEqualTo(new BfdParsed.Accepted(PACKET));
    for (var order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      var written = ByteBuffer.allocate(BfdPacket.BYTES).order(order);
      PACKET.write(written);
      assertThat(HexFormat.of().formatHex(written.array())).isEqualTo(GOLDEN);
    }
  }

  @Test
  void readsEachFlagByItself() {
    var flags =
        new BfdPacket(
            BfdState.INIT, 31, false, true, true, true, 255, 1, 2, 0xffff_ffffL, 0, 0xffff_ffffL);
    var written = ByteBuffer.allocate(BfdPacket.BYTES);
    flags.write(written);
    assertThat(written.get(1)).isEqualTo((byte) 0b10_0_1_1_0_1_0);
    assertThat(BfdPacket.parse(written.flip())).isEqualTo(new BfdParsed.Accepted(flags));
  }

  @Test
  void leavesTheBufferUnchangedAndIgnoresTrailingBytes() {
    var padded = bytes("ffff" + GOLDEN + "abcdef").position(2);
    assertThat(BfdPacket.parse(padded)).isEqualTo(new BfdParsed.Accepted(PACKET));
    assertThat(padded.position()).isEqualTo(2);
  }

  @Test
  void refusesValuesThatNoPacketMayHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new BfdPacket(BfdState.UP, 0, false, false, false, false, 0, 1, 1, 1, 1, 0))
        .withMessage("multiplier: 0 (expected: 1..255)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new BfdPacket(BfdState.UP, 0, false, false, false, false, 1, 0, 1, 1, 1, 0));
  }

  @Nested
  class Defects {

    @Test
    void everyShorterPrefixIsTruncated() {
      for (int length = 0; length < BfdPacket.BYTES; length++) {
        assertThat(BfdPacket.parse(bytes(GOLDEN).limit(length))).isEqualTo(BfdDefect.TRUNCATED);
      }
    }

    @Test
    void anotherVersionIsRefused() {
      assertThat(with(0, 0)).isEqualTo(BfdDefect.VERSION);
      assertThat(with(0, 2 << 5)).isEqualTo(BfdDefect.VERSION);
    }

    @Test
    void aLengthBelowTheMinimumIsRefused() {
      assertThat(with(3, 23)).isEqualTo(BfdDefect.LENGTH_TOO_SMALL);
      var authenticated = bytes(GOLDEN + "0000").put(1, (byte) 0xc4).put(3, (byte) 25);
      assertThat(BfdPacket.parse(authenticated)).isEqualTo(BfdDefect.LENGTH_TOO_SMALL);
    }

    @Test
    void aLengthBeyondTheDatagramIsRefused() {
      assertThat(with(3, 25)).isEqualTo(BfdDefect.LENGTH_TOO_LARGE);
    }

    @Test
    void aMultiplierOfZeroIsRefused() {
      assertThat(with(2, 0)).isEqualTo(BfdDefect.MULTIPLIER);
    }

    @Test
    void theMultipointBitIsRefused() {
      assertThat(with(1, 0xc1)).isEqualTo(BfdDefect.MULTIPOINT);
    }

    @Test
    void aMissingSenderDiscriminatorIsRefused() {
      assertThat(BfdPacket.parse(bytes(GOLDEN).putInt(4, 0))).isEqualTo(BfdDefect.MY_DISCRIMINATOR);
    }

    @Test
    void ourDiscriminatorMayBeMissingOnlyInDownStates() {
      assertThat(BfdPacket.parse(bytes(GOLDEN).putInt(8, 0)))
          .isEqualTo(BfdDefect.YOUR_DISCRIMINATOR);
      assertThat(BfdPacket.parse(bytes(GOLDEN).putInt(8, 0).put(1, (byte) 0x80)))
          .isEqualTo(BfdDefect.YOUR_DISCRIMINATOR);
      assertThat(BfdPacket.parse(bytes(GOLDEN).putInt(8, 0).put(1, (byte) 0x40)))
          .isInstanceOf(BfdParsed.Accepted.class);
      assertThat(BfdPacket.parse(bytes(GOLDEN).putInt(8, 0).put(1, (byte) 0)))
          .isInstanceOf(BfdParsed.Accepted.class);
    }

    @Test
    void authenticationIsRefused() {
      var authenticated = bytes(GOLDEN + "0000").put(1, (byte) 0xc4).put(3, (byte) 26);
      assertThat(BfdPacket.parse(authenticated)).isEqualTo(BfdDefect.AUTHENTICATED);
    }

    @Test
    void anyBytesGiveAPacketOrADefect() {
      var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
      for (int i = 0; i < 200_000; i++) {
        var noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        if (noise.length > 3 && random.nextBoolean()) {
          noise[0] = (byte) (0x20 | (noise[0] & 0x1f));
          noise[3] = 24;
        }
        if (BfdPacket.parse(ByteBuffer.wrap(noise)) instanceof BfdParsed.Accepted(var packet)) {
          var again = ByteBuffer.allocate(BfdPacket.BYTES);
          packet.write(again);
          assertThat(BfdPacket.parse(again.flip())).isEqualTo(new BfdParsed.Accepted(packet));
        }
      }
    }
  }
}
