package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.vrrp.packet.GoldenAnnouncementTest.written;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnnouncementTest {

  private static final MacAddress MAC = MacAddress.of("c2:0b:f5:27:83:aa");
  private static final IpAddress V4 = IpAddress.of("10.9.0.100");
  private static final IpAddress V6 = IpAddress.of("2001:db8::100");

  private static final ArpAnnouncement ARP = new ArpAnnouncement(MAC, V4);
  private static final NeighbourAdvertisement NEIGHBOUR = new NeighbourAdvertisement(MAC, V6, true);

  private static Named<Consumer<ByteBuffer>> change(String what, Consumer<ByteBuffer> change) {
    return Named.of(what, change);
  }

  static Stream<Named<Consumer<ByteBuffer>>> arpChanges() {
    return Stream.of(
        change("cut", f -> f.limit(41)),
        change("another Ethernet type", f -> f.put(13, (byte) 0)),
        change("another hardware type", f -> f.put(15, (byte) 6)),
        change("another protocol", f -> f.put(16, (byte) 0x86)),
        change("another address length", f -> f.put(19, (byte) 16)),
        change("a reverse request", f -> f.put(21, (byte) 3)),
        change("a probe, without an address", f -> f.putInt(28, 0)),
        change("a group as sender", f -> f.put(22, (byte) 1)));
  }

  @ParameterizedTest
  @MethodSource("arpChanges")
  void otherArpPacketsAreIgnored(Consumer<ByteBuffer> change) {
    var frame = written(ARP);
    change.accept(frame);
    assertThat(ArpAnnouncement.parse(frame)).isEmpty();
  }

  static Stream<Named<Consumer<ByteBuffer>>> neighbourChanges() {
    return Stream.of(
        change("cut", f -> f.limit(85)),
        change("cut before the options", f -> f.limit(77)),
        change("another Ethernet type", f -> f.put(12, (byte) 8)),
        change("IP version 4", f -> f.put(14, (byte) 0x40)),
        change("UDP", f -> f.put(20, (byte) 17)),
        change("forwarded", f -> f.put(21, (byte) 254)),
        change("a solicitation", f -> f.put(54, (byte) 135)),
        change("code 1", f -> f.put(55, (byte) 1)),
        change("a wrong checksum", f -> f.put(56, (byte) 0)),
        change("a group as target", f -> right(f.put(62, (byte) 0xff))),
        change("no option at all", f -> right(f.putShort(18, (short) 24))),
        change("an option of no length", f -> right(f.put(79, (byte) 0))),
        change("an option past the end", f -> right(f.put(79, (byte) 2))),
        change("another option", f -> right(f.put(78, (byte) 1))),
        change("a group as hardware", f -> right(f.put(80, (byte) 1))));
  }

  /** Corrects the checksum after a change. */
  private static void right(ByteBuffer frame) {
    int length = Wire.u16(frame, 18);
    Wire.putU16(frame, 56, 0);
    long sum = InternetChecksum.sum(frame, 22, 54 + length) + 58 + length;
    Wire.putU16(frame, 56, InternetChecksum.of(sum));
  }

  @ParameterizedTest
  @MethodSource("neighbourChanges")
  void invalidNeighbourAdvertisementsAreIgnored(Consumer<ByteBuffer> change) {
    var frame = written(NEIGHBOUR);
    change.accept(frame);
    assertThat(NeighbourAdvertisement.parse(frame)).isEmpty();
  }

  @Test
  void optionsBeforeTheLinkLayerAddressAreSteppedOver() {
    var frame = ByteBuffer.allocate(94).put(written(NEIGHBOUR)).flip().limit(94);
    frame.put(86, frame.slice(78, 8), 0, 8).put(78, (byte) 14).putShort(18, (short) 40);
    right(frame);
    assertThat(NeighbourAdvertisement.parse(frame)).contains(NEIGHBOUR);
  }

  @Test
  void aSolicitedAnswerContainsItsSendersAddressToo() {
    var frame = written(NEIGHBOUR).put(58, (byte) 0xc0);
    right(frame);
    assertThat(NeighbourAdvertisement.parse(frame))
        .contains(new NeighbourAdvertisement(MAC, V6, true, true));
  }

  @Test
  void theRouterFlagIsSentAsConfiguredBesideOverride() {
    assertThat(written(NEIGHBOUR).get(58)).isEqualTo((byte) 0xa0);
    assertThat(written(new NeighbourAdvertisement(MAC, V6, false)).get(58)).isEqualTo((byte) 0x20);
  }

  @Test
  void paddingBehindAFrameIsIgnoredAndAFrameMayStandAnywhere() {
    var buffer = ByteBuffer.allocate(150).position(7);
    ARP.write(buffer);
    assertThat(ArpAnnouncement.parse(buffer.duplicate().position(7))).contains(ARP);
    NEIGHBOUR.write(buffer.position(9));
    assertThat(NeighbourAdvertisement.parse(buffer.position(9))).contains(NEIGHBOUR);
  }

  @Test
  void groupsAndTheOtherFamilyAreRefused() {
    assertThatThrownBy(() -> new ArpAnnouncement(MacAddress.BROADCAST, V4))
        .hasMessageContaining("one station's");
    assertThatThrownBy(() -> new ArpAnnouncement(MAC, V6)).hasMessageContaining("IPv4");
    assertThatThrownBy(() -> new NeighbourAdvertisement(MAC, V4, false))
        .hasMessageContaining("IPv6");
    assertThatThrownBy(() -> new NeighbourAdvertisement(MAC, IpAddress.of("ff02::1"), false))
        .hasMessageContaining("ff02::1");
  }
}
