package org.holdfast.vrrp;

import java.util.List;

/** How adverts prove where they come from. */
public sealed interface Authentication {

  /** No proof. */
  record None() implements Authentication {}

  /** Version 2's password in clear text; at most 8 characters count (RFC 2338 section 5.3.6). */
  record Password(String password) implements Authentication {}

  /**
   * Version 2's IPsec authentication header, HMAC-MD5-96 (RFC 2338 section 5.3.6, RFC 2402), IPv4
   * alone.
   */
  record AuthenticationHeader(String password) implements Authentication {}

  /**
   * keepalived's trailer of 28 bytes, HMAC-SHA-256 truncated to 128 bits
   * (draft-cassen-vrrp-auth-hmac).
   */
  record HmacTrailer(List<Key> keys, int activeKeyId) implements Authentication {

    public HmacTrailer {
      keys = List.copyOf(keys);
      int wanted = activeKeyId;
      if (keys.stream().noneMatch(key -> key.id() == wanted)) {
        throw new IllegalArgumentException("active key: " + wanted + " is none of the keys");
      }
    }

    /** A shared secret of 32 to 64 bytes under a number from 0 to 255. */
    public record Key(int id, Secret secret) {}
  }

  /** Bytes that must not be printed. */
  record Secret(List<Byte> bytes) {

    public Secret {
      bytes = List.copyOf(bytes);
    }

    @Override
    public String toString() {
      return "(secret)";
    }
  }
}
