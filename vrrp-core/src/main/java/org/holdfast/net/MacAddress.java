package org.holdfast.net;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A 48-bit link-layer address, held in the low bits of one long with the first octet highest. */
public record MacAddress(long bits) {

  /** The length of an address on the wire, in bytes. */
  public static final int BYTES = 6;

  /** ff:ff:ff:ff:ff:ff. */
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  private static final Pattern SIX_OCTETS = Pattern.compile("\\p{XDigit}{2}(:\\p{XDigit}{2}){5}");

  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("a link-layer address has 48 bits");
    }
  }

  /**
   * Reads six octets of two hexadecimal digits each, separated by colons; empty for anything else.
   */
  public static Optional<MacAddress> parse(String text) {
    return SIX_OCTETS.matcher(text).matches()
        ? Optional.of(new MacAddress(HexFormat.fromHexDigitsToLong(text.replace(":", ""))))
        : Optional.empty();
  }

  /**
   * Like {@link #parse}, but throws for other text.
   *
   * @throws IllegalArgumentException when {@code text} is not such an address; the message quotes
   *     it
   */
  public static MacAddress of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("\"" + text + "\" is not a link-layer address"));
  }

  /**
   * Reads the six bytes at {@code at}; the buffer's position does not change and its order does not
   * matter.
   *
   * @throws IndexOutOfBoundsException when fewer than six bytes follow
   */
  public static MacAddress read(ByteBuffer from, int at) {
    long bits = 0;
    for (int i = 0; i < BYTES; i++) {
      bits = (bits << 8) | (from.get(at + i) & 0xff);
    }
    return new MacAddress(bits);
  }

  /** Appends the six bytes, first octet first. */
  public void write(ByteBuffer to) {
    for (int shift = 40; shift >= 0; shift -= 8) {
      to.put((byte) (bits >>> shift));
    }
  }

  /**
   * Whether frames to this address go to more than one station (the group bit of the first octet).
   */
  public boolean isGroup() {
    return ((bits >>> 40) & 1) != 0;
  }

  @Override
  public String toString() {
    var hex = HexFormat.ofDelimiter(":");
    var octets = ByteBuffer.allocate(BYTES);
    write(octets);
    return hex.formatHex(octets.array());
  }
}
