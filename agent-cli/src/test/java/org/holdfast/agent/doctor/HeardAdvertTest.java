package org.holdfast.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

class HeardAdvertTest {

  private static final IpAddress SOURCE = IpAddress.of("192.0.2.1");

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  @Test
  void readsTheFieldsOfAnAdvert() {
    // version 3, type 1; VRID 51; priority 150; one address; interval 100 cs; checksum;
    // 203.0.113.10
    var message = bytes("31 33 96 01 00 64 00 00 cb 00 71 0a");

    assertThat(HeardAdvert.parse("eth0", SOURCE, message))
        .contains(
            new HeardAdvert("eth0", SOURCE, 3, 51, 150, List.of(IpAddress.of("203.0.113.10"))));
    assertThat(message.position()).isZero();
  }

  @Test
  void otherPacketsAreIgnored() {
    assertThat(HeardAdvert.parse("eth0", SOURCE, bytes("31 33 96 01 00 64 00"))).isEmpty();
    assertThat(HeardAdvert.parse("eth0", SOURCE, bytes("32 33 96 00 00 64 00 00"))).isEmpty();
    assertThat(HeardAdvert.parse("eth0", SOURCE, bytes("31 33 96 01 00 64 00 00 cb 00 71")))
        .isEmpty();
  }
}
