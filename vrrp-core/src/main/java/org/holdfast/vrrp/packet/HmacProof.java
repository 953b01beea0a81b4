package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication.HmacTrailer;
import org.holdfast.vrrp.Authentication.HmacTrailer.AntiReplay;
import org.holdfast.vrrp.Authentication.HmacTrailer.Mode;
import org.holdfast.vrrp.Transport;
import org.jspecify.annotations.Nullable;

/**
 * keepalived's trailer after the message (draft-cassen-vrrp-auth-hmac, as in keepalived 2.4.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |    type 1     |     key id    |               0               |
 * +---------------+---------------+-------------------------------+
 * |            sequence: seconds since 1970                       |
 * +-------------------------------+-------------------------------+
 * |      and 1/65536 s      |          and a counter        |
 * +-------------------------------+-------------------------------+
 * |        first 16 bytes of an HMAC-SHA-256, see coverOf         |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class HmacProof implements Proof {

  static final int BYTES = 28;

  private static final int TYPE = 1;
  private static final int SEQUENCE = 4;
  private static final int HMAC = 12;
  private static final int HMAC_BYTES = 16;
  private static final int PSEUDO_HEADER_BYTES = 20;
  private static final int MOST_MESSAGE_BYTES =
      Advertisement.HEADER_BYTES + (AddressList.MOST * 16) + Advertisement.AUTH_DATA_BYTES;
  private static final long NANOS = 1_000_000_000;

  private final @Nullable KeyedDigest[] digests = new @Nullable KeyedDigest[256];
  private final int activeKeyId;
  private final Mode mode;
  private final HmacMarks marks;
  private final byte[] scratch = new byte[PSEUDO_HEADER_BYTES + MOST_MESSAGE_BYTES + BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(scratch);
  private final long windowSequence;
  private long sequence;

  HmacProof(HmacTrailer configured, Transport transport) {
    for (HmacTrailer.Key key : configured.keys()) {
      digests[key.id()] = new KeyedDigest("HmacSHA256", key.secret().toArray());
    }
    activeKeyId = configured.activeKeyId();
    mode = configured.mode();
    windowSequence = sequenceAt(configured.window().toNanos());
    marks =
        new HmacMarks(
            configured.antiReplay() == AntiReplay.TIME ? windowSequence : HmacMarks.NO_WINDOW,
            transport instanceof Transport.Unicast unicast ? unicast.peers().size() : 0);
  }

  boolean signs() {
    return mode != Mode.RECEIVE_ONLY;
  }

  boolean insists() {
    return mode == Mode.ENFORCE;
  }

  /** Checks the type and the key of the trailer at {@code trailer}. */
  @Nullable Defect checkHead(ByteBuffer packet, int trailer) {
    if (Wire.u8(packet, trailer) != TYPE || Wire.u16(packet, trailer + 2) != 0) {
      return Defect.HMAC_MALFORMED;
    }
    return digests[Wire.u8(packet, trailer + 1)] == null ? Defect.HMAC_UNKNOWN_KEY : null;
  }

  /**
   * Checks the rest of the trailer of the message in {@code [message, trailer)}, and remembers its
   * sequence when it is valid.
   */
  @Nullable Defect verify(
      ByteBuffer packet, int message, int trailer, IpAddress source, long epochNanos) {
    var digest = digestOf(Wire.u8(packet, trailer + 1));
    int length = coverOf(packet, message, trailer, source);
    if (!digest.standsAt(scratch, length, packet, trailer + HMAC, HMAC_BYTES)) {
      return Defect.HMAC_INVALID;
    }
    long heard =
        ((long) Wire.i32(packet, trailer + SEQUENCE) << 32)
            | Integer.toUnsignedLong(Wire.i32(packet, trailer + SEQUENCE + 4));
    return marks.admit(source, heard, sequenceAt(epochNanos));
  }

  /** Writes the trailer of the message in {@code [message, trailer)} with a new sequence. */
  void sign(ByteBuffer packet, int message, int trailer, IpAddress source, long epochNanos) {
    nextSequence(sequenceAt(epochNanos));
    Wire.putU8(packet, trailer, TYPE);
    Wire.putU8(packet, trailer + 1, activeKeyId);
    Wire.putU16(packet, trailer + 2, 0);
    Wire.putI32(packet, trailer + SEQUENCE, (int) (sequence >>> 32));
    Wire.putI32(packet, trailer + SEQUENCE + 4, (int) sequence);
    int length = coverOf(packet, message, trailer, source);
    var digest = digestOf(activeKeyId);
    digest.write(scratch, length, packet, trailer + HMAC, HMAC_BYTES);
  }

  private KeyedDigest digestOf(int keyId) {
    var digest = digests[keyId];
    if (digest == null) {
      throw new IllegalStateException("key " + keyId + " is none of ours");
    }
    return digest;
  }

  /**
   * The sequence never goes back, except that it follows a clock set back by more than the window.
   */
  private void nextSequence(long now) {
    boolean following = now - sequence > 0 || sequence - now > windowSequence;
    sequence = following ? now : sequence + 1;
  }

  /** The instant as it stands in the upper 48 bits of the sequence. */
  private static long sequenceAt(long epochNanos) {
    long seconds = Math.floorDiv(epochNanos, NANOS);
    long fraction = (Math.floorMod(epochNanos, NANOS) << 16) / NANOS;
    return (seconds << 32) | (fraction << 16);
  }

  /**
   * Builds the input of the HMAC: family (4 or 6), version, vrid, 0, the source in 16 bytes; the
   * message with a zero checksum; the trailer with a zero HMAC.
   */
  private int coverOf(ByteBuffer packet, int message, int trailer, IpAddress source) {
    view.clear();
    view.put((byte) (source.family() == Family.IPV4 ? 4 : 6));
    view.put((byte) (Wire.u8(packet, message) >>> 4));
    view.put(packet.get(message + 1));
    view.put((byte) 0);
    source.write(view);
    while (view.position() < PSEUDO_HEADER_BYTES) {
      view.put((byte) 0);
    }
    int length = trailer + HMAC - message;
    packet.get(message, scratch, PSEUDO_HEADER_BYTES, length);
    Wire.putU16(view, PSEUDO_HEADER_BYTES + MessageFields.CHECKSUM, 0);
    view.position(PSEUDO_HEADER_BYTES + length);
    for (int i = 0; i < HMAC_BYTES; i++) {
      view.put((byte) 0);
    }
    return view.position();
  }
}
