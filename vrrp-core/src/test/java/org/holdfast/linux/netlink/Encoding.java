package org.holdfast.linux.netlink;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The hexadecimal form of a written body. */
public final class Encoding {

  private Encoding() {}

  public static String of(Consumer<MessageWriter> body) {
    var buffer = ByteBuffer.allocate(8192);
    body.accept(new MessageWriter(buffer));
    return HexFormat.of().formatHex(buffer.array(), 0, buffer.position());
  }
}
