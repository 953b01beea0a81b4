package org.holdfast.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.holdfast.linux.Errno;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {

  private static final String MESSAGE = "14000000 1400 0506 07000000 00000000 aabbccdd";

  @Test
  void splitsADatagramIntoItsMessages() {
    var split = split(MESSAGE + "10000000 0300 0200 08000000 00000000");
    assertThat(split.leftOver()).isZero();
    assertThat(split.messages())
        .extracting(NetlinkMessage::type, NetlinkMessage::flags, NetlinkMessage::sequence)
        .containsExactly(tuple(20, 0x605, 7), tuple(3, 2, 8));
    assertThat(split.messages().getFirst().payload())
        .isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex("aabbccdd")));
  }

  @Test
  void writesWhatItReads() {
    var buffer = ByteBuffer.allocate(20);
    new MessageWriter(buffer).message(20, 0x605, 7, w -> w.u32(0xddccbbaa));
    assertThat(HexFormat.of().formatHex(buffer.array())).isEqualTo(MESSAGE.replace(" ", ""));
  }

  @Test
  void reportsTheNumberOfTrailingBytes() {
    for (var rest :
        List.of(
            "00",
            "0f000000 1400 0000 00000000 00000000",
            "ffffffff 1400 0000 00000000 00000000",
            "11000000 1400 0000 00000000 00000000",
            "00000000000000000000000000000000")) {
      var split = split(MESSAGE + rest);
      assertThat(split.messages()).hasSize(1);
      assertThat(split.leftOver()).isEqualTo(rest.replace(" ", "").length() / 2);
    }
  }

  @Test
  void acceptsMissingPaddingAtTheEnd() {
    var split = split("11000000 1400 0000 00000000 00000000 aa");
    assertThat(split.messages().getFirst().payload().limit()).isEqualTo(1);
    assertThat(split.leftOver()).isZero();
  }

  @Test
  void readsAnAcknowledgementWithItsExplanation() {
    // errno, the request's header, then NLMSGERR_ATTR_MSG
    var header = "18000000 1400 0506 07000000 00000000";
    var text = "0800 0100 4e6f2100"; // "No!"
    assertThat(ack(0, "00000000" + header)).isEqualTo(new Ack(0, ""));
    assertThat(ack(0x100, "edffffff" + header)).isEqualTo(new Ack(19, ""));
    assertThat(ack(0x300, "edffffff" + header + text)).isEqualTo(new Ack(19, "No!"));
    assertThat(ack(0x200, "edffffff" + header + "0000000000000000" + text))
        .as("the whole request comes before the explanation")
        .isEqualTo(new Ack(19, "No!"));
    assertThat(ack(0x200, "edffffff" + "ffffffff" + header).errno()).isEqualTo(19);
    assertThat(ack(0, "edff").is(Errno.EBADMSG)).isTrue();
  }

  @Test
  void readsTheEndOfADump() {
    assertThat(done("").isDone()).isTrue();
    assertThat(done("00000000").isDone()).isTrue();
    assertThat(done("faffffff").errno()).isEqualTo(6);
  }

  private static Ack ack(int flags, String payload) {
    return Ack.parse(message(NetlinkMessage.ERROR, flags, payload));
  }

  private static Ack done(String payload) {
    return Ack.parse(message(NetlinkMessage.DONE, 2, payload));
  }

  private static NetlinkMessage message(int type, int flags, String payload) {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(payload.replace(" ", "")));
    return new NetlinkMessage(type, flags, 1, bytes.order(ByteOrder.nativeOrder()));
  }

  private static NetlinkMessage.Split split(String hex) {
    return NetlinkMessage.split(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }
}
