package org.holdfast.agent.dbus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;
import org.freedesktop.dbus.exceptions.DBusException;
import org.junit.jupiter.api.Test;

/** Tests reading messages, above all those that no honest program sends. */
final class BusInputTest {

  private static byte[] call(String member, String text) throws DBusException {
    return Wire.bytes(Wire.call("/org/a", "org.a.B", member, "s", text));
  }

  private static BusInput input(byte[]... messages) {
    var all = new ByteArrayOutputStream();
    for (var message : messages) {
      all.writeBytes(message);
    }
    return Wire.input(all.toByteArray());
  }

  @Test
  void messagesFollowEachOther() throws IOException, DBusException {
    var input = input(call("One", "a"), call("Two", "bb"));
    assertThat(input.next().message().getName()).isEqualTo("One");
    var second = input.next().message();
    assertThat(second.getName()).isEqualTo("Two");
    assertThat(second.getParameters()).containsExactly("bb");
    assertThatThrownBy(input::next).isInstanceOf(EOFException.class);
  }

  @Test
  void aLongBodyIsReadOverAndTheCallIsMarked() throws IOException, DBusException {
    var input = input(call("Long", "x".repeat(BusInput.LONGEST)), call("Next", ""));
    var first = input.next();
    assertThat(first.isCut()).isTrue();
    assertThat(first.message().getName()).isEqualTo("Long");
    var next = input.next();
    assertThat(next.isCut()).isFalse();
    assertThat(next.message().getName()).isEqualTo("Next");
  }

  /** The message of 128 MiB exists only in this channel. */
  @Test
  void theLongestMessageTakesNoMoreMemoryThanAShortOne() throws IOException, DBusException {
    int body = 128 << 20;
    var head = call("Long", "");
    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(Integer.BYTES, body);
    int emptyString = 5; // its length and a NUL
    var start = ByteBuffer.wrap(head, 0, head.length - emptyString);
    var next = ByteBuffer.wrap(call("Next", ""));
    var channel =
        new ReadableByteChannel() {
          private int left = body;

          @Override
          public int read(ByteBuffer into) {
            assertThat(into.capacity()).isLessThanOrEqualTo(BusInput.LONGEST);
            if (start.hasRemaining()) {
              return copy(start, into);
            }
            if (left > 0) {
              int count = Math.min(left, into.remaining());
              into.position(into.position() + count);
              left -= count;
              return count;
            }
            return next.hasRemaining() ? copy(next, into) : -1;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    var input = new BusInput(channel);
    assertThat(input.next().isCut()).isTrue();
    assertThat(input.next().message().getName()).isEqualTo("Next");
  }

  private static int copy(ByteBuffer from, ByteBuffer into) {
    int count = Math.min(from.remaining(), into.remaining());
    into.put(into.position(), from, from.position(), count).position(into.position() + count);
    from.position(from.position() + count);
    return count;
  }

  @Test
  void aMessageWithALongHeaderOrOfAnUnknownTypeIsSkipped() throws IOException, DBusException {
    var longHeader = ByteBuffer.allocate(16 + (1 << 20)).order(ByteOrder.LITTLE_ENDIAN);
    longHeader.put(new byte[] {'l', 1, 0, 1}).putInt(0).putInt(7).putInt(1 << 20);
    var unknown = call("Unknown", "");
    unknown[1] = 77;
    var input = input(longHeader.array(), unknown, call("Next", ""));
    assertThat(input.next().message().getName()).isEqualTo("Next");
  }

  @Test
  void otherProtocolsAndImpossibleLengthsEndTheConnection() throws DBusException {
    assertThatThrownBy(input("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8))::next)
        .hasMessageContaining("something other than a D-Bus message");
    var tooLong = call("Long", "");
    ByteBuffer.wrap(tooLong).order(ByteOrder.LITTLE_ENDIAN).putInt(Integer.BYTES, -1);
    assertThatThrownBy(input(tooLong)::next).hasMessageContaining("longer than D-Bus allows");
  }

  @Test
  void noBytesDoMoreThanEndTheConnection() throws DBusException {
    var random = new Random(1);
    var good = call("Do", "words");
    for (int round = 0; round < 20_000; round++) {
      var bytes = good.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(input(bytes).next().message()).isNotNull();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
