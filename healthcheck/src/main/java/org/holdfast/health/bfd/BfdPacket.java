package org.holdfast.health.bfd;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A control packet without authentication (RFC 5880 section 4.1).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-----+---------+---+-+-+-+-+-+-+---------------+---------------+
 *  |Vers |  Diag   |Sta|P|F|C|A|D|M|  Multiplier   |    Length     |
 *  +-----+---------+---+-+-+-+-+-+-+---------------+---------------+
 *  |                     My Discriminator                          |
 *  |                    Your Discriminator                         |
 *  |                  Desired Min TX Interval (us)                 |
 *  |                  Required Min RX Interval (us)                |
 *  |                Required Min Echo RX Interval (us)             |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * @param diagnostic 0 to 31, see {@link BfdDiagnostic}
 * @param poll whether an answer with {@code last} set is wanted at once
 * @param last the final bit: this answers a poll
 * @param independent whether the sender's BFD outlives its control plane
 * @param demand whether the sender wants no periodic packets while both are up
 * @param multiplier 1 to 255
 * @param myDiscriminator the sender's number for the session, not 0
 * @param yourDiscriminator the receiver's, 0 while the sender does not know it
 * @param desiredMinTxMicros the shortest interval at which the sender would send, 0 to 2^32 - 1
 * @param requiredMinRxMicros the shortest at which it can receive, 0 for "send nothing"
 * @param requiredMinEchoRxMicros the same for echo packets, 0 for "no echo"
 */
public record BfdPacket(
    BfdState state,
    int diagnostic,
    boolean poll,
    boolean last,
    boolean independent,
    boolean demand,
    int multiplier,
    int myDiscriminator,
    int yourDiscriminator,
    long desiredMinTxMicros,
    long requiredMinRxMicros,
    long requiredMinEchoRxMicros) {

  /** The length of a packet without authentication, in bytes. */
  public static final int BYTES = 24;

  private static final int VERSION = 1;
  private static final int SMALLEST_AUTHENTICATED = 26;
  private static final long MOST_MICROS = 0xffff_ffffL;

  private static final int POLL = 0x20;
  private static final int FINAL = 0x10;
  private static final int INDEPENDENT = 0x08;
  private static final int AUTHENTICATION = 0x04;
  private static final int DEMAND = 0x02;
  private static final int MULTIPOINT = 0x01;

  private static final BfdState[] STATES = BfdState.values();

  public BfdPacket {
    check("diagnostic", diagnostic, 0, 31);
    check("multiplier", multiplier, 1, 255);
    check("desired min tx", desiredMinTxMicros, 0, MOST_MICROS);
    check("required min rx", requiredMinRxMicros, 0, MOST_MICROS);
    check("required min echo rx", requiredMinEchoRxMicros, 0, MOST_MICROS);
    if (myDiscriminator == 0) {
      throw new IllegalArgumentException("my discriminator: 0 (expected: another number)");
    }
  }

  private static void check(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  /**
   * Reads the datagram between position and limit, which do not change. Never throws: every input
   * has a result. Bytes after the packet's own length are ignored, as in RFC 5880. Does not check
   * the source, the session, or that poll and final are not both set, because the RFC discards no
   * packet for that.
   */
  public static BfdParsed parse(ByteBuffer datagram) {
    int at = datagram.position();
    if (datagram.remaining() < BYTES) {
      return BfdDefect.TRUNCATED;
    }
    int flags = datagram.get(at + 1) & 0xff;
    var defect = defect(datagram, flags);
    return defect != null ? defect : new BfdParsed.Accepted(read(datagram, at, flags));
  }

  private static @Nullable BfdDefect defect(ByteBuffer datagram, int flags) {
    int at = datagram.position();
    int length = datagram.get(at + 3) & 0xff;
    boolean authenticated = (flags & AUTHENTICATION) != 0;
    if ((datagram.get(at) & 0xff) >>> 5 != VERSION) {
      return BfdDefect.VERSION;
    }
    if (length < (authenticated ? SMALLEST_AUTHENTICATED : BYTES)) {
      return BfdDefect.LENGTH_TOO_SMALL;
    }
    if (length > datagram.remaining()) {
      return BfdDefect.LENGTH_TOO_LARGE;
    }
    if (datagram.get(at + 2) == 0) {
      return BfdDefect.MULTIPLIER;
    }
    if ((flags & MULTIPOINT) != 0) {
      return BfdDefect.MULTIPOINT;
    }
    if (number(datagram, at + 4) == 0) {
      return BfdDefect.MY_DISCRIMINATOR;
    }
    if (number(datagram, at + 8) == 0 && STATES[flags >>> 6].compareTo(BfdState.DOWN) > 0) {
      return BfdDefect.YOUR_DISCRIMINATOR;
    }
    return authenticated ? BfdDefect.AUTHENTICATED : null;
  }

  private static BfdPacket read(ByteBuffer datagram, int at, int flags) {
    return new BfdPacket(
        STATES[flags >>> 6],
        datagram.get(at) & 0x1f,
        (flags & POLL) != 0,
        (flags & FINAL) != 0,
        (flags & INDEPENDENT) != 0,
        (flags & DEMAND) != 0,
        datagram.get(at + 2) & 0xff,
        number(datagram, at + 4),
        number(datagram, at + 8),
        Integer.toUnsignedLong(number(datagram, at + 12)),
        Integer.toUnsignedLong(number(datagram, at + 16)),
        Integer.toUnsignedLong(number(datagram, at + 20)));
  }

  private static int number(ByteBuffer datagram, int at) {
    return (datagram.get(at) & 0xff) << 24
        | (datagram.get(at + 1) & 0xff) << 16
        | (datagram.get(at + 2) & 0xff) << 8
        | (datagram.get(at + 3) & 0xff);
  }

  /** Appends the 24 bytes, byte by byte, so that the buffer's order does not matter. */
  @SuppressWarnings("EnumOrdinal") // declared in the order of RFC 5880's numbers, without a gap
  public void write(ByteBuffer to) {
    int flags =
        (state.ordinal() << 6)
            | (poll ? POLL : 0)
            | (last ? FINAL : 0)
            | (independent ? INDEPENDENT : 0)
            | (demand ? DEMAND : 0);
    to.put((byte) (VERSION << 5 | diagnostic)).put((byte) flags);
    to.put((byte) multiplier).put((byte) BYTES);
    write(to, myDiscriminator);
    write(to, yourDiscriminator);
    write(to, (int) desiredMinTxMicros);
    write(to, (int) requiredMinRxMicros);
    write(to, (int) requiredMinEchoRxMicros);
  }

  private static void write(ByteBuffer to, int number) {
    to.put((byte) (number >>> 24)).put((byte) (number >>> 16));
    to.put((byte) (number >>> 8)).put((byte) number);
  }
}
