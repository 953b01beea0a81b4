package org.holdfast.health.bfd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/**
 * The parser has a result for every input, and a packet that it accepts is written again unchanged.
 */
class BfdFuzzTest {

  @FuzzTest
  void packet(byte[] datagram) {
    if (BfdPacket.parse(ByteBuffer.wrap(datagram)) instanceof BfdParsed.Accepted(var packet)) {
      var again = ByteBuffer.allocate(BfdPacket.BYTES);
      packet.write(again);
      assertThat(BfdPacket.parse(again.flip())).isEqualTo(new BfdParsed.Accepted(packet));
    }
  }
}
