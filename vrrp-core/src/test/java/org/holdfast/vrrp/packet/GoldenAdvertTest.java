package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.AH;
import static org.holdfast.vrrp.packet.Scenes.GROUP;
import static org.holdfast.vrrp.packet.Scenes.GROUP_V6;
import static org.holdfast.vrrp.packet.Scenes.HMAC;
import static org.holdfast.vrrp.packet.Scenes.NODE_1;
import static org.holdfast.vrrp.packet.Scenes.NODE_1_V6;
import static org.holdfast.vrrp.packet.Scenes.NODE_2;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.PASSWORD;
import static org.holdfast.vrrp.packet.Scenes.SECOND;
import static org.holdfast.vrrp.packet.Scenes.VIP;
import static org.holdfast.vrrp.packet.Scenes.advert;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.sending;
import static org.holdfast.vrrp.packet.Scenes.unicast;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * keepalived's own adverts. Each capture holds six of node 1 with priority 150, and a seventh with
 * priority 0 from its stop.
 */
class GoldenAdvertTest {

  private static final int IPV6_HEADER_BYTES = 40;

  record Golden(
      String name,
      AdvertTerms terms,
      IpAddress source,
      IpAddress destination,
      Advertisement expected) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Golden> captures() {
    var v2 = advert(VrrpVersion.V2, 150, VIP);
    var v3 = advert(VrrpVersion.V3, 150, VIP);
    var twoVips = advert(VrrpVersion.V2, 150, VIP, IpAddress.of("10.9.0.101"));
    var plain = AdvertTerms.of(twoVips, new Transport.Multicast(GROUP, null), NONE);
    var v3Multicast = multicast(VrrpVersion.V3, NONE);
    var v3Unicast = unicast(VrrpVersion.V3, NONE);
    return Stream.of(
        new Golden("v2_plain", plain, NODE_1, GROUP, twoVips),
        new Golden("v2_pass", multicast(VrrpVersion.V2, PASSWORD), NODE_1, GROUP, v2),
        new Golden("v2_ah", multicast(VrrpVersion.V2, AH), NODE_1, GROUP, v2),
        new Golden("v3_mcast", v3Multicast, NODE_1, GROUP, v3),
        new Golden("v3_vmac", v3Multicast, NODE_1, GROUP, v3),
        new Golden("v3_hmac", multicast(VrrpVersion.V3, HMAC), NODE_1, GROUP, v3),
        new Golden(
            "v3_csum_as_v2", sending(v3Multicast, ChecksumForm.MESSAGE_ONLY), NODE_1, GROUP, v3),
        new Golden("v3_unicast", v3Unicast, NODE_1, NODE_2, v3),
        new Golden(
            "v3_unicast_oldcsum",
            sending(v3Unicast, ChecksumForm.HISTORIC_UNICAST),
            NODE_1,
            NODE_2,
            v3),
        new Golden("v3_ipv6", multicastV6(), NODE_1_V6, GROUP_V6, multicastV6().own()));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void agreesWithItsConfiguration(Golden golden) {
    var proof = Proof.of(golden.terms());
    var parser = new AdvertParser(golden.terms(), proof);
    var expected = golden.expected();
    var last =
        new Advertisement(
            expected.version(), 51, 0, expected.intervalNanos(), expected.addresses());

    var heard = Capture.advertsOf(golden.name()).stream().map(p -> parse(parser, golden, p));

    assertThat(heard)
        .containsExactlyElementsOf(
            Stream.of(expected, expected, expected, expected, expected, expected, last)
                .<Parsed>map(a -> new Parsed.Accepted(a, golden.terms().sent(), golden.source()))
                .toList());
  }

  private static Parsed parse(AdvertParser parser, Golden golden, ByteBuffer packet) {
    if (golden.terms().family() == Family.IPV4) {
      return parser.parseV4(packet, sentAt(packet, golden.terms()));
    }
    var source = IpAddress.read(Family.IPV6, packet, 8);
    var destination = IpAddress.read(Family.IPV6, packet, 24);
    int hopLimit = Wire.u8(packet, 7);
    return parser.parseV6(messageOf(packet), source, destination, hopLimit, 0);
  }

  private static ByteBuffer messageOf(ByteBuffer packetV6) {
    return Capture.copy(packetV6, IPV6_HEADER_BYTES, packetV6.capacity() - IPV6_HEADER_BYTES);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void isWrittenByteForByte(Golden golden) {
    var writer = new AdvertWriter(golden.terms(), golden.source(), Proof.of(golden.terms()));
    var captured = Capture.advertsOf(golden.name());

    var written = new ArrayList<ByteBuffer>();
    for (int i = 0; i < captured.size(); i++) {
      int priority = i == captured.size() - 1 ? 0 : 150;
      long now = sentAt(captured.get(i), golden.terms());
      written.add(Scenes.write(writer, priority, golden.destination(), now));
    }

    assertThat(written).containsExactlyElementsOf(wanted(golden, captured));
  }

  private static List<ByteBuffer> wanted(Golden golden, List<ByteBuffer> captured) {
    return golden.terms().family() == Family.IPV4
        ? captured
        : captured.stream().map(GoldenAdvertTest::messageOf).toList();
  }

  /** The sender's clock from the HMAC trailer, rounded up because it was rounded down. */
  private static long sentAt(ByteBuffer packet, AdvertTerms terms) {
    if (!(Proof.of(terms) instanceof HmacProof)) {
      return 0;
    }
    int sequence = packet.capacity() - HmacProof.BYTES + 4;
    long seconds = Integer.toUnsignedLong(Wire.i32(packet, sequence));
    long fraction = Wire.u16(packet, sequence + 4);
    return (seconds * SECOND) + Math.ceilDiv(fraction * SECOND, 65536L);
  }
}
