package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.AH;
import static org.holdfast.vrrp.packet.Scenes.GROUP_V6;
import static org.holdfast.vrrp.packet.Scenes.HMAC;
import static org.holdfast.vrrp.packet.Scenes.NODE_1_V6;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.PASSWORD;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.unicast;
import static org.holdfast.vrrp.packet.Scenes.written;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepeatedAdvertTest {

  private static final int PACKETS = 400;

  /** A packet, and the facts from the IP header of an IPv6 one. */
  private record Arrival(ByteBuffer packet, IpAddress source, IpAddress group, int hopLimit) {

    Parsed at(AdvertParser parser, Family family) {
      return family == Family.IPV4
          ? parser.parseV4(packet, 0)
          : parser.parseV6(packet, source, group, hopLimit, 0);
    }
  }

  static Stream<AdvertTerms> plain() {
    return Stream.of(
        multicast(VrrpVersion.V2, NONE),
        multicast(VrrpVersion.V3, NONE),
        unicast(VrrpVersion.V3, NONE),
        multicastV6());
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void theSameBytesGiveTheSameObject(AdvertTerms terms) {
    var parser = new AdvertParser(terms, Proof.of(terms));
    var first = Scenes.parse(parser, terms, written(terms, 150));

    assertThat(first).isInstanceOf(Parsed.Accepted.class);
    assertThat(Scenes.parse(parser, terms, written(terms, 150))).isSameAs(first);
  }

  @Test
  void theIdentificationOfAnIpv4PacketMakesNoDifference() {
    var terms = multicast(VrrpVersion.V3, NONE);
    var parser = new AdvertParser(terms, Proof.of(terms));
    var first = parser.parseV4(written(terms, 150), 0);
    var next = written(terms, 150);
    Wire.putU16(next, Ipv4Header.IDENTIFICATION, 0x1234);
    Wire.putU16(next, Ipv4Header.CHECKSUM, 0x5678);

    assertThat(parser.parseV4(next, 0)).isSameAs(first);
  }

  /** Their results depend on more than the bytes: a replay has to be refused. */
  @Test
  void authenticatedAdvertsAreNotRemembered() {
    for (var terms :
        List.of(
            multicast(VrrpVersion.V2, PASSWORD),
            multicast(VrrpVersion.V2, AH),
            multicast(VrrpVersion.V3, HMAC))) {
      var parser = new AdvertParser(terms, Proof.of(terms));
      var packet = written(terms, 150);
      var first = Scenes.parse(parser, terms, packet);

      assertThat(first).isInstanceOf(Parsed.Accepted.class);
      assertThat(Scenes.parse(parser, terms, packet)).isNotSameAs(first);
    }
  }

  /** A parser that has read other packets before finds what a new parser finds. */
  @ParameterizedTest
  @MethodSource("seeds")
  @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
  void noHistoryChangesAResult(long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (var terms : plain().toList()) {
      var parser = new AdvertParser(terms, Proof.of(terms));
      var sent = new ArrayList<Arrival>();
      int same = 0;
      Parsed before = Defect.TRUNCATED;
      for (int i = 0; i < PACKETS; i++) {
        var arrival = next(random, terms, sent);
        sent.add(arrival);
        var parsed = arrival.at(parser, terms.family());
        assertThat(parsed)
            .isEqualTo(arrival.at(new AdvertParser(terms, Proof.of(terms)), terms.family()));
        same += parsed instanceof Parsed.Accepted && parsed == before ? 1 : 0;
        before = parsed;
      }
      assertThat(same).as("repeated adverts").isPositive();
    }
  }

  private static Arrival next(RandomGenerator random, AdvertTerms terms, List<Arrival> sent) {
    var plain = new Arrival(written(terms, random.nextInt(100, 102)), NODE_1_V6, GROUP_V6, 255);
    return switch (random.nextInt(8)) {
      case 0 -> plain;
      case 1 -> spoilt(random, plain);
      case 2 -> sent.isEmpty() ? plain : sent.get(random.nextInt(sent.size()));
      case 3 -> new Arrival(plain.packet(), IpAddress.of("fe80::2"), GROUP_V6, 255);
      case 4 -> new Arrival(plain.packet(), NODE_1_V6, NODE_1_V6, 255);
      case 5 -> new Arrival(plain.packet(), NODE_1_V6, GROUP_V6, 254);
      case 6 -> moved(plain);
      default -> sent.isEmpty() ? plain : sent.getLast();
    };
  }

  private static Arrival spoilt(RandomGenerator random, Arrival arrival) {
    var bytes = arrival.packet().array().clone();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
    return new Arrival(
        ByteBuffer.wrap(bytes, 0, length), arrival.source(), arrival.group(), arrival.hopLimit());
  }

  /** The same bytes elsewhere in a buffer of the other order. */
  private static Arrival moved(Arrival arrival) {
    var packet = arrival.packet();
    var buffer = ByteBuffer.allocateDirect(packet.remaining() + 16).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(3, packet, packet.position(), packet.remaining());
    return new Arrival(
        buffer.position(3).limit(3 + packet.remaining()),
        arrival.source(),
        arrival.group(),
        arrival.hopLimit());
  }
}
