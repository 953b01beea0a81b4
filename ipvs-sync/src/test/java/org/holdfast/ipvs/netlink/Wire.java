package org.holdfast.ipvs.netlink;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;

/**
 * Attributes in hexadecimal, in little-endian order: the agent runs only on little-endian machines.
 */
final class Wire {

  private Wire() {}

  static String hex(Consumer<MessageWriter> write) {
    var buffer = ByteBuffer.allocate(4096);
    write.accept(new MessageWriter(buffer));
    return HexFormat.of().formatHex(buffer.array(), 0, buffer.position());
  }

  static Attributes attributes(String hex) {
    return Attributes.of(ByteBuffer.wrap(HexFormat.of().parseHex(compact(hex))), 0);
  }

  static Attributes reread(Consumer<MessageWriter> write) {
    return attributes(hex(write));
  }

  static String compact(String hex) {
    return hex.replace(" ", "");
  }
}
