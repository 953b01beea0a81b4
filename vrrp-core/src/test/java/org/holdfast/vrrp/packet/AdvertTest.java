package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.vrrp.packet.Scenes.AH;
import static org.holdfast.vrrp.packet.Scenes.GROUP;
import static org.holdfast.vrrp.packet.Scenes.NODE_1;
import static org.holdfast.vrrp.packet.Scenes.NODE_1_V6;
import static org.holdfast.vrrp.packet.Scenes.NODE_2;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.PASSWORD;
import static org.holdfast.vrrp.packet.Scenes.SECOND;
import static org.holdfast.vrrp.packet.Scenes.VIP;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.parse;
import static org.holdfast.vrrp.packet.Scenes.unicast;
import static org.holdfast.vrrp.packet.Scenes.withTransport;
import static org.holdfast.vrrp.packet.Scenes.written;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertTest {

  private static final AdvertTerms V2 = multicast(VrrpVersion.V2, NONE);
  private static final AdvertTerms V3 = multicast(VrrpVersion.V3, NONE);

  private static Advertisement heard(AdvertTerms terms, ByteBuffer packet) {
    return ((Parsed.Accepted) parse(terms, packet)).advertisement();
  }

  private static ByteBuffer every(VrrpVersion version, long intervalNanos) {
    var own = new Advertisement(version, 51, 150, intervalNanos, V3.own().addresses());
    return written(AdvertTerms.of(own, V3.transport(), NONE), 150);
  }

  @ParameterizedTest
  @CsvSource({
    "10_000_000, 0001",
    "400_000_000, 0028",
    "1_000_000_000, 0064",
    "40_950_000_000, 0fff"
  })
  void version3LearnsTheSendersIntervalInCentiseconds(String nanos, String wire) {
    long interval = Long.parseLong(nanos.replace("_", ""));
    var packet = every(VrrpVersion.V3, interval);
    assertThat(Wire.u16(packet, 24)).isEqualTo(Integer.parseInt(wire, 16));
    assertThat(heard(V3, packet).intervalNanos()).isEqualTo(interval);
  }

  @Test
  void version3IgnoresTheReservedBitsAboveTheInterval() {
    var packet = every(VrrpVersion.V3, SECOND);
    Wire.putU8(packet, 24, 0xf0);
    Wire.putU16(packet, 26, 0);
    Wire.putU16(packet, 26, InternetChecksum.of(InternetChecksum.sum(packet, 20, 32)));
    assertThat(heard(V3, packet).intervalNanos()).isEqualTo(SECOND);
  }

  @Test
  void version2CountsItsIntervalInWholeSeconds() {
    var packet = every(VrrpVersion.V2, 3 * SECOND);
    assertThat(Wire.u8(packet, 25)).isEqualTo(3);
    assertThatThrownBy(() -> every(VrrpVersion.V2, 400_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("400000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 10, 14})
  void ethernetsPaddingIsToleratedWithVlanTagsOrWithout(int padding) {
    var packet = ByteBuffer.allocate(32 + padding).put(written(V3, 150)).clear();
    assertThat(heard(V3, packet)).isEqualTo(V3.own());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 8, 15, 18, 28})
  void otherBytesBeyondTheMessageAreNotPadding(int beyond) {
    var packet = ByteBuffer.allocate(32 + beyond).put(written(V3, 150)).clear();
    assertThat(parse(V3, packet)).isEqualTo(Defect.LENGTH);
  }

  @Test
  void optionsInTheIpHeaderAreSteppedOver() {
    var plain = written(V3, 150);
    var packet = ByteBuffer.allocate(36);
    packet.put(plain.slice(0, 20)).putInt(0x0101_0101).put(plain.slice(20, 12)).flip();
    packet.put(0, (byte) 0x46).put(3, (byte) 36);
    assertThat(heard(V3, packet)).isEqualTo(V3.own());
    assertThat(AdvertParser.vridOf(packet, Family.IPV4)).isEqualTo(51);
  }

  @Test
  void aPacketMayStandAnywhereInADirectBufferOfEitherOrder() {
    for (var order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      for (var terms : new AdvertTerms[] {V2, V3, multicast(VrrpVersion.V2, AH)}) {
        var buffer = ByteBuffer.allocateDirect(200).order(order);
        var writer = new AdvertWriter(terms, NODE_1, Proof.of(terms));
        writer.next(150, 0);
        buffer.position(13);
        writer.write(GROUP, buffer);
        buffer.limit(buffer.position()).position(13);
        assertThat(heard(terms, buffer)).isEqualTo(terms.own());
        assertThat(buffer.position()).isEqualTo(13);
      }
    }
  }

  @Test
  void anEqualListIsReusedAndAnotherIsReadInItsOrder() {
    var others = List.of(IpAddress.of("10.9.0.7"), VIP);
    var own = new Advertisement(VrrpVersion.V3, 51, 1, SECOND, AddressList.of(Family.IPV4, others));
    var packet = written(AdvertTerms.of(own, V3.transport(), NONE), 150);
    assertThat(heard(V3, written(V3, 1)).addresses()).isSameAs(V3.own().addresses());
    assertThat(heard(V3, packet).addresses().toList()).isEqualTo(others);
  }

  @Test
  void anAdvertOfVersionTwoMayListNoAddressWhereWeListNoneEither() {
    var none = new Advertisement(VrrpVersion.V2, 51, 150, SECOND, AddressList.of(Family.IPV4));
    var terms = AdvertTerms.of(none, V3.transport(), NONE);
    assertThat(heard(terms, written(terms, 150)).addresses().size()).isZero();
  }

  @Test
  void ipIdentificationsCountUpAndSkipZero() {
    var writer = new AdvertWriter(V3, NODE_1, Proof.of(V3));
    for (int sent = 0; sent < 3 * 0xffff; sent++) {
      var packet = Scenes.write(writer, 150, GROUP, 0);
      assertThat(Wire.u16(packet, 4)).isEqualTo((sent % 0xffff) + 1);
    }
  }

  @Test
  void aNewPriorityAppearsInTheNextAdvert() {
    var writer = new AdvertWriter(V3, NODE_1, Proof.of(V3));
    for (int priority : new int[] {255, 100, 0, 1}) {
      var packet = Scenes.write(writer, priority, GROUP, 0);
      assertThat(heard(V3, packet).priority()).isEqualTo(priority);
    }
    assertThatThrownBy(() -> writer.next(256, 0)).hasMessageContaining("256 (expected: 0..255)");
  }

  @Test
  void unicastSetsOutWithItsOwnTtlAndItsAuthenticationHeaderLeavesItOut() {
    var transport =
        new Transport.Unicast(null, List.of(new Transport.Peer(NODE_1)), 64, true, GROUP);
    var terms = withTransport(unicast(VrrpVersion.V2, AH), transport);
    var packet = written(terms, 150);
    assertThat(Wire.u8(packet, 8)).isEqualTo(64);
    packet.put(8, (byte) 61); // three hops later
    assertThat(heard(terms, packet)).isEqualTo(terms.own());
  }

  @Test
  void aPasswordCountsUpToEightBytes() {
    var longer = multicast(VrrpVersion.V2, new Authentication.Password("12345678nine"));
    var shorter = multicast(VrrpVersion.V2, new Authentication.Password("12345678"));
    assertThat(heard(shorter, written(longer, 150))).isEqualTo(shorter.own());
  }

  @Test
  void theRouterOfAPacketIsFoundWithoutReadingTheRest() {
    assertThat(AdvertParser.vridOf(written(V3, 150), Family.IPV4)).isEqualTo(51);
    var ah = written(multicast(VrrpVersion.V2, AH), 150);
    assertThat(AdvertParser.vridOf(ah, Family.IPV4)).isEqualTo(51);
    assertThat(AdvertParser.vridOf(ah.limit(45), Family.IPV4)).isEqualTo(-1);
    assertThat(AdvertParser.vridOf(ah.limit(21), Family.IPV4)).isEqualTo(-1);
    assertThat(AdvertParser.vridOf(ah.limit(19), Family.IPV4)).isEqualTo(-1);
    assertThat(AdvertParser.vridOf(written(multicastV6(), 150), Family.IPV6)).isEqualTo(51);
    assertThat(AdvertParser.vridOf(ByteBuffer.allocate(1), Family.IPV6)).isEqualTo(-1);
  }

  /** The filter in the kernel finds it at the same place. */
  @Test
  void theRouterBehindAnAuthenticationHeaderOfAnotherLengthIsFound() {
    var packet = ByteBuffer.allocate(20 + 28 + 8).put(0, (byte) 0x45).put(9, (byte) 51);
    packet.put(20, (byte) 112).put(21, (byte) 5).put(49, (byte) 77);
    assertThat(AdvertParser.vridOf(packet, Family.IPV4)).isEqualTo(77);
  }

  @Test
  void contradictoryTermsAreRefused() {
    assertThatThrownBy(() -> multicast(VrrpVersion.V3, PASSWORD))
        .hasMessageContaining("version 2's");
    assertThatThrownBy(() -> Scenes.sending(V3, ChecksumForm.HISTORIC_UNICAST))
        .hasMessageContaining("HISTORIC_UNICAST");
    assertThatThrownBy(() -> Scenes.sending(V2, ChecksumForm.PSEUDO_HEADER))
        .hasMessageContaining("PSEUDO_HEADER");
    assertThatThrownBy(() -> withTransport(V3, multicastV6().transport()))
        .hasMessageContaining("family");
    assertThatThrownBy(() -> new AdvertWriter(V3, NODE_1_V6, Proof.of(V3)))
        .hasMessageContaining("expected: IPV4");
    assertThatThrownBy(() -> new Transport.Multicast(NODE_2, null))
        .hasMessageContaining("multicast");
  }

  @Test
  void invalidAdvertisementsAreRefusedWithAReason() {
    var vips = V3.own().addresses();
    assertThatThrownBy(() -> new Advertisement(VrrpVersion.V3, 0, 150, SECOND, vips))
        .hasMessage("vrid: 0 (expected: 1..255)");
    assertThatThrownBy(() -> new Advertisement(VrrpVersion.V3, 1, 256, SECOND, vips))
        .hasMessage("priority: 256 (expected: 0..255)");
    assertThatThrownBy(() -> new Advertisement(VrrpVersion.V3, 1, 150, 41 * SECOND, vips))
        .hasMessageContaining("41000000000");
    assertThatThrownBy(() ->
            new Advertisement(
                VrrpVersion.V2, 1, 150, SECOND, AddressList.of(Family.IPV6, NODE_1_V6)))
        .hasMessageContaining("IPv4 in version 2");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(List.of(V2, multicast(VrrpVersion.V2, PASSWORD), multicast(VrrpVersion.V2, AH)))
        .noneMatch(terms -> terms.toString().contains("=secret"));
    assertThat(PASSWORD.toString()).isEqualTo("Password[(secret)]");
  }
}
