package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The IPsec authentication header of version 2 (RFC 2338 section 5.3.6, RFC 2402), between the IPv4
 * header and the message; its ICV is HMAC-MD5-96 (RFC 2403) under the password.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * | next hdr 112  |   length 4    |               0               |
 * +---------------+---------------+-------------------------------+
 * |               SPI: the sender's IPv4 address                  |
 * +---------------------------------------------------------------+
 * |                          sequence                             |
 * +---------------------------------------------------------------+
 * |                        ICV, 12 bytes                          |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The ICV covers the packet, with zeros in its own place and for fields that may change on the
 * way: TOS, fragment field, header checksum, and the TTL when routers may lie between (unicast).
 *
 * <p>One sequence serves the instance, for all senders and both directions, as in keepalived: a new
 * master continues where the last one stopped, because its peers would otherwise take its adverts
 * for replays. A different packet with an equal sequence passes, because two masters at the same
 * time would count in step for ever if each rejected the other. The same packet again is a replay,
 * which would keep the backups waiting for a dead master. A restarted process continues counting
 * where the previous one stopped ({@link SequenceMemory}), so that its peers accept the adverts of
 * a master that resumes.
 */
final class AhProof implements Proof {

  static final int BYTES = 24;

  /** The last sequence number that keepalived sends; the higher ones are never used. */
  static final long LAST_SEQUENCE = 0xffff_fffdL;

  private static final int LENGTH_FIELD = (BYTES / 4) - 2; // RFC 2402 section 2.2
  private static final int SPI = 4;
  private static final int SEQUENCE = 8;
  private static final int ICV = 12;
  private static final int ICV_BYTES = 12;
  private static final byte[] NO_ICV = new byte[ICV_BYTES];
  private static final int MOST_MESSAGE_BYTES =
      Advertisement.HEADER_BYTES + (AddressList.MOST * 4) + Advertisement.AUTH_DATA_BYTES;

  /**
   * The most packets with one sequence number that are remembered: one per router that was master
   * for a moment.
   */
  private static final int MOST_OF_A_SEQUENCE = 8;

  /**
   * The most adverts that the previous process may have sent after the sequence that it recorded
   * last.
   */
  private static final int UNREMEMBERED = 64;

  private final KeyedDigest digest;
  private final boolean unicast;
  private final SequenceMemory memory;
  private final byte[] scratch = new byte[Ipv4Header.MOST_BYTES + BYTES + MOST_MESSAGE_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(scratch);
  private final long sendFrom;
  private long sequence;
  private final byte[][] accepted = new byte[MOST_OF_A_SEQUENCE][ICV_BYTES];
  private int acceptedCount; // number of packets with the highest sequence

  AhProof(byte[] key, boolean unicast, SequenceMemory memory) {
    this.digest = new KeyedDigest("HmacMD5", key);
    this.unicast = unicast;
    this.memory = memory;
    long last = Math.clamp(memory.last(), 0, LAST_SEQUENCE);
    sendFrom = last == 0 ? 0 : Math.min(last + UNREMEMBERED, LAST_SEQUENCE);
  }

  /**
   * Returns the length of the header that begins at {@code at}, as it says itself (RFC 4302 section
   * 2.2); only one of {@link #BYTES} is VRRP's.
   */
  static int bytes(ByteBuffer packet, int at) {
    return at + 1 < packet.limit() ? (Wire.u8(packet, at + 1) + 2) * 4 : BYTES;
  }

  /**
   * Checks the header of the packet in {@code [ip, end)}, and remembers its sequence when it is
   * valid.
   *
   * @return the defect, or null when there is none
   */
  @Nullable Defect verify(ByteBuffer packet, int ip, int end) {
    int at = ip + Ipv4Header.bytes(packet, ip);
    if (Wire.u8(packet, at) != Wire.VRRP || Wire.u8(packet, at + 1) != LENGTH_FIELD) {
      return Defect.AH_HEADER;
    }
    if (Wire.i32(packet, at + SPI) != Wire.i32(packet, ip + Ipv4Header.SOURCE)) {
      return Defect.AH_SPI;
    }
    int length = coverOf(packet, ip, end);
    if (!digest.standsAt(scratch, length, packet, at + ICV, ICV_BYTES)) {
      return Defect.AH_ICV;
    }
    long heard = Integer.toUnsignedLong(Wire.i32(packet, at + SEQUENCE));
    if (heard < sequence || heard > LAST_SEQUENCE) {
      return Defect.AH_REPLAY;
    }
    if (heard > sequence) {
      advanceTo(heard);
    } else if (isAccepted(packet, at + ICV)) {
      return Defect.AH_REPLAY;
    }
    return remember(packet, at + ICV) ? null : Defect.AH_REPLAY;
  }

  private void advanceTo(long newSequence) {
    sequence = newSequence;
    acceptedCount = 0;
    memory.remember(newSequence);
  }

  private boolean isAccepted(ByteBuffer packet, int icv) {
    for (int i = 0; i < acceptedCount; i++) {
      if (isAt(packet, icv, accepted[i])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(ByteBuffer packet, int at, byte[] known) {
    for (int i = 0; i < known.length; i++) {
      if (packet.get(at + i) != known[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether there was room; for the last sequence number, which is sent for ever, old
   * entries are replaced.
   */
  private boolean remember(ByteBuffer packet, int icv) {
    if (acceptedCount == MOST_OF_A_SEQUENCE && sequence == LAST_SEQUENCE) {
      acceptedCount = 0;
    }
    if (acceptedCount == MOST_OF_A_SEQUENCE) {
      return false;
    }
    packet.get(icv, accepted[acceptedCount]);
    acceptedCount++;
    return true;
  }

  /**
   * The sequence for the next advert. Differs: keepalived stops when there is no next one; here the
   * last one is sent repeatedly, which no peer takes for a replay.
   */
  int nextSequence() {
    if (sequence < LAST_SEQUENCE) {
      advanceTo(Math.max(sequence + 1, sendFrom));
    }
    return (int) sequence;
  }

  /** Writes the header after the IPv4 header at 0, without the ICV. */
  static void write(ByteBuffer packet, int sequence) {
    int at = Ipv4Header.BYTES;
    Wire.putU8(packet, at, Wire.VRRP);
    Wire.putU8(packet, at + 1, LENGTH_FIELD);
    Wire.putI32(packet, at + SPI, Wire.i32(packet, Ipv4Header.SOURCE));
    Wire.putI32(packet, at + SEQUENCE, sequence);
  }

  /**
   * Writes the ICV of the packet in {@code [0, length)}, which must already be complete in all
   * other fields.
   */
  void sign(ByteBuffer packet, int length) {
    coverOf(packet, 0, length);
    digest.write(scratch, length, packet, Ipv4Header.BYTES + ICV, ICV_BYTES);
  }

  private int coverOf(ByteBuffer packet, int ip, int end) {
    int length = end - ip;
    packet.get(ip, scratch, 0, length);
    Wire.putU8(view, Ipv4Header.TOS, 0);
    Wire.putU16(view, Ipv4Header.FRAGMENT, 0);
    Wire.putU16(view, Ipv4Header.CHECKSUM, 0);
    if (unicast) {
      Wire.putU8(view, Ipv4Header.TTL, 0);
    }
    int icv = Ipv4Header.bytes(packet, ip) + ICV;
    view.put(icv, NO_ICV);
    return length;
  }
}
