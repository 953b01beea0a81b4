package org.holdfast.it.lab;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;

/**
 * An Ethernet frame with an advert to 224.0.0.18, as any host on the link could forge it. It is
 * well formed except for the deliberate changes. The encoding is written independently, so that the
 * agent is not tested with its own codec.
 *
 * <pre>
 * 0 Ethernet   14 IPv4   34 VRRP: version and type, VRID, priority, count | type and interval,
 *                                 checksum | addresses | version 2: eight bytes of password
 * </pre>
 *
 * @param interval the interval in the unit of the version: seconds in 2, centiseconds in 3
 * @param password the password of a PASS advert, eight bytes; empty for none
 */
public record VrrpFrame(
    int version,
    int vrid,
    int priority,
    int interval,
    int ttl,
    IpAddress source,
    IpAddress vip,
    String password) {
  private static final int IP = 14;
  private static final int VRRP = IP + 20;
  private static final int ADDRESS = VRRP + 8;

  /** Returns a valid version 3 advert. */
  public static VrrpFrame v3(int vrid, int priority, int centis, IpAddress source, IpAddress vip) {
    return new VrrpFrame(3, vrid, priority, centis, 255, source, vip, "");
  }

  /** Returns a valid version 2 advert with a password of eight bytes. */
  public static VrrpFrame v2(
      int vrid, int priority, IpAddress source, IpAddress vip, String password) {
    return new VrrpFrame(2, vrid, priority, 1, 255, source, vip, password);
  }

  public VrrpFrame withTtl(int value) {
    return new VrrpFrame(version, vrid, priority, interval, value, source, vip, password);
  }

  public VrrpFrame withVersion(int value) {
    return new VrrpFrame(value, vrid, priority, interval, ttl, source, vip, password);
  }

  public VrrpFrame withPassword(String value) {
    return new VrrpFrame(version, vrid, priority, interval, ttl, source, vip, value);
  }

  /** Returns the frame. */
  public byte[] bytes() {
    int trailer = version == 2 ? 8 : 0;
    var frame = ByteBuffer.allocate(ADDRESS + 4 + trailer);
    frame.put(HexFormat.of().parseHex("01005e00001200005e0001")).put((byte) vrid);
    frame.putShort((short) 0x0800);
    frame.put((byte) 0x45).put((byte) 0xc0).putShort((short) (frame.capacity() - IP));
    frame.putInt(0).put((byte) ttl).put((byte) 112).putShort((short) 0);
    source.write(frame);
    frame.put(new byte[] {(byte) 224, 0, 0, 18});
    frame.put((byte) (version << 4 | 1)).put((byte) vrid).put((byte) priority).put((byte) 1);
    if (version == 2) {
      frame.put((byte) (password.isEmpty() ? 0 : 1)).put((byte) interval);
    } else {
      frame.putShort((short) interval);
    }
    frame.putShort((short) 0);
    vip.write(frame);
    frame.putShort(IP + 10, checksum(frame, IP, VRRP, 0));
    // RFC 9568 section 5.2.8: with a pseudo header of both addresses, the protocol and the length.
    int pseudo = version == 2 ? 0 : sum(frame, IP + 12, VRRP) + 112 + frame.capacity() - VRRP;
    frame.putShort(VRRP + 6, checksum(frame, VRRP, frame.capacity(), pseudo));
    for (int at = 0; at < Math.min(trailer, password.length()); at++) {
      frame.put(ADDRESS + 4 + at, (byte) password.charAt(at)); // not covered by the checksum
    }
    return frame.array();
  }

  /** Returns the frame with a wrong checksum. */
  public byte[] withWrongChecksum() {
    byte[] frame = bytes();
    frame[VRRP + 6] ^= 0x55;
    return frame;
  }

  /**
   * Returns the frame, cut off after this many bytes of VRRP, with an IP header that has the new
   * length.
   */
  public byte[] cutTo(int vrrpBytes) {
    var frame = ByteBuffer.wrap(Arrays.copyOf(bytes(), VRRP + vrrpBytes));
    frame.putShort(IP + 2, (short) (20 + vrrpBytes)).putShort(IP + 10, (short) 0);
    return frame.putShort(IP + 10, checksum(frame, IP, VRRP, 0)).array();
  }

  /**
   * Returns the frame with these bytes as its VRRP packet, except for the VRID, which stays the
   * same.
   */
  public byte[] with(byte[] vrrp) {
    byte[] frame = cutTo(8);
    var other = ByteBuffer.wrap(Arrays.copyOf(frame, VRRP + vrrp.length));
    other.put(VRRP, vrrp).put(VRRP + 1, (byte) vrid);
    other.putShort(IP + 2, (short) (20 + vrrp.length)).putShort(IP + 10, (short) 0);
    return other.putShort(IP + 10, checksum(other, IP, VRRP, 0)).array();
  }

  /**
   * Returns every kind of packet that no router accepts, made from valid ones: a wrong TTL, version
   * or checksum, packets that are cut off, and a hundred with random bytes for each valid one.
   */
  public static List<byte[]> junk(List<VrrpFrame> valid, long seed) {
    var frames = new ArrayList<byte[]>();
    for (VrrpFrame good : valid) {
      frames.add(good.withTtl(254).bytes());
      frames.add(good.withVersion(5).bytes());
      frames.add(good.withWrongChecksum());
      Stream.of(2, 4, 7, 8, 11).map(good::cutTo).forEach(frames::add);
      var random = new Random(seed);
      for (int i = 0; i < 100; i++) {
        var bytes = new byte[2 + random.nextInt(60)];
        random.nextBytes(bytes);
        bytes[0] = (byte) (i % 4 == 0 ? good.version() << 4 | 1 : bytes[0]);
        frames.add(good.with(bytes));
      }
    }
    return frames;
  }

  private static short checksum(ByteBuffer bytes, int from, int to, int more) {
    int sum = sum(bytes, from, to) + more;
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }

  private static int sum(ByteBuffer bytes, int from, int to) {
    int sum = 0;
    for (int at = from; at < to; at += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(at));
    }
    return sum;
  }
}
