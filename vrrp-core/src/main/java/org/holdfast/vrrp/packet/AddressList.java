package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * The addresses of an advert in their order, held as the bytes of the wire: 0 to 255 of one family.
 * Comparing two lists allocates nothing.
 */
public final class AddressList {

  /** The largest value of an advert's count field. */
  public static final int MOST = 255;

  private final Family family;
  private final byte[] bytes;

  private AddressList(Family family, byte[] bytes) {
    this.family = family;
    this.bytes = bytes;
  }

  /**
   * The list of these addresses, in this order.
   *
   * @throws IllegalArgumentException when one is of the other family, or when there are too many
   */
  public static AddressList of(Family family, List<IpAddress> addresses) {
    if (addresses.size() > MOST) {
      throw new IllegalArgumentException(
          "addresses: " + addresses.size() + " (expected: 0.." + MOST + ")");
    }
    var bytes = ByteBuffer.allocate(addresses.size() * family.bytes());
    for (var address : addresses) {
      if (address.family() != family) {
        throw new IllegalArgumentException("address: " + address + " (expected: " + family + ")");
      }
      address.write(bytes);
    }
    return new AddressList(family, bytes.array());
  }

  /** Like {@link #of(Family, List)}. */
  public static AddressList of(Family family, IpAddress... addresses) {
    return of(family, List.of(addresses));
  }

  /** Reads the {@code count} addresses at {@code at}. */
  static AddressList read(Family family, ByteBuffer from, int at, int count) {
    var bytes = new byte[count * family.bytes()];
    from.get(at, bytes);
    return new AddressList(family, bytes);
  }

  /** Whether the {@code count} addresses at {@code at} are these, in this order. */
  boolean standsAt(ByteBuffer from, int at, int count) {
    if (count != size()) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != from.get(at + i)) {
        return false;
      }
    }
    return true;
  }

  /** Writes the bytes at {@code at}; the buffer's position does not change. */
  void write(ByteBuffer to, int at) {
    to.put(at, bytes);
  }

  public Family family() {
    return family;
  }

  public int size() {
    return bytes.length / family.bytes();
  }

  /**
   * The address at {@code index}, from 0.
   *
   * @throws IndexOutOfBoundsException when there is none
   */
  public IpAddress get(int index) {
    return IpAddress.read(family, ByteBuffer.wrap(bytes), index * family.bytes());
  }

  public List<IpAddress> toList() {
    return IntStream.range(0, size()).mapToObj(this::get).toList();
  }

  /**
   * Whether both lists hold the same number of addresses, and each address of one is in the other,
   * in any order: keepalived's comparison of a peer's list. Allocates nothing; fastest when the
   * order is the same too.
   */
  public boolean sameAddresses(AddressList other) {
    return equals(other)
        || (family == other.family
            && bytes.length == other.bytes.length
            && isWithin(other)
            && other.isWithin(this));
  }

  private boolean isWithin(AddressList other) {
    int width = family.bytes();
    for (int at = 0; at < bytes.length; at += width) {
      if (!other.contains(bytes, at)) {
        return false;
      }
    }
    return true;
  }

  private boolean contains(byte[] wanted, int from) {
    int width = family.bytes();
    for (int at = 0; at < bytes.length; at += width) {
      if (Arrays.equals(bytes, at, at + width, wanted, from, from + width)) {
        return true;
      }
    }
    return false;
  }

  /** Equal when the family, the addresses and their order are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AddressList list
        && family == list.family
        && Arrays.equals(bytes, list.bytes);
  }

  @Override
  public int hashCode() {
    return (31 * family.hashCode()) + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}
