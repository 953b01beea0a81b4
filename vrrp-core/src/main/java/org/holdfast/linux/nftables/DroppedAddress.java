package org.holdfast.linux.nftables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address to and from which packets are dropped: an element of one of the table's sets.
 *
 * @param link the link on which they are dropped; null for every link. Only for IPv6
 */
public record DroppedAddress(IpAddress address, @Nullable String link) {

  private static final int LINK_NAME_SIZE = 16; // IFNAMSIZ

  /** Checks that only an IPv6 address names a link. */
  public DroppedAddress {
    if (link != null && address.family() == Family.IPV4) {
      throw new IllegalArgumentException(address + " dev " + link + " (expected: no link in IPv4)");
    }
  }

  NftSet set() {
    if (address.family() == Family.IPV4) {
      return NftSet.IPV4;
    }
    return link == null ? NftSet.IPV6 : NftSet.IPV6_ON_LINK;
  }

  /** Returns the key of the element in its set. */
  byte[] key() {
    var key = ByteBuffer.allocate(set().keyLength());
    address.write(key);
    if (link != null) {
      key.put(link.getBytes(StandardCharsets.UTF_8));
    }
    return key.array();
  }

  /** Reads the key of an element. Total: empty if the key has another length than the set's. */
  static Optional<DroppedAddress> read(NftSet set, byte[] key) {
    if (key.length != set.keyLength()) {
      return Optional.empty();
    }
    var family = set == NftSet.IPV4 ? Family.IPV4 : Family.IPV6;
    var address = IpAddress.read(family, ByteBuffer.wrap(key).order(ByteOrder.BIG_ENDIAN), 0);
    if (set != NftSet.IPV6_ON_LINK) {
      return Optional.of(new DroppedAddress(address, null));
    }
    var name = Arrays.copyOfRange(key, family.bytes(), family.bytes() + LINK_NAME_SIZE);
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return Optional.of(
        new DroppedAddress(address, new String(name, 0, length, StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return link == null ? address.toString() : address + " dev " + link;
  }
}
