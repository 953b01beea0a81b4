package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.AH;
import static org.holdfast.vrrp.packet.Scenes.GROUP;
import static org.holdfast.vrrp.packet.Scenes.HMAC;
import static org.holdfast.vrrp.packet.Scenes.HMAC_SECONDS;
import static org.holdfast.vrrp.packet.Scenes.NODE_1;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.PASSWORD;
import static org.holdfast.vrrp.packet.Scenes.SECOND;
import static org.holdfast.vrrp.packet.Scenes.VIP;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.unicast;
import static org.holdfast.vrrp.packet.Scenes.written;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the bytes allocated for each advert, as the JVM counts them for this thread; no clock is
 * read.
 */
class AllocationTest {

  /**
   * The size of an Accepted, an Advertisement and the source's IpAddress, on 64 bits without
   * compression.
   */
  private static final int MOST_FOR_AN_ADVERT = 136;

  /** A stray allocation by the JVM itself, during all cycles, must not fail the build. */
  private static final double NOTHING = 1;

  /** The allocations within the JDK's digests, with a reserve for other JDKs. */
  private static final int MOST_FOR_A_DIGEST = 1024;

  private static final int CYCLES = 4_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static double bytesFor(Runnable cycle) {
    for (int i = 0; i < CYCLES; i++) {
      cycle.run();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CYCLES; i++) {
      cycle.run();
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) CYCLES;
  }

  static Stream<AdvertTerms> plain() {
    return Stream.of(
        multicast(VrrpVersion.V2, NONE),
        multicast(VrrpVersion.V2, PASSWORD),
        multicast(VrrpVersion.V3, NONE),
        unicast(VrrpVersion.V3, NONE),
        multicastV6());
  }

  @ParameterizedTest
  @MethodSource("plain")
  void receivingAllocatesTwoRecordsAndASource(AdvertTerms terms) {
    var packets = List.of(written(terms, 150), written(terms, 151));
    var parser = new AdvertParser(terms, Proof.of(terms));
    for (var packet : packets) {
      assertThat(Scenes.parse(parser, terms, packet)).isInstanceOf(Parsed.Accepted.class);
    }
    assertThat(
            bytesFor(() -> {
              Scenes.parse(parser, terms, packets.get(0));
              Scenes.parse(parser, terms, packets.get(1));
            }))
        .isLessThanOrEqualTo(2 * MOST_FOR_AN_ADVERT);
  }

  @Test
  void receivingTheSameAdvertAgainTakesNothing() {
    for (var terms : List.of(multicast(VrrpVersion.V3, NONE), multicastV6())) {
      var packet = written(terms, 150);
      var parser = new AdvertParser(terms, Proof.of(terms));
      assertThat(bytesFor(() -> Scenes.parse(parser, terms, packet))).isLessThan(NOTHING);
    }
  }

  @ParameterizedTest
  @MethodSource("plain")
  void sendingAllocatesNothing(AdvertTerms terms) {
    var source = terms.transport().group().equals(GROUP) ? NODE_1 : Scenes.NODE_1_V6;
    var writer = new AdvertWriter(terms, source, Proof.of(terms));
    var packet = ByteBuffer.allocateDirect(writer.bytes());
    assertThat(
            bytesFor(() -> {
              packet.clear();
              writer.next(150, 0);
              writer.write(terms.transport().group(), packet);
            }))
        .isLessThan(NOTHING);
  }

  @Test
  void refusingAPacketAllocatesNothing() {
    for (var spoilt : AdvertDefectTest.packets().filter(s -> !isProof(s.expected())).toList()) {
      var parser = new AdvertParser(spoilt.terms(), Proof.of(spoilt.terms()));
      double bytes = bytesFor(() -> Scenes.parse(parser, spoilt.terms(), spoilt.packet()));
      assertThat(bytes).as(spoilt.toString()).isLessThan(NOTHING);
    }
  }

  private static boolean isProof(Defect defect) {
    return defect == Defect.AH_ICV || defect == Defect.HMAC_INVALID;
  }

  @Test
  void aProofAllocatesOnlyWhatItsDigestDoes() {
    var ah = multicast(VrrpVersion.V2, AH);
    var hmac = multicast(VrrpVersion.V3, HMAC);
    for (var terms : List.of(ah, hmac)) {
      var writer = new AdvertWriter(terms, NODE_1, Proof.of(terms));
      var parser = new AdvertParser(terms, Proof.of(terms));
      var packet = ByteBuffer.allocate(writer.bytes());
      assertThat(
              bytesFor(() -> {
                packet.clear();
                writer.next(150, HMAC_SECONDS * SECOND);
                writer.write(GROUP, packet);
                parser.parseV4(packet.flip(), HMAC_SECONDS * SECOND);
              }))
          .isLessThan(MOST_FOR_AN_ADVERT + (2 * MOST_FOR_A_DIGEST));
    }
  }

  @Test
  void announcingAllocatesNothing() {
    var mac = MacAddress.of("c2:0b:f5:27:83:aa");
    var arp = new ArpAnnouncement(mac, VIP);
    var neighbour = new NeighbourAdvertisement(mac, IpAddress.of("2001:db8::100"), false);
    var frame = ByteBuffer.allocateDirect(NeighbourAdvertisement.BYTES);
    assertThat(
            bytesFor(() -> {
              arp.write(frame.clear());
              neighbour.write(frame.clear());
            }))
        .isLessThan(NOTHING);
  }
}
