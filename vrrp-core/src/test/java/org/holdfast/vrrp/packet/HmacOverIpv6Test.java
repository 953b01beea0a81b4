package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.GROUP_V6;
import static org.holdfast.vrrp.packet.Scenes.HMAC;
import static org.holdfast.vrrp.packet.Scenes.NODE_1_V6;
import static org.holdfast.vrrp.packet.Scenes.parse;
import static org.holdfast.vrrp.packet.Scenes.written;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;

/**
 * The HMAC trailer over IPv6, where the checksum covers message and trailer, because the kernel
 * sums the whole payload. The bytes are laid out here by hand, independently of the code under
 * test.
 */
class HmacOverIpv6Test {

  private static final int MESSAGE_BYTES = 8 + (2 * 16);
  private static final int TRAILER_BYTES = 28;

  private static final AdvertTerms TERMS =
      AdvertTerms.of(
          Scenes.advert(
              VrrpVersion.V3, 150, IpAddress.of("fe80::100"), IpAddress.of("2001:db8::100")),
          new Transport.Multicast(GROUP_V6, null),
          HMAC);

  /**
   * Returns an advert of version 3, VRID 51, priority 150, two addresses and 1 s, followed by the
   * trailer of key 7.
   */
  private static byte[] byHand() {
    var message =
        HexFormat.of()
            .parseHex(
                "3133960200640000"
                    + "fe800000000000000000000000000100"
                    + "20010db8000000000000000000000100");
    var trailer = HexFormat.of().parseHex("01070000" + "6b00e29100000000" + "00".repeat(16));
    var covered =
        concat(HexFormat.of().parseHex("06033300"), NODE_1_V6.toBytes(), message, trailer);
    var packet = concat(message, trailer);
    System.arraycopy(hmac(covered), 0, packet, MESSAGE_BYTES + 12, 16);
    var pseudoHeader =
        concat(
            NODE_1_V6.toBytes(),
            GROUP_V6.toBytes(),
            HexFormat.of().parseHex("0000004400000070")); // 68 bytes, next header 112
    int checksum = ~sum(concat(pseudoHeader, packet)) & 0xffff;
    ByteBuffer.wrap(packet).putShort(6, (short) checksum);
    return packet;
  }

  private static byte[] hmac(byte[] covered) {
    try {
      var key = new byte[32];
      for (int i = 0; i < key.length; i++) {
        key[i] = (byte) i;
      }
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(covered);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      sum += ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  private static byte[] concat(byte[]... parts) {
    var all = ByteBuffer.allocate(1_000);
    for (var part : parts) {
      all.put(part);
    }
    var bytes = new byte[all.flip().remaining()];
    all.get(bytes);
    return bytes;
  }

  @Test
  void isWrittenAsItIsLaidOutByHand() {
    assertThat(byHand()).hasSize(MESSAGE_BYTES + TRAILER_BYTES);
    assertThat(HexFormat.of().formatHex(written(TERMS, 150).array()))
        .isEqualTo(HexFormat.of().formatHex(byHand()));
  }

  @Test
  void isAccepted() {
    assertThat(parse(TERMS, ByteBuffer.wrap(byHand())))
        .isEqualTo(new Parsed.Accepted(TERMS.own(), ChecksumForm.PSEUDO_HEADER, NODE_1_V6));
  }

  @Test
  void aSumOfTheMessageAloneIsRefused() {
    var packet = ByteBuffer.wrap(byHand());
    var pseudoHeader =
        concat(
            NODE_1_V6.toBytes(), GROUP_V6.toBytes(), HexFormat.of().parseHex("0000002800000070"));
    packet.putShort(6, (short) 0);
    var message = new byte[MESSAGE_BYTES];
    packet.get(0, message);
    packet.putShort(6, (short) ~sum(concat(pseudoHeader, message)));
    assertThat(parse(TERMS, packet)).isEqualTo(Defect.CHECKSUM);
  }

  @Test
  void aTrailerThatWasHarmedIsToldByItsProofFirst() {
    var packet = ByteBuffer.wrap(byHand());
    packet.put(MESSAGE_BYTES + 27, (byte) (packet.get(MESSAGE_BYTES + 27) ^ 1));
    assertThat(parse(TERMS, packet)).isEqualTo(Defect.HMAC_INVALID);
  }
}
