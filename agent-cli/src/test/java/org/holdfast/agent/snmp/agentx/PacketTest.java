package org.holdfast.agent.snmp.agentx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketTest {

  private static final Oid SYSTEM = Oid.parse("1.3.6.1.2.1.1");
  private static final List<SearchRange> RANGES =
      List.of(
          new SearchRange(SYSTEM, true, Oid.parse("1.3.6.1.2.1.2")),
          new SearchRange(Oid.parse("2.99999"), false, Oid.NONE));
  private static final List<VarBind> BINDS =
      List.of(
          new VarBind(SYSTEM.with(1), Value.integer(-7)),
          new VarBind(SYSTEM.with(2), Value.gauge(0xFFFF_FFFFL)),
          new VarBind(SYSTEM.with(3), Value.counter(5)),
          new VarBind(SYSTEM.with(4), Value.counter64(-2)),
          new VarBind(SYSTEM.with(5), Value.ticks(100)),
          new VarBind(SYSTEM.with(6), Value.text("fünf.")),
          new VarBind(SYSTEM.with(7), Value.ipAddress(new byte[] {10, 0, 0, 1})),
          new VarBind(SYSTEM.with(8), new Value.Name(SYSTEM)),
          new VarBind(SYSTEM.with(9), new Value.Empty(ValueType.NULL)),
          new VarBind(SYSTEM.with(10), Value.END_OF_MIB_VIEW));

  static Stream<Pdu> everyKind() {
    return Stream.of(
        new Pdu.Open(5, SYSTEM, "a subagent"),
        new Pdu.Close(Pdu.REASON_SHUTDOWN),
        new Pdu.Register(0, Pdu.USUAL_PRIORITY, SYSTEM),
        new Pdu.Unregister(Pdu.USUAL_PRIORITY, SYSTEM),
        new Pdu.Get(RANGES),
        new Pdu.GetNext(RANGES),
        new Pdu.GetBulk(1, 10, RANGES),
        new Pdu.TestSet(BINDS),
        new Pdu.CommitSet(),
        new Pdu.UndoSet(),
        new Pdu.CleanupSet(),
        new Pdu.Notify(BINDS),
        new Pdu.Ping(),
        new Pdu.Response(4_000_000_000L, 263, 2, BINDS));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void whatIsWrittenIsReadAgain(Pdu pdu) throws Exception {
    var packet = new Packet(1, -2, 3, pdu);
    assertThat(PacketReader.read(ByteBuffer.wrap(PacketWriter.write(packet)))).isEqualTo(packet);
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void aPacketThatIsCutIsRefused(Pdu pdu) {
    var bytes = PacketWriter.write(new Packet(1, 2, 3, pdu));
    assertThatThrownBy(() -> PacketReader.read(ByteBuffer.wrap(bytes, 0, bytes.length - 1)))
        .isInstanceOf(MalformedPacketException.class);
  }

  /** The bytes follow from the figures of RFC 2741 sections 6.1 and 6.2.5. */
  @Test
  void aGetHasTheBytesOfTheRfc() {
    var get =
        new Pdu.Get(List.of(new SearchRange(Oid.parse("1.3.6.1.2.1.1.1.0"), false, Oid.NONE)));
    assertThat(HexFormat.of().formatHex(PacketWriter.write(new Packet(7, 8, 9, get))))
        .isEqualTo(
            "01051000"
                + "00000007"
                + "00000008"
                + "00000009"
                + "00000018"
                + "04020000"
                + "00000001"
                + "00000001"
                + "00000001"
                + "00000000"
                + "00000000");
  }

  /** A packet without the flag for network byte order (RFC 2741 section 5.5). */
  @Test
  void aPacketInTheOtherByteOrderIsRead() throws Exception {
    var bytes =
        HexFormat.of()
            .parseHex(
                "01080000"
                    + "07000000"
                    + "08000000"
                    + "09000000"
                    + "14000000"
                    + "46000000" // COUNTER64
                    + "01020000"
                    + "05000000"
                    + "0200000001000000");
    assertThat(PacketReader.read(ByteBuffer.wrap(bytes)))
        .isEqualTo(
            new Packet(
                7,
                8,
                9,
                new Pdu.TestSet(
                    List.of(
                        new VarBind(Oid.parse("1.3.6.1.2.5"), Value.counter64(0x1_0000_0002L))))));
  }

  @Test
  void aContextIsSkipped() throws Exception {
    var bytes =
        HexFormat.of()
            .parseHex("010d1800" + "000000010000000200000003" + "00000008" + "0000000361626300");
    assertThat(PacketReader.read(ByteBuffer.wrap(bytes)).pdu()).isEqualTo(new Pdu.Ping());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "020d1000000000010000000200000003" + "00000000", // version 2
        "01631000000000010000000200000003" + "00000000", // type 99
        "010d1000000000010000000200000003" + "7ffffffc", // a huge payload
        "01051000000000010000000200000003" + "00000004" + "ff000000", // 255 numbers
        "01081000000000010000000200000003" + "00000008" + "0000000000000000", // a value of type 0
        "01081000000000010000000200000003"
            + "0000000c"
            + "0004000000000000"
            + "ffffffff", // a string
      })
  void rubbishIsRefused(String hex) {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> PacketReader.read(bytes)).isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void anIdentifierPrintsAsItIsParsed() {
    assertThat(Oid.parse(".1.3.4294967295")).hasToString("1.3.4294967295");
    assertThat(Oid.parse("1.3").with(5)).isGreaterThan(Oid.parse("1.3"));
    assertThat(Oid.parse("1.4294967295")).isGreaterThan(Oid.parse("1.2.9"));
  }
}
