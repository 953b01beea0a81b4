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
import static org.holdfast.vrrp.packet.Scenes.accepting;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.parse;
import static org.holdfast.vrrp.packet.Scenes.unicast;
import static org.holdfast.vrrp.packet.Scenes.withTransport;
import static org.holdfast.vrrp.packet.Scenes.written;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests each defect with a valid packet that is damaged in one way. */
class AdvertDefectTest {

  private static final AdvertTerms V2 = multicast(VrrpVersion.V2, NONE);
  private static final AdvertTerms V2_PASSWORD = multicast(VrrpVersion.V2, PASSWORD);
  private static final AdvertTerms V2_AH = multicast(VrrpVersion.V2, AH);
  private static final AdvertTerms V3 = multicast(VrrpVersion.V3, NONE);
  private static final AdvertTerms V3_HMAC = multicast(VrrpVersion.V3, HMAC);
  private static final AdvertTerms V3_UNICAST = unicast(VrrpVersion.V3, NONE);
  private static final AdvertTerms V3_IPV6 = multicastV6();

  // The offset from the first byte of the IPv4 header, without AH.
  private static final int MESSAGE = 20;
  private static final int TRAILER = MESSAGE + 12;

  record Spoilt(Defect expected, String how, AdvertTerms terms, ByteBuffer packet) {
    @Override
    public String toString() {
      return expected + ": " + how;
    }
  }

  private static Spoilt spoilt(
      Defect expected, String how, AdvertTerms terms, Consumer<ByteBuffer> spoil) {
    return sent(expected, how, terms, terms, spoil);
  }

  private static Spoilt sent(
      Defect expected,
      String how,
      AdvertTerms sender,
      AdvertTerms terms,
      Consumer<ByteBuffer> spoil) {
    var packet = written(sender, 150);
    spoil.accept(packet);
    return new Spoilt(expected, how, terms, packet);
  }

  private static Spoilt sent(Defect expected, String how, AdvertTerms sender, AdvertTerms terms) {
    return sent(expected, how, sender, terms, _ -> {});
  }

  static Stream<Spoilt> packets() {
    return Stream.of(envelopes(), proofs(), meanings(), senders()).flatMap(s -> s);
  }

  /** Returns the terms of a sender that advertises no address. */
  private static AdvertTerms without(VrrpVersion version) {
    var own = new Advertisement(version, 51, 150, Scenes.SECOND, AddressList.of(Family.IPV4));
    return AdvertTerms.of(own, new Transport.Multicast(GROUP, null), NONE);
  }

  private static Stream<Spoilt> envelopes() {
    return Stream.of(
        spoilt(Defect.IP_HEADER, "IP version 6", V3, p -> p.put(0, (byte) 0x65)),
        spoilt(Defect.IP_HEADER, "IP header of 16 bytes", V3, p -> p.put(0, (byte) 0x44)),
        spoilt(Defect.IP_HEADER, "UDP", V3, p -> p.put(9, (byte) 17)),
        spoilt(Defect.TRUNCATED, "nothing at all", V3, p -> p.limit(0)),
        spoilt(Defect.TRUNCATED, "half an IP header", V3, p -> p.limit(19)),
        spoilt(Defect.TRUNCATED, "half a message header", V3, p -> p.limit(MESSAGE + 7)),
        spoilt(Defect.TRUNCATED, "half an address", V3, p -> p.limit(MESSAGE + 10)),
        spoilt(Defect.TRUNCATED, "more addresses than bytes", V3, p -> p.put(23, (byte) 255)),
        spoilt(Defect.TRUNCATED, "no authentication data", V2, p -> p.limit(p.limit() - 8)),
        spoilt(Defect.TRUNCATED, "options past the end", V3, p -> p.put(0, (byte) 0x4f)),
        spoilt(Defect.TRUNCATED, "half an AH", V2_AH, p -> p.limit(30)),
        spoilt(Defect.TRUNCATED, "half a message over IPv6", V3_IPV6, p -> p.limit(39)),
        spoilt(Defect.VRID, "another router", V3, p -> p.put(MESSAGE + 1, (byte) 52)),
        sent(Defect.AH_MISSING, "plain at AH", V2, V2_AH),
        sent(Defect.AH_UNEXPECTED, "AH at plain", V2_AH, V2),
        spoilt(Defect.LENGTH, "fewer addresses than bytes", V3_IPV6, p -> p.put(3, (byte) 1)),
        sent(Defect.LENGTH, "an unexpected trailer", V3_HMAC, V3),
        spoilt(Defect.TTL, "forwarded", V3, p -> p.put(8, (byte) 254)),
        sent(Defect.VERSION, "version 2 at 3", V2, V3),
        sent(Defect.VERSION, "version 3 at 2", V3, V2),
        spoilt(Defect.VERSION, "version 4", V3, p -> p.put(MESSAGE, (byte) 0x41)));
  }

  private static Stream<Spoilt> proofs() {
    var otherPassword = multicast(VrrpVersion.V2, new Authentication.Password("secreT"));
    var otherAh = multicast(VrrpVersion.V2, new Authentication.AuthenticationHeader("Secret"));
    return Stream.of(
        sent(Defect.HMAC_MISSING, "unsigned", V3, V3_HMAC),
        spoilt(Defect.HMAC_MALFORMED, "type 2", V3_HMAC, p -> p.put(TRAILER, (byte) 2)),
        spoilt(Defect.HMAC_MALFORMED, "reserved", V3_HMAC, p -> p.put(TRAILER + 3, (byte) 1)),
        spoilt(Defect.HMAC_UNKNOWN_KEY, "key 8", V3_HMAC, p -> p.put(TRAILER + 1, (byte) 8)),
        spoilt(Defect.HMAC_INVALID, "priority raised", V3_HMAC, p -> p.put(22, (byte) 254)),
        spoilt(Defect.HMAC_INVALID, "last bit", V3_HMAC, p -> p.put(59, (byte) (p.get(59) ^ 1))),
        sent(
            Defect.UNKNOWN_PEER,
            "signed by a stranger",
            unicast(VrrpVersion.V3, HMAC),
            strangers()),
        spoilt(Defect.AUTH_TYPE_UNKNOWN, "type 3", V2, p -> p.put(MESSAGE + 4, (byte) 3)),
        sent(Defect.AUTH_TYPE_MISMATCH, "password at none", V2_PASSWORD, V2),
        sent(Defect.AUTH_TYPE_MISMATCH, "none at password", V2, V2_PASSWORD),
        sent(Defect.PASSWORD, "another password", otherPassword, V2_PASSWORD),
        spoilt(Defect.AH_HEADER, "leads to UDP", V2_AH, p -> p.put(20, (byte) 17)),
        spoilt(Defect.AH_HEADER, "longer", V2_AH, p -> p.put(21, (byte) 5)),
        spoilt(Defect.AH_SPI, "another's SPI", V2_AH, p -> p.put(27, (byte) 9)),
        sent(Defect.AH_ICV, "another password", otherAh, V2_AH),
        spoilt(Defect.AH_ICV, "priority raised", V2_AH, p -> p.put(46, (byte) 254)));
  }

  private static AdvertTerms strangers() {
    var terms = unicast(VrrpVersion.V3, HMAC);
    var peers = List.of(new Transport.Peer(NODE_2));
    return withTransport(terms, new Transport.Unicast(null, peers, 255, false, GROUP));
  }

  private static Stream<Spoilt> meanings() {
    return Stream.of(
        spoilt(Defect.INTERVAL_MISMATCH, "2 s", V2, p -> p.put(MESSAGE + 5, (byte) 2)),
        spoilt(Defect.INTERVAL_MISMATCH, "0 s", V2, p -> p.put(MESSAGE + 5, (byte) 0)),
        spoilt(Defect.TYPE, "type 2", V3, p -> p.put(MESSAGE, (byte) 0x32)),
        spoilt(Defect.TYPE, "type 0 over IPv6", V3_IPV6, p -> p.put(0, (byte) 0x30)),
        spoilt(Defect.TOTAL_LENGTH, "one more", V3, p -> p.put(3, (byte) 33)),
        sent(Defect.NO_ADDRESSES, "none in version 3", without(VrrpVersion.V3), V3),
        sent(Defect.NO_ADDRESSES, "none in version 2", without(VrrpVersion.V2), V2),
        spoilt(Defect.INTERVAL_ZERO, "0", V3, p -> p.putShort(MESSAGE + 4, (short) 0)),
        spoilt(
            Defect.INTERVAL_ZERO,
            "0 beside reserved bits",
            V3,
            p -> p.putShort(MESSAGE + 4, (short) 0xf000)),
        spoilt(Defect.CHECKSUM, "version 2", V2, p -> p.put(26, (byte) 0)),
        spoilt(Defect.CHECKSUM, "version 3", V3, p -> p.put(26, (byte) 0)),
        spoilt(Defect.CHECKSUM, "over IPv6", V3_IPV6, p -> p.put(6, (byte) 0)),
        sent(
            Defect.CHECKSUM,
            "a form that is not accepted",
            Scenes.sending(V3, ChecksumForm.MESSAGE_ONLY),
            accepting(V3, ChecksumForm.PSEUDO_HEADER)),
        sent(
            Defect.CHECKSUM,
            "the historic form, forbidden",
            Scenes.sending(V3_UNICAST, ChecksumForm.HISTORIC_UNICAST),
            accepting(V3_UNICAST, ChecksumForm.PSEUDO_HEADER, ChecksumForm.MESSAGE_ONLY)));
  }

  private static Stream<Spoilt> senders() {
    var near =
        new Transport.Unicast(
            null, List.of(new Transport.Peer(NODE_1, 254, 255)), 255, true, GROUP);
    var far =
        new Transport.Unicast(null, List.of(new Transport.Peer(NODE_1, 0, 254)), 255, true, GROUP);
    var afar = new Transport.Unicast(null, List.of(new Transport.Peer(NODE_1)), 253, true, GROUP);
    var stranger =
        new Transport.Unicast(null, List.of(new Transport.Peer(NODE_2)), 255, true, GROUP);
    return Stream.of(
        sent(Defect.UNICAST, "to our own address", V3_UNICAST, V3),
        sent(Defect.MULTICAST, "to the group", V3, V3_UNICAST),
        sent(Defect.UNKNOWN_PEER, "a stranger", V3_UNICAST, withTransport(V3_UNICAST, stranger)),
        sent(
            Defect.PEER_TTL,
            "below the peer's bounds",
            withTransport(V3_UNICAST, afar),
            withTransport(V3_UNICAST, near)),
        sent(Defect.PEER_TTL, "above them", V3_UNICAST, withTransport(V3_UNICAST, far)));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void isDetected(Spoilt spoilt) {
    assertThat(parse(spoilt.terms(), spoilt.packet())).isEqualTo(spoilt.expected());
    assertThat(spoilt.packet().position()).isZero();
  }

  @Test
  void everyDefectIsTestedHereOrByItsSequence() {
    var detected = packets().map(Spoilt::expected).collect(Collectors.toSet());
    detected.addAll(ReplayTest.DETECTED);
    assertThat(detected).isEqualTo(EnumSet.allOf(Defect.class));
  }

  @Test
  void aRoutedIpv6PacketIsDetectedByItsHopLimit() {
    var parser = new AdvertParser(V3_IPV6, Proof.of(V3_IPV6));
    var packet = written(V3_IPV6, 150);
    assertThat(parser.parseV6(packet, NODE_1_V6, GROUP_V6, 254, 0)).isEqualTo(Defect.TTL);
  }

  @Test
  void aPacketWithSeveralDefectsHasTheFirst() {
    var packet = written(V3, 150);
    packet.put(26, (byte) 0).put(8, (byte) 1).put(MESSAGE, (byte) 0x32);
    assertThat(parse(V3, packet)).isEqualTo(Defect.TTL);
    packet.put(MESSAGE + 1, (byte) 1);
    assertThat(parse(V3, packet)).isEqualTo(Defect.VRID);
  }
}
