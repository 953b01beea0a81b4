package org.holdfast.health.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.holdfast.health.ping.EchoMessage.Defect;
import org.holdfast.health.ping.EchoMessage.Parsed;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EchoMessageTest {

  private static final String IPV4 = "45000000 00000000 40010000 0a000001 0a000002 ";
  private static final String IPV6 =
      "60000000 00003a40 20010db8000000000000000000000001 20010db8000000000000000000000002 ";

  @Test
  void writesARequest() {
    var request = ByteBuffer.allocate(EchoMessage.SIZE);
    EchoMessage.writeRequest(request, Family.IPV4, 0x12345678, 0x0102030405060708L);
    var hex = HexFormat.of().formatHex(request.array());
    // Summed by hand: 0800 + 1234 + 5678 + 0102 + ... and the padding 10 to 87
    assertThat(hex).startsWith("0800").contains("12345678" + "0102030405060708" + "10111213");
    assertThat(hex).hasSize(2 * 136).endsWith("8687");
    EchoMessage.writeRequest(request, Family.IPV6, 1, 2);
    assertThat(HexFormat.of().formatHex(request.array())).startsWith("8000" + "0000" + "00000001");
  }

  @Test
  void itsChecksumIsRight() {
    var request = ByteBuffer.allocate(EchoMessage.SIZE);
    EchoMessage.writeRequest(request, Family.IPV4, 0x12345678, 0x0102030405060708L);
    int sum = 0;
    while (request.hasRemaining()) {
      sum += request.getShort() & 0xffff;
    }
    assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
  }

  @Test
  void readsAReply() {
    // 0000 + 1234 + 5678 + 0102 + 0304 + 0506 + 0708 = 78c0; inverted 873f
    assertThat(parse(Family.IPV4, IPV4 + "0000873f 12345678 0102030405060708"))
        .isEqualTo(new Parsed.Reply(0x12345678, 0x0102030405060708L));
    assertThat(parse(Family.IPV6, "8100ffff 12345678 0102030405060708"))
        .isEqualTo(new Parsed.Reply(0x12345678, 0x0102030405060708L));
  }

  @Test
  void readsAnUnreachable() {
    // 0301 + 4500 + 4001 + 0a00 + 0001 + 0a00 + 0002 + 0800 + 1234 + 5678 = 0c a2 b1: a2bd
    assertThat(parse(Family.IPV4, withChecksum("0301", "00000000" + IPV4 + "08000000 12345678")))
        .isEqualTo(new Parsed.Unreachable(0x12345678, IpAddress.of("10.0.0.2"), 1));
    assertThat(parse(Family.IPV6, "01030000 00000000" + IPV6 + "80000000 12345678"))
        .isEqualTo(new Parsed.Unreachable(0x12345678, IpAddress.of("2001:db8::2"), 3));
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATED, IPV4, ''",
    "TRUNCATED, IPV4, 46000000 00000000 40010000 0a000001 0a000002",
    "TRUNCATED, IPV4, 45000000 00000000 40010000 0a000001 0a000002 0000",
    "TRUNCATED, IPV4, 45000000 00000000 40010000 0a000001 0a000002 0000ffff 00000000",
    "TRUNCATED, IPV6, 810000",
    "TRUNCATED, IPV6, 8100ffff 12345678 01020304",
    "TRUNCATED, IPV6, 0103ffff 12345678 01020304",
    "CHECKSUM, IPV4, 45000000 00000000 40010000 0a000001 0a000002 00000000 12345678",
    "TYPE, IPV4, 45000000 00000000 40010000 0a000001 0a000002 0500faff 00000000",
    "TYPE, IPV6, 8800ffff 12345678 0102030405060708",
  })
  void ignoresOtherMessages(Defect why, Family family, String hex) {
    assertThat(parse(family, hex)).isEqualTo(new Parsed.Ignored(why));
  }

  @Test
  void ignoresAnUnreachableAboutAnotherPacket() {
    assertThat(parse(Family.IPV6, "01030000 00000000" + IPV6 + "81000000 12345678"))
        .isEqualTo(new Parsed.Ignored(Defect.ABOUT_SOMETHING_ELSE));
    assertThat(
            parse(
                Family.IPV6,
                "01030000 00000000" + IPV6.replace("3a40", "1140") + "80000000 12345678"))
        .isEqualTo(new Parsed.Ignored(Defect.ABOUT_SOMETHING_ELSE));
  }

  @ParameterizedTest
  @EnumSource
  void readsAnythingWithoutAnException(Family family) {
    var random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 20 && random.nextBoolean()) {
        bytes[0] = 0x45;
        bytes[20] = 3;
      }
      assertThat(EchoMessage.parse(ByteBuffer.wrap(bytes), family)).isNotNull();
    }
  }

  /** An ICMP message in IPv4 with its checksum corrected. */
  private static String withChecksum(String type, String rest) {
    var message = bytes(type + "0000" + rest);
    int sum = 0;
    while (message.hasRemaining()) {
      sum += message.getShort() & 0xffff;
    }
    int folded = (sum & 0xffff) + (sum >>> 16);
    return IPV4 + type + HexFormat.of().toHexDigits((short) ~folded) + rest;
  }

  private static Parsed parse(Family family, String hex) {
    return EchoMessage.parse(bytes(hex), family);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
