package org.holdfast.health.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DnsMessageTest {

  /** The name www.example.com. */
  private static final String NAME = "03777777 076578616d706c65 03636f6d 00";

  private static final Question ASKED = new Question(0x1234, "www.Example.com.", RecordType.A);
  private static final String A_IN = " 0001 0001 ";
  private static final String HEAD = "1234 8180 0001 0001 0000 0000 ";
  private static final String RECORD = "c00c 0001 0001 0000003c 0004 0a000001";

  @Test
  void asksForRecursionInOneQuestion() {
    assertThat(
            HexFormat.of()
                .formatHex(new Question(0x1234, "www.example.com", RecordType.A).toBytes()))
        .isEqualTo(plain("1234 0100 0001 0000 0000 0000 " + NAME + A_IN));
    assertThat(HexFormat.of().formatHex(new Question(1, ".", RecordType.SOA).toBytes()))
        .isEqualTo(plain("0001 0100 0001 0000 0000 0000 00 0006 0001"));
  }

  @Test
  void readsAnAddress() {
    assertThat(read(HEAD + NAME + A_IN + RECORD))
        .isEqualTo(new DnsMessage.Answer(0, false, List.of("10.0.0.1")));
  }

  @Test
  void skipsRecordsOfOtherTypes() {
    assertThat(
            read(
                "1234 8180 0001 0002 0000 0000 "
                    + NAME
                    + A_IN
                    + "c00c 0005 0001 0000003c 0002 c010"
                    + RECORD))
        .isEqualTo(new DnsMessage.Answer(0, false, List.of("10.0.0.1")));
  }

  @ParameterizedTest
  @CsvSource({
    "SOA, 026e73c010 0561646d696ec010 00000001 00000002 00000003 00000004 ffffffff,"
        + " ns.example.com. admin.example.com. 1 2 3 4 4294967295",
    "MX, 000a 044d61696cc010, 10 mail.example.com.",
    "NS, 026e73c010, ns.example.com.",
    "CNAME, c010, example.com.",
    "TXT, 0561626364650166, abcdef",
    "AAAA, 20010db8000000000000000000000001, 2001:db8::1",
    "DNSKEY, 0101, ''",
  })
  void readsTheDataOfEveryType(RecordType type, String data, String text) {
    var number = HexFormat.of().toHexDigits((short) type.number());
    var length = HexFormat.of().toHexDigits((short) (plain(data).length() / 2));
    var message = HEAD + NAME + number + "0001 c00c" + number + "0001 0000003c" + length + data;
    assertThat(read(message, new Question(0x1234, "www.example.com", type)))
        .isEqualTo(new DnsMessage.Answer(0, false, List.of(text)));
  }

  @Test
  void aTruncatedMessageWithTheTcBitIsAnAnswer() {
    assertThat(read("1234 8380 0001 0002 0000 0000 " + NAME + A_IN + RECORD + "c00c 00"))
        .isEqualTo(new DnsMessage.Answer(0, true, List.of("10.0.0.1")));
  }

  @Test
  void anErrorMayLeaveTheQuestionOut() {
    assertThat(read("1234 8181 0000 0000 0000 0000"))
        .isEqualTo(new DnsMessage.Answer(1, false, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "1234 8180, NO_HEADER",
    "1235 8180 0001 0000 0000 0000, ID",
    "1234 0100 0001 0000 0000 0000, QUERY",
    "1234 8180 0001 0000 0000 0000 00 0001 0001, QUESTION",
    "1234 8180 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0002 0001, QUESTION",
    "1234 8180 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0003, QUESTION",
  })
  void isIgnoredWhenItAnswersAnotherQuestion(String hex, DnsMessage.Stray why) {
    assertThat(read(hex)).isEqualTo(new DnsMessage.Ignored(why));
  }

  @ParameterizedTest
  @CsvSource({
    "NO_QUESTION, 1234 8180 0000 0000 0000 0000, ''",
    "NO_QUESTION, 1234 8180 0002 0000 0000 0000, ''",
    "QUESTION, 1234 8180 0001 0000 0000 0000 03777777, ''",
    "QUESTION, 1234 8180 0001 0000 0000 0000 c00c 0001 0001, ''",
    "NAME, '', 09",
    "NAME, '', c0ff",
    "RECORD, '', c00c 0001 0001",
    "RECORD, '', c00c 0001 0001 0000003c 0004 0a0000",
    "DATA, '', c00c 0001 0001 0000003c 0003 0a0000 01",
  })
  void isMalformed(DnsMessage.Defect why, String whole, String record) {
    assertThat(read(whole.isEmpty() ? HEAD + NAME + A_IN + record : whole))
        .isEqualTo(new DnsMessage.Malformed(why));
  }

  @ParameterizedTest
  @EnumSource
  void readsAnythingWithoutAnException(RecordType type) {
    var random = new Random(7);
    var number = HexFormat.of().toHexDigits((short) type.number());
    var whole = HEAD + NAME + number + "0001 c00c" + number + "0001 0000003c 0004 0a000001";
    for (int i = 0; i < 3_000; i++) {
      var bytes = HexFormat.of().parseHex(plain(whole));
      for (int change = random.nextInt(4); change > 0; change--) {
        bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
      }
      int length = random.nextInt(bytes.length + 1);
      assertThat(
              DnsMessage.parse(
                  Unpooled.wrappedBuffer(bytes, 0, length),
                  new Question(0x1234, "www.example.com", type)))
          .isNotNull();
    }
  }

  private static DnsMessage read(String hex) {
    return read(hex, ASKED);
  }

  private static DnsMessage read(String hex, Question question) {
    return DnsMessage.parse(Unpooled.wrappedBuffer(HexFormat.of().parseHex(plain(hex))), question);
  }

  private static String plain(String hex) {
    return hex.replace(" ", "");
  }
}
