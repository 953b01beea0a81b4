package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.junit.jupiter.api.Test;

class ArpProbeTest {

  @Test
  void asksEverybodyAndTellsNothing() {
    var frame = ByteBuffer.allocate(ArpAnnouncement.BYTES);

    new ArpProbe(MacAddress.of("02:00:00:00:00:01"), IpAddress.of("192.0.2.10")).write(frame);

    assertThat(HexFormat.of().formatHex(frame.array()))
        .isEqualTo(
            "ffffffffffff" // destination
                + "020000000001" // source
                + "0806" // ARP
                + "0001080006040001" // Ethernet, IPv4, their lengths, request
                + "020000000001" // sender
                + "00000000" // without an address
                + "000000000000" // target: not known
                + "c000020a"); // 192.0.2.10
    assertThat(ArpAnnouncement.parse(frame.flip())).isEmpty();
  }
}
