package org.holdfast.agent.snmp.agentx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Tests that any bytes are read or refused, and that what is read is written again alike. */
final class AgentxFuzzTest {

  @FuzzTest
  void anyBytesAreReadOrRefused(byte[] bytes) throws Exception {
    Packet packet;
    try {
      packet = PacketReader.read(ByteBuffer.wrap(bytes));
    } catch (MalformedPacketException _) {
      return;
    }
    assertThat(PacketReader.read(ByteBuffer.wrap(PacketWriter.write(packet)))).isEqualTo(packet);
  }
}
