package org.holdfast.vrrp.packet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the Ethernet frames of a little-endian pcap file, each into its own buffer. */
final class Capture {

  private static final int FILE_HEADER_BYTES = 24;
  private static final int FRAME_HEADER_BYTES = 16;

  private Capture() {}

  /** The frames that keepalived 2.x sent with the configuration beside the capture. */
  static List<ByteBuffer> framesOf(String name) {
    var file = ByteBuffer.wrap(bytesOf("golden/" + name + ".pcap"));
    file.order(ByteOrder.LITTLE_ENDIAN);
    if (file.getInt(0) != 0xa1b2_c3d4 || file.getInt(20) != 1) {
      throw new IllegalStateException(name + " is no little-endian Ethernet capture");
    }
    var frames = new ArrayList<ByteBuffer>();
    for (int at = FILE_HEADER_BYTES; at < file.capacity(); ) {
      int length = file.getInt(at + 8);
      frames.add(copy(file, at + FRAME_HEADER_BYTES, length));
      at += FRAME_HEADER_BYTES + length;
    }
    return frames;
  }

  /**
   * The bytes that a raw socket of that family delivers for each advert: with or without the IP
   * header.
   */
  static List<ByteBuffer> advertsOf(String name) {
    return framesOf(name).stream()
        .filter(Capture::isAdvert)
        .map(frame -> copy(frame, 14, frame.capacity() - 14))
        .toList();
  }

  private static boolean isAdvert(ByteBuffer frame) {
    return switch (Wire.u16(frame, 12)) {
      case 0x0800 -> Wire.u8(frame, 23) == Wire.VRRP || Wire.u8(frame, 23) == Wire.AH;
      case 0x86dd -> Wire.u8(frame, 20) == Wire.VRRP;
      default -> false;
    };
  }

  static ByteBuffer copy(ByteBuffer from, int at, int length) {
    var bytes = new byte[length];
    from.get(at, bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static byte[] bytesOf(String resource) {
    try (var stream = Capture.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
