package org.holdfast.agent.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.holdfast.agent.dbus.BusMessage.BrokenMessageException;
import org.holdfast.agent.dbus.BusMessage.Kind;
import org.junit.jupiter.api.Test;

/** Tests the codec with bytes that other programs write, and with bytes that none would. */
final class BusMessageTest {

  private static BusMessage read(ByteBuffer bytes) throws BrokenMessageException {
    return Objects.requireNonNull(BusMessage.read(bytes));
  }

  private static BusMessage call() {
    return BusMessage.call(
        7, ":1.5", "/org/a", "org.a.B", "Do", new BusWriter().string("words").number(5));
  }

  @Test
  void whatIsWrittenIsRead() throws BrokenMessageException {
    var bytes = call().bytes();
    assertThat(bytes.remaining() % 4).isZero();
    var read = read(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(read.kind()).isEqualTo(Kind.CALL);
    assertThat(read.wantsReply()).isTrue();
    assertThat(read.serial()).isEqualTo(7);
    assertThat(read.path()).isEqualTo("/org/a");
    assertThat(read.iface()).isEqualTo("org.a.B");
    assertThat(read.member()).isEqualTo("Do");
    assertThat(read.signature()).isEqualTo("su");
    var body = new BusReader(read.body(), 0);
    assertThat(body.string()).isEqualTo("words");
    assertThat(body.uint()).isEqualTo(5);
    assertThat(body.hasMore()).isFalse();
  }

  @Test
  void anAnswerRefersToItsCall() throws BrokenMessageException {
    var refusal = read(call().refusal(9, "org.a.Error", "why").bytes());
    assertThat(refusal.kind()).isEqualTo(Kind.ERROR);
    assertThat(refusal.error()).isEqualTo("org.a.Error");
    assertThat(refusal.replyTo()).isEqualTo(7);
    assertThat(new BusReader(refusal.body(), 0).string()).isEqualTo("why");
    assertThat(read(call().answer(9, new BusWriter()).bytes()).replyTo()).isEqualTo(7);
  }

  /** The bytes are those of the specification's types, each aligned to its size. */
  @Test
  void propertiesAreADictionaryOfVariants() {
    var body =
        new BusWriter()
            .properties(List.of(new BusProperty("N", null, "V"), new BusProperty("S", 2, "Up")));
    assertThat(body.signature()).isEqualTo("a{sv}");
    var bytes = new byte[body.buffer().remaining()];
    body.buffer().get(bytes);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "33000000"
                + "00000000" // 51 bytes after the padding
                + "01000000"
                + "4e00"
                + "0328732900"
                + "0000000000"
                + "01000000"
                + "5600"
                + "0000"
                + "01000000"
                + "5300"
                + "042875732900"
                + "00000000"
                + "02000000"
                + "02000000"
                + "557000");
  }

  @Test
  void anIncompleteMessageIsLeftInPlace() throws BrokenMessageException {
    var whole = call().bytes();
    for (int size = 0; size < whole.limit(); size++) {
      var part = whole.duplicate().limit(size);
      assertThat(BusMessage.read(part)).isNull();
      assertThat(part.position()).isZero();
    }
  }

  @Test
  void aMessageThatIsTooLongOrOfAnotherOrderIsRefusedAtOnce() {
    var bytes = call().bytes();
    var large = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    large.put(6, (byte) 1);
    large.put(7, (byte) 1);
    assertThatThrownBy(() -> BusMessage.read(large)).isInstanceOf(BrokenMessageException.class);
    var other = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    other.put(0, (byte) 'x');
    assertThatThrownBy(() -> BusMessage.read(other)).hasMessageContaining("byte order");
  }

  @Test
  void noBytesDoMoreThanBreakTheConnection() {
    var random = new Random(1);
    var good = call().bytes();
    for (int round = 0; round < 20_000; round++) {
      var bytes = ByteBuffer.allocate(good.remaining()).put(good.duplicate()).flip();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
      }
      try {
        var message = BusMessage.read(bytes);
        if (message != null) {
          new BusReader(message.body(), 0).string();
        }
      } catch (BrokenMessageException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
