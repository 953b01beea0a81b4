package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;

/** The configurations of the captures, written by hand, and helpers that tests share. */
final class Scenes {

  static final long SECOND = 1_000_000_000;

  static final IpAddress NODE_1 = IpAddress.of("10.9.0.1");
  static final IpAddress NODE_2 = IpAddress.of("10.9.0.2");
  static final IpAddress GROUP = IpAddress.of("224.0.0.18");
  static final IpAddress VIP = IpAddress.of("10.9.0.100");
  static final IpAddress NODE_1_V6 = IpAddress.of("fe80::b05e:93ff:fe57:dd7d");
  static final IpAddress GROUP_V6 = IpAddress.of("ff02::12");

  static final Authentication NONE = new Authentication.None();
  static final Authentication PASSWORD = new Authentication.Password("secret");
  static final Authentication AH = new Authentication.AuthenticationHeader("secret");
  static final Authentication.HmacTrailer.Key KEY_7 =
      new Authentication.HmacTrailer.Key(7, secretFrom(0));
  static final Authentication HMAC = new Authentication.HmacTrailer(List.of(KEY_7), 7);

  /** The time at which the second advert of the HMAC capture was sent, according to its trailer. */
  static final long HMAC_SECONDS = 0x6b00_e291L;

  private Scenes() {}

  /** Returns 32 bytes with ascending values. */
  static Authentication.Secret secretFrom(int first) {
    return new Authentication.Secret(
        IntStream.range(first, first + 32).mapToObj(i -> (byte) i).toList());
  }

  static Advertisement advert(VrrpVersion version, int priority, IpAddress... addresses) {
    return new Advertisement(
        version, 51, priority, SECOND, AddressList.of(addresses[0].family(), addresses));
  }

  static AdvertTerms multicast(VrrpVersion version, Authentication authentication) {
    return AdvertTerms.of(
        advert(version, 150, VIP), new Transport.Multicast(GROUP, null), authentication);
  }

  static AdvertTerms multicastV6() {
    return AdvertTerms.of(
        advert(VrrpVersion.V3, 150, IpAddress.of("fe80::100"), IpAddress.of("2001:db8::100")),
        new Transport.Multicast(GROUP_V6, null),
        NONE);
  }

  /** Returns the terms of node 2, whose only peer is node 1. */
  static AdvertTerms unicast(VrrpVersion version, Authentication authentication) {
    return AdvertTerms.of(
        advert(version, 150, VIP),
        new Transport.Unicast(null, List.of(new Transport.Peer(NODE_1)), 255, true, GROUP),
        authentication);
  }

  static AdvertTerms sending(AdvertTerms terms, ChecksumForm sent) {
    return new AdvertTerms(
        terms.own(), terms.transport(), terms.authentication(), sent, terms.accepted());
  }

  static AdvertTerms accepting(AdvertTerms terms, ChecksumForm... accepted) {
    return new AdvertTerms(
        terms.own(), terms.transport(), terms.authentication(), terms.sent(), Set.of(accepted));
  }

  static AdvertTerms withTransport(AdvertTerms terms, Transport transport) {
    return new AdvertTerms(
        terms.own(), transport, terms.authentication(), terms.sent(), terms.accepted());
  }

  /** The advert that node 1 would send under these terms. */
  static ByteBuffer written(AdvertTerms terms, int priority) {
    var source = terms.family() == Family.IPV4 ? NODE_1 : NODE_1_V6;
    var destination = terms.isUnicast() ? NODE_2 : terms.transport().group();
    var writer = new AdvertWriter(terms, source, Proof.of(terms));
    return write(writer, priority, destination, HMAC_SECONDS * SECOND);
  }

  static ByteBuffer write(AdvertWriter writer, int priority, IpAddress destination, long now) {
    var packet = ByteBuffer.allocate(writer.bytes());
    writer.next(priority, now);
    writer.write(destination, packet);
    return packet.flip();
  }

  /** The result of a new instance with these terms for a packet of its family. */
  static Parsed parse(AdvertTerms terms, ByteBuffer packet) {
    return parse(new AdvertParser(terms, Proof.of(terms)), terms, packet);
  }

  static Parsed parse(AdvertParser parser, AdvertTerms terms, ByteBuffer packet) {
    long now = HMAC_SECONDS * SECOND;
    return terms.family() == Family.IPV4
        ? parser.parseV4(packet, now)
        : parser.parseV6(packet, NODE_1_V6, GROUP_V6, 255, now);
  }
}
