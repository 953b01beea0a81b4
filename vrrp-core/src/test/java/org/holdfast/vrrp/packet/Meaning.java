package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.AH;
import static org.holdfast.vrrp.packet.Scenes.GROUP_V6;
import static org.holdfast.vrrp.packet.Scenes.HMAC;
import static org.holdfast.vrrp.packet.Scenes.HMAC_SECONDS;
import static org.holdfast.vrrp.packet.Scenes.NODE_1_V6;
import static org.holdfast.vrrp.packet.Scenes.NODE_2;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.PASSWORD;
import static org.holdfast.vrrp.packet.Scenes.SECOND;
import static org.holdfast.vrrp.packet.Scenes.multicast;
import static org.holdfast.vrrp.packet.Scenes.multicastV6;
import static org.holdfast.vrrp.packet.Scenes.unicast;

import java.nio.ByteBuffer;
import java.util.List;
import org.holdfast.vrrp.VrrpVersion;

/**
 * Invariants for any bytes: no parser throws or moves the buffer, and an accepted packet that is
 * written and read again has the same meaning.
 */
final class Meaning {

  private static final long NOW = HMAC_SECONDS * SECOND;

  private static final List<AdvertTerms> KINDS_V4 =
      List.of(
          multicast(VrrpVersion.V2, NONE),
          multicast(VrrpVersion.V2, PASSWORD),
          multicast(VrrpVersion.V2, AH),
          unicast(VrrpVersion.V2, AH),
          multicast(VrrpVersion.V3, NONE),
          multicast(VrrpVersion.V3, HMAC),
          unicast(VrrpVersion.V3, NONE),
          unicast(VrrpVersion.V3, HMAC));

  private Meaning() {}

  /**
   * Checks the invariants, and returns the number of kinds of terms under which the bytes were an
   * advert.
   */
  static int ofAdvertV4(byte[] bytes) {
    int accepted = 0;
    for (var terms : KINDS_V4) {
      var packet = ByteBuffer.wrap(bytes);
      var parsed = new AdvertParser(terms, Proof.of(terms)).parseV4(packet, NOW);
      assertThat(packet.position()).isZero();
      if (parsed instanceof Parsed.Accepted advert) {
        var rewritten = rewrite(terms, advert);
        assertThat(new AdvertParser(terms, Proof.of(terms)).parseV4(rewritten, NOW))
            .isEqualTo(parsed);
        accepted++;
      }
    }
    return accepted;
  }

  static int ofAdvertV6(byte[] bytes) {
    var terms = multicastV6();
    var packet = ByteBuffer.wrap(bytes);
    var parsed = parseV6(terms, packet);
    assertThat(packet.position()).isZero();
    if (!(parsed instanceof Parsed.Accepted advert)) {
      return 0;
    }
    assertThat(parseV6(terms, rewrite(terms, advert))).isEqualTo(parsed);
    return 1;
  }

  private static Parsed parseV6(AdvertTerms terms, ByteBuffer packet) {
    return new AdvertParser(terms, Proof.of(terms)).parseV6(packet, NODE_1_V6, GROUP_V6, 255, NOW);
  }

  private static ByteBuffer rewrite(AdvertTerms heardBy, Parsed.Accepted advert) {
    var terms =
        new AdvertTerms(
            advert.advertisement(),
            heardBy.transport(),
            heardBy.authentication(),
            advert.checksum(),
            heardBy.accepted());
    var writer = new AdvertWriter(terms, advert.source(), Proof.of(terms));
    var destination = terms.isUnicast() ? NODE_2 : terms.transport().group();
    return Scenes.write(writer, advert.advertisement().priority(), destination, NOW);
  }

  static int ofArp(byte[] bytes) {
    var frame = ByteBuffer.wrap(bytes);
    var parsed = ArpAnnouncement.parse(frame);
    assertThat(frame.position()).isZero();
    parsed.ifPresent(announcement ->
        assertThat(ArpAnnouncement.parse(GoldenAnnouncementTest.written(announcement)))
            .isEqualTo(parsed));
    return parsed.isPresent() ? 1 : 0;
  }

  static int ofNeighbour(byte[] bytes) {
    var frame = ByteBuffer.wrap(bytes);
    var parsed = NeighbourAdvertisement.parse(frame);
    assertThat(frame.position()).isZero();
    parsed.ifPresent(announcement ->
        assertThat(NeighbourAdvertisement.parse(GoldenAnnouncementTest.written(announcement)))
            .isEqualTo(parsed));
    return parsed.isPresent() ? 1 : 0;
  }
}
