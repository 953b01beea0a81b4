package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests keepalived's own announcements: two bursts of five for each address. */
class GoldenAnnouncementTest {

  @ParameterizedTest
  @CsvSource({
    "v2_plain, 4e:04:76:b2:3d:90, 10.9.0.100 10.9.0.101",
    "v2_pass, a6:4d:c2:14:42:ff, 10.9.0.100",
    "v2_ah, c2:0b:f5:27:83:aa, 10.9.0.100",
    "v3_mcast, 06:56:d8:9c:fe:bb, 10.9.0.100",
    "v3_vmac, 00:00:5e:00:01:33, 10.9.0.100",
    "v3_unicast, 1e:d1:54:2a:24:88, 10.9.0.100",
    "v3_unicast_oldcsum, 9a:30:cf:b9:58:89, 10.9.0.100",
    "v3_csum_as_v2, 2e:67:31:4b:4b:c4, 10.9.0.100",
    "v3_hmac, 26:9f:74:8e:4b:f6, 10.9.0.100",
  })
  void arpAnnouncementsAreReadAndWrittenByteForByte(String capture, String mac, String vips) {
    var frames =
        Capture.framesOf(capture).stream().filter(GoldenAnnouncementTest::isGratuitous).toList();
    var expected =
        Collections.nCopies(10, vips.split(" ")).stream()
            .flatMap(Stream::of)
            .map(vip -> new ArpAnnouncement(MacAddress.of(mac), IpAddress.of(vip)))
            .toList();

    assertThat(frames.stream().map(ArpAnnouncement::parse).flatMap(Optional::stream))
        .containsExactlyElementsOf(expected);
    assertThat(expected.stream().map(GoldenAnnouncementTest::written))
        .containsExactlyElementsOf(frames);
  }

  private static boolean isGratuitous(ByteBuffer frame) {
    return Wire.u16(frame, 12) == 0x0806 && Wire.i32(frame, 28) == Wire.i32(frame, 38);
  }

  @Test
  void anOrdinaryReplyContainsItsSendersAddressToo() {
    var heard =
        Capture.framesOf("v3_unicast").stream()
            .filter(frame -> Wire.u16(frame, 12) == 0x0806 && !isGratuitous(frame))
            .map(ArpAnnouncement::parse)
            .flatMap(Optional::stream);

    assertThat(heard)
        .containsExactly(
            new ArpAnnouncement(MacAddress.of("1e:d1:54:2a:24:88"), IpAddress.of("10.9.0.1")),
            new ArpAnnouncement(MacAddress.of("4e:2a:ce:df:85:60"), IpAddress.of("10.9.0.2")));
  }

  @Test
  void neighbourAdvertisementsAreReadAndWrittenByteForByte() {
    var frames =
        Capture.framesOf("v3_ipv6").stream()
            .filter(frame -> Wire.u8(frame, 20) == 58 && Wire.u8(frame, 54) == 136)
            .toList();
    var mac = MacAddress.of("b2:5e:93:57:dd:7d");
    var both =
        List.of(
            new NeighbourAdvertisement(mac, IpAddress.of("fe80::100"), false),
            new NeighbourAdvertisement(mac, IpAddress.of("2001:db8::100"), false));
    var expected = Collections.nCopies(10, both).stream().flatMap(List::stream).toList();

    assertThat(frames.stream().map(NeighbourAdvertisement::parse).flatMap(Optional::stream))
        .containsExactlyElementsOf(expected);
    assertThat(expected.stream().map(GoldenAnnouncementTest::written))
        .containsExactlyElementsOf(frames);
  }

  static ByteBuffer written(ArpAnnouncement announcement) {
    var frame = ByteBuffer.allocate(ArpAnnouncement.BYTES);
    announcement.write(frame);
    return frame.flip();
  }

  static ByteBuffer written(NeighbourAdvertisement advertisement) {
    var frame = ByteBuffer.allocate(NeighbourAdvertisement.BYTES);
    advertisement.write(frame);
    return frame.flip();
  }
}
