package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.packet.Scenes.NODE_1;
import static org.holdfast.vrrp.packet.Scenes.NONE;
import static org.holdfast.vrrp.packet.Scenes.VIP;
import static org.holdfast.vrrp.packet.Scenes.advert;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VrrpVersion;
import org.junit.jupiter.api.Test;

class AdvertFrameTest {

  /** Captured from keepalived 2.2.7 with use_vmac. */
  private static final String OF_KEEPALIVED =
      "01005e000012 00005e000133 0800"
          + "45c0 0020 0001 0000 ff70 d090 0a090001 e0000012"
          + "3133 9601 0064 4361 0a090064";

  private static final String OVER_IPV6 =
      "333300000012 00005e000233 86dd"
          + "6c000000 0018 70 ff"
          + "fe800000000000000000000000000001"
          + "ff020000000000000000000000000012";

  @Test
  void overIpv4TheFrameIsThatOfKeepalived() {
    var group = Transport.defaultGroup(Family.IPV4);
    var frame =
        written(
            VirtualLink.virtualMac(Family.IPV4, 51),
            NODE_1,
            group,
            advert(VrrpVersion.V3, 150, VIP));

    assertThat(frame).isEqualTo(OF_KEEPALIVED.replace(" ", ""));
  }

  @Test
  void overIpv6TheFrameHasItsOwnIpHeader() {
    var group = Transport.defaultGroup(Family.IPV6);
    var frame =
        written(
            VirtualLink.virtualMac(Family.IPV6, 51),
            IpAddress.of("fe80::1"),
            group,
            advert(VrrpVersion.V3, 150, IpAddress.of("fe80::99")));

    assertThat(frame).startsWith(OVER_IPV6.replace(" ", "")).hasSize(2 * (14 + 40 + 24));
  }

  private static String written(
      MacAddress sender, IpAddress source, IpAddress group, Advertisement advert) {
    var terms = AdvertTerms.of(advert, new Transport.Multicast(group, null, sender), NONE);
    var writer = new AdvertWriter(terms, source, Proof.of(terms));
    var head = new AdvertFrame(sender, source, group, writer);
    var frame = ByteBuffer.allocate(AdvertFrame.bytesBefore(group.family()) + writer.bytes());
    head.write(frame);
    writer.next(advert.priority(), 0);
    writer.write(group, frame);
    assertThat(frame.hasRemaining()).isFalse();
    return HexFormat.of().formatHex(frame.array());
  }
}
