package org.holdfast.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

/** The bytes are in little-endian order: the agent runs only on little-endian machines. */
class AttributesTest {

  private static final IpAddress V4 = IpAddress.of("192.0.2.1");
  private static final IpAddress V6 = IpAddress.of("2001:db8::1");

  @Test
  void writesAndReadsEachKindOfValue() {
    reads("0500 0100 fe 000000", w -> w.u8(1, 0xfe), a -> assertThat(a.u8(1, 0)).isEqualTo(0xfe));
    reads("0600 0200 fecd 0000", w -> w.u16(2, 0xcdfe), a -> same(a.u16(2, 0), 0xcdfe));
    reads("0600 0200 1f90 0000", w -> w.port(2, 8080), a -> same(a.port(2, 0), 8080));
    reads("0800 0300 78563412", w -> w.u32(3, 0x12345678), a -> same(a.u32(3, 0), 0x12345678));
    reads(
        "0800 0400 c0000201",
        w -> w.address(4, V4),
        a -> assertThat(a.address(4, Family.IPV4)).hasValue(V4));
    reads(
        "1400 0400 20010db8000000000000000000000001",
        w -> w.address(4, V6),
        a -> assertThat(a.address(4, Family.IPV6)).hasValue(V6));
    reads(
        "0900 0500 6574683000 000000",
        w -> w.text(5, "eth0"),
        a -> assertThat(a.text(5)).hasValue("eth0"));
    reads(
        "0700 0600 010203 00",
        w -> w.bytes(6, new byte[] {1, 2, 3}),
        a -> assertThat(a.bytes(6)).hasValue(new byte[] {1, 2, 3}));
    reads(
        "1400 0780 0500 0100 07000000 0800 0200 09000000",
        w -> w.nested(7, n -> n.u8(1, 7).u32(2, 9)),
        a -> {
          same(a.nested(7).u8(1, 0), 7);
          same(a.nested(7).u32(2, 0), 9);
        });
    reads(
        "0c00 0800 01000000 02000000",
        w -> w.struct(8, s -> s.u32(1).u32(2)),
        a -> same(a.struct(8).orElseThrow().getInt(4), 2));
  }

  private static void same(int found, int expected) {
    assertThat(found).isEqualTo(expected);
  }

  private static void reads(String hex, Consumer<MessageWriter> write, Consumer<Attributes> check) {
    var buffer = ByteBuffer.allocate(64);
    write.accept(new MessageWriter(buffer));
    var written = HexFormat.of().formatHex(buffer.array(), 0, buffer.position());
    assertThat(written).isEqualTo(hex.replace(" ", ""));
    check.accept(attributes(written));
  }

  @Test
  void findsAnAttributeAmongOthers() {
    var attributes = attributes("0500 0100 01000000 0500 0200 02000000 0500 0300 03000000");
    assertThat(attributes.u8(2, 0)).isEqualTo(2);
    assertThat(attributes.has(3)).isTrue();
    assertThat(attributes.has(4)).isFalse();
    assertThat(attributes.u8(4, 99)).isEqualTo(99);
    assertThat(attributes.nested(4).has(1)).isFalse();
    var seen = new ArrayList<Integer>();
    attributes.forEach((type, content) -> seen.add(type * 10 + content.value()[0]));
    assertThat(seen).isEqualTo(List.of(11, 22, 33));
  }

  @Test
  void treatsAValueOfTheWrongLengthAsAbsent() {
    var attributes = attributes("0500 0100 01000000");
    assertThat(attributes.u32(1, -1)).isEqualTo(-1);
    assertThat(attributes.u16(1, -1)).isEqualTo(-1);
    assertThat(attributes.port(1, -1)).isEqualTo(-1);
    assertThat(attributes.u64(1, -1)).isEqualTo(-1);
    assertThat(attributes.address(1, Family.IPV4)).isEmpty();
  }

  @Test
  void stopsAtTheFirstMalformedAttribute() {
    for (var malformed :
        List.of("0300 0100", "0000 0100", "0900 0100 00000000", "ffff 0100", "05")) {
      var attributes = attributes("0500 0200 02000000" + malformed);
      assertThat(attributes.u8(2, 0)).isEqualTo(2);
      assertThat(attributes.has(1)).as(malformed).isFalse();
    }
    assertThat(Attributes.of(ByteBuffer.allocate(4), 8).has(0)).isFalse();
  }

  @Test
  void readsTheLastAttributeWithoutPadding() {
    assertThat(attributes("0500 0100 07").u8(1, 0)).isEqualTo(7);
  }

  @Test
  void discardsAMessageThatDoesNotFit() {
    var buffer = ByteBuffer.allocate(20);
    var writer = new MessageWriter(buffer);
    assertThatThrownBy(() -> writer.message(1, 0, 1, w -> w.u32(1, 1)))
        .isInstanceOf(BufferOverflowException.class);
    assertThat(buffer.position()).isZero();
  }

  private static Attributes attributes(String hex) {
    return Attributes.of(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))), 0);
  }
}
