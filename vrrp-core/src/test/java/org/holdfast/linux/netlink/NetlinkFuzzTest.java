package org.holdfast.linux.netlink;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.holdfast.net.Family;

class NetlinkFuzzTest {

  @FuzzTest
  void anyDatagramIsTakenApart(byte[] datagram) {
    var split = NetlinkMessage.split(ByteBuffer.wrap(datagram));
    if (split.leftOver() < 0 || split.leftOver() > datagram.length) {
      throw new AssertionError("left over: " + split.leftOver());
    }
    for (var message : split.messages()) {
      Ack.parse(message);
      for (int fixedSize : new int[] {0, 4, 12, 16}) {
        readAll(message.attributes(fixedSize), 0);
      }
    }
  }

  private static void readAll(Attributes attributes, int depth) {
    attributes.forEach((type, content) -> {
      attributes.u8(type, 0);
      attributes.u16(type, 0);
      attributes.u32(type, 0);
      attributes.u64(type, 0);
      attributes.text(type);
      attributes.bytes(type);
      attributes.struct(type);
      attributes.address(type, Family.IPV4);
      attributes.address(type, Family.IPV6);
      if (depth < 3) {
        readAll(content, depth + 1);
      }
    });
  }
}
