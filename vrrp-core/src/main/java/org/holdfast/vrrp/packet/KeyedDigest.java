package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An HMAC that is truncated when it is sent. Confined to one thread. */
final class KeyedDigest {

  private final Mac mac;
  private final byte[] digest;

  /**
   * Creates a digest with a key.
   *
   * @param algorithm one that every Java runtime has: HmacMD5 or HmacSHA256
   */
  KeyedDigest(String algorithm, byte[] key) {
    try {
      mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(algorithm + " is missing from this Java", impossible);
    }
    digest = new byte[mac.getMacLength()];
  }

  /** Writes the first {@code size} bytes of the message's HMAC at {@code at}. */
  void write(byte[] message, int length, ByteBuffer to, int at, int size) {
    digest(message, length);
    to.put(at, digest, 0, size);
  }

  /**
   * Whether those bytes are at {@code at}; the duration does not depend on the position of the
   * first difference.
   */
  boolean standsAt(byte[] message, int length, ByteBuffer packet, int at, int size) {
    digest(message, length);
    int difference = 0;
    for (int i = 0; i < size; i++) {
      difference |= digest[i] ^ packet.get(at + i);
    }
    return difference == 0;
  }

  private void digest(byte[] message, int length) {
    mac.update(message, 0, length);
    try {
      mac.doFinal(digest, 0);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the digest's array is as long as the digest", impossible);
    }
  }
}
