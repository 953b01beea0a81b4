package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;

class ProbeTest {

  private static final MacAddress MAC = MacAddress.of("c2:0b:f5:27:83:aa");

  private static String hex(ByteBuffer frame) {
    var bytes = new byte[frame.position()];
    frame.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void anArpProbeClaimsNoAddress() {
    var frame = ByteBuffer.allocate(ArpProbe.BYTES);

    new ArpProbe(MAC, IpAddress.of("10.9.0.100")).write(frame);

    assertThat(hex(frame))
        .isEqualTo(
            "ffffffffffff"
                + "c20bf52783aa"
                + "0806"
                + "0001080006040001"
                + "c20bf52783aa"
                + "00000000"
                + "000000000000"
                + "0a090064");
    assertThat(ArpAnnouncement.parse(frame.flip())).isEmpty();
  }

  @Test
  void aNeighbourProbeIsSentToTheSolicitedNodeGroupFromTheUnspecifiedAddress() {
    var frame = ByteBuffer.allocate(NeighbourProbe.BYTES);

    new NeighbourProbe(MAC, IpAddress.ANY_V6, IpAddress.of("2001:db8::1:2345")).write(frame);

    assertThat(hex(frame))
        .startsWith(
            "3333ff012345"
                + "c20bf52783aa"
                + "86dd"
                + "6000000000183aff"
                + "00000000000000000000000000000000"
                + "ff0200000000000000000001ff012345"
                + "8700")
        .endsWith("00000000" + "20010db8000000000000000000012345");
    long pseudo = 58 + 24;
    assertThat(InternetChecksum.isRight(InternetChecksum.sum(frame, 22, 78) + pseudo)).isTrue();
  }

  @Test
  void aNeighbourProbeFromAnAddressSaysWhereThatIs() {
    var frame = ByteBuffer.allocate(NeighbourProbe.BYTES);

    new NeighbourProbe(MAC, IpAddress.of("fe80::7"), IpAddress.of("2001:db8::1:2345")).write(frame);

    assertThat(hex(frame))
        .startsWith(
            "3333ff012345"
                + "c20bf52783aa"
                + "86dd"
                + "6000000000203aff"
                + "fe800000000000000000000000000007"
                + "ff0200000000000000000001ff012345"
                + "8700")
        .endsWith("00000000" + "20010db8000000000000000000012345" + "0101" + "c20bf52783aa");
    long pseudo = 58 + 32;
    assertThat(InternetChecksum.isRight(InternetChecksum.sum(frame, 22, 86) + pseudo)).isTrue();
  }

  @Test
  void aClaimHasTheAdvertsContents() {
    var terms = Scenes.multicast(VrrpVersion.V2, Scenes.PASSWORD);

    assertThat(Claim.read(Scenes.written(terms, 77), Family.IPV4))
        .contains(
            new Claim(
                VrrpVersion.V2, 77, Scenes.SECOND, terms.own().addresses(), Claim.Means.PASS));
    assertThat(Claim.read(Scenes.written(Scenes.multicastV6(), 1), Family.IPV6))
        .hasValueSatisfying(claim -> assertThat(claim.means()).isEqualTo(Claim.Means.NONE));
    assertThat(
            Claim.read(
                Scenes.written(Scenes.multicast(VrrpVersion.V3, Scenes.HMAC), 1), Family.IPV4))
        .hasValueSatisfying(claim -> assertThat(claim.means()).isEqualTo(Claim.Means.HMAC));
    assertThat(
            Claim.read(Scenes.written(Scenes.multicast(VrrpVersion.V2, Scenes.AH), 1), Family.IPV4))
        .hasValueSatisfying(claim -> assertThat(claim.means()).isEqualTo(Claim.Means.AH));
  }

  @Test
  void anyBytesGiveAClaimOrNone() {
    var whole = Scenes.written(Scenes.multicast(VrrpVersion.V3, Scenes.NONE), 100);
    for (int length = 0; length < whole.limit(); length++) {
      assertThat(Claim.read(whole.duplicate().limit(length), Family.IPV4)).isEmpty();
    }
    assertThat(Claim.read(whole.duplicate().put(20, (byte) 0x51), Family.IPV4)).isEmpty();
    assertThat(Claim.read(whole.duplicate().put(20, (byte) 0x32), Family.IPV4)).isEmpty();
    assertThat(Claim.read(whole.duplicate().put(23, (byte) 9), Family.IPV4)).isEmpty();
  }
}
