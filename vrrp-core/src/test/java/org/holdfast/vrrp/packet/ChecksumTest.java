package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.GROUP;
import static org.holdfast.vrrp.packet.Scenes.GROUP_V6;
import static org.holdfast.vrrp.packet.Scenes.NODE_1;
import static org.holdfast.vrrp.packet.Scenes.NODE_1_V6;
import static org.holdfast.vrrp.packet.Scenes.NODE_2;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.sending;
import static org.holdfast.vrrp.packet.Scenes.unicast;
import static org.holdfast.vrrp.packet.Scenes.withTransport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the checksums against a second, naive implementation of the RFCs: the bytes are laid out,
 * then added up.
 */
class ChecksumTest {

  private static final int MESSAGE_V4 = 20;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Computes the checksum by RFC 1071, one carry at a time. */
  private static int naive(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += ((bytes[i] & 0xff) << 8) | low;
      if (sum > 0xffff) {
        sum -= 0xffff;
      }
    }
    return 0xffff - sum;
  }

  /** Returns the pseudo header of RFC 793 or of RFC 8200 section 8.1, followed by the message. */
  private static byte[] covered(IpAddress source, IpAddress destination, byte[] message) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(source.toBytes());
    bytes.writeBytes(destination.toBytes());
    int length = message.length;
    bytes.writeBytes(
        source.family() == Family.IPV4
            ? new byte[] {0, 112, (byte) (length >> 8), (byte) length}
            : new byte[] {0, 0, (byte) (length >> 8), (byte) length, 0, 0, 0, 112});
    bytes.writeBytes(message);
    return bytes.toByteArray();
  }

  private static byte[] bytesOf(ByteBuffer packet, int from) {
    var bytes = new byte[packet.limit() - from];
    packet.get(from, bytes);
    return bytes;
  }

  private static int takeChecksum(byte[] message) {
    int checksum = ((message[6] & 0xff) << 8) | (message[7] & 0xff);
    message[6] = 0;
    message[7] = 0;
    return checksum;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithANaiveImplementationForAnyBytes(long seed) {
    var random = random(seed);
    var bytes = new byte[random.nextInt(1500)];
    random.nextBytes(bytes);
    long sum = InternetChecksum.sum(ByteBuffer.wrap(bytes), 0, bytes.length);
    assertThat(InternetChecksum.of(sum)).isEqualTo(naive(bytes));
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Test
  void foldsAllCarries() {
    var ones = ByteBuffer.allocate(65536);
    while (ones.hasRemaining()) {
      ones.put((byte) 0xff);
    }
    assertThat(InternetChecksum.of(InternetChecksum.sum(ones, 0, 65536))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void everyFormOverIpv4IsWrittenByTheRfcsAndRecognized(ChecksumForm form) {
    for (int priority = 0; priority <= 255; priority++) {
      var terms = sending(unicast(VrrpVersion.V3, NONE), form);
      var packet = Scenes.written(terms, priority);
      var message = bytesOf(packet, MESSAGE_V4);
      int written = takeChecksum(message);

      assertThat(written)
          .isEqualTo(
              naive(
                  switch (form) {
                    case PSEUDO_HEADER -> covered(NODE_1, NODE_2, message);
                    case MESSAGE_ONLY -> message;
                    case HISTORIC_UNICAST -> covered(NODE_1, GROUP, message);
                  }));
      assertThat(naive(bytesOf(packet.duplicate().limit(MESSAGE_V4), 0))).isZero();
      assertThat(formOf(Scenes.parse(terms, packet))).isEqualTo(form);
    }
  }

  private static ChecksumForm formOf(Parsed parsed) {
    return ((Parsed.Accepted) parsed).checksum();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void overIpv6TheLengthInThePseudoHeaderHas32Bits(long seed) {
    var random = random(seed);
    var source = IpAddress.v6(0xfe80_0000_0000_0000L, random.nextLong());
    var addresses = new IpAddress[1 + random.nextInt(255)];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = IpAddress.v6(0x2001_0db8_0000_0000L, random.nextLong());
    }
    var own = Scenes.advert(VrrpVersion.V3, 150, addresses);
    var terms = AdvertTerms.of(own, multicastV6().transport(), NONE);
    var packet = Scenes.write(new AdvertWriter(terms, source, Proof.of(terms)), 7, GROUP_V6, 0);

    var message = bytesOf(packet, 0);
    assertThat(takeChecksum(message)).isEqualTo(naive(covered(source, GROUP_V6, message)));
    assertThat(new AdvertParser(terms, Proof.of(terms)).parseV6(packet, source, GROUP_V6, 255, 0))
        .isInstanceOf(Parsed.Accepted.class);
  }

  @Test
  void overIpv6ALengthSwappedAs16BitsIsRefused() {
    // FRR sent such checksums from 2019 to 2026; only routers with the same error accepted them.
    var packet = Scenes.written(multicastV6(), 150);
    var message = bytesOf(packet, 0);
    takeChecksum(message);
    var covered = covered(NODE_1_V6, GROUP_V6, message);
    covered[32] = covered[35]; // 0x00000028 as 0x28000000
    covered[35] = 0;
    packet.putShort(6, (short) naive(covered));
    assertThat(Scenes.parse(multicastV6(), packet)).isEqualTo(Defect.CHECKSUM);
  }

  @Test
  void everyPeerOfAUnicastInstanceGetsACopyThatIsRightForIt() {
    var peers = List.of(new Transport.Peer(NODE_1), new Transport.Peer(NODE_2));
    var terms =
        withTransport(
            unicast(VrrpVersion.V3, NONE), new Transport.Unicast(null, peers, 255, true, GROUP));
    var writer = new AdvertWriter(terms, NODE_1, Proof.of(terms));
    var copies = ByteBuffer.allocate(2 * writer.bytes());
    writer.next(150, 0);
    writer.write(NODE_2, copies);
    writer.write(IpAddress.of("10.9.0.3"), copies);

    var first = Capture.copy(copies, 0, writer.bytes());
    var second = Capture.copy(copies, writer.bytes(), writer.bytes());
    assertThat(formOf(Scenes.parse(terms, first))).isEqualTo(ChecksumForm.PSEUDO_HEADER);
    assertThat(formOf(Scenes.parse(terms, second))).isEqualTo(ChecksumForm.PSEUDO_HEADER);
    assertThat(Wire.u16(first, 4)).isEqualTo(Wire.u16(second, 4)).isEqualTo(1);
  }

  @Test
  void aPeersAdvertIsAcceptedInEitherFormWhateverWeSend() {
    for (var sent : List.of(ChecksumForm.PSEUDO_HEADER, ChecksumForm.MESSAGE_ONLY)) {
      var packet = Scenes.written(sending(multicast(VrrpVersion.V3, NONE), sent), 150);
      assertThat(formOf(Scenes.parse(multicast(VrrpVersion.V3, NONE), packet))).isEqualTo(sent);
    }
  }
}
