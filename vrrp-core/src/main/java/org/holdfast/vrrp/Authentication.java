package org.holdfast.vrrp;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How adverts are authenticated. */
public sealed interface Authentication {

  /** No authentication. */
  record None() implements Authentication {}

  /**
   * Version 2's password in clear text; only the first 8 bytes of its UTF-8 count (RFC 2338 section
   * 5.3.6).
   */
  record Password(String password) implements Authentication {
    @Override
    public String toString() {
      return "Password[(secret)]";
    }
  }

  /**
   * Version 2's IPsec authentication header, HMAC-MD5-96 (RFC 2338 section 5.3.6, RFC 2402), for
   * IPv4 only.
   */
  record AuthenticationHeader(String password) implements Authentication {
    @Override
    public String toString() {
      return "AuthenticationHeader[(secret)]";
    }
  }

  /**
   * keepalived's trailer of 28 bytes, HMAC-SHA-256 truncated to 128 bits
   * (draft-cassen-vrrp-auth-hmac).
   *
   * @param keys the keys that adverts may be signed with; several during a key rollover
   * @param activeKeyId the number of the key that signs our adverts
   * @param window the largest difference between a sender's clock and ours, in either direction: 1
   *     s to 300 s
   */
  record HmacTrailer(
      List<Key> keys, int activeKeyId, Mode mode, AntiReplay antiReplay, Duration window)
      implements Authentication {

    private static final Duration SHORTEST_DEFAULT_WINDOW = Duration.ofSeconds(5);
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(5);

    public HmacTrailer {
      keys = List.copyOf(keys);
      int wanted = activeKeyId;
      if (keys.stream().noneMatch(key -> key.id() == wanted)) {
        throw new IllegalArgumentException("active key: " + wanted + " is none of the keys");
      }
      if (window.toSeconds() < 1 || window.compareTo(LONGEST_WINDOW) > 0) {
        throw new IllegalArgumentException("time window: " + window + " (expected: 1s..300s)");
      }
    }

    /**
     * Uses keepalived's defaults: enforced, with the time check, and the window for an interval of
     * one second.
     */
    public HmacTrailer(List<Key> keys, int activeKeyId) {
      this(keys, activeKeyId, Mode.ENFORCE, AntiReplay.TIME, SHORTEST_DEFAULT_WINDOW);
    }

    /**
     * keepalived's default window: three intervals, within 5 s and the largest permitted window.
     */
    public static Duration defaultWindow(Duration advertInterval) {
      var three = advertInterval.multipliedBy(3);
      if (three.compareTo(LONGEST_WINDOW) > 0) {
        return LONGEST_WINDOW;
      }
      return three.compareTo(SHORTEST_DEFAULT_WINDOW) > 0 ? three : SHORTEST_DEFAULT_WINDOW;
    }

    /** The treatment of adverts without a trailer, and whether our adverts carry one. */
    public enum Mode {
      /** Our adverts are signed; unsigned ones are rejected. */
      ENFORCE,
      /** Our adverts are signed; unsigned ones are accepted. */
      PERMISSIVE,
      /** Our adverts are not signed; unsigned ones are accepted. */
      RECEIVE_ONLY
    }

    /** How a repeated advert is distinguished from a new one. */
    public enum AntiReplay {
      /** By the sender's last sequence number and by its clock, which must agree with ours. */
      TIME,
      /** Only by the sender's last sequence number. */
      MONOTONIC
    }

    /** A shared secret of 32 to 64 bytes, identified by a number from 0 to 255. */
    public record Key(int id, Secret secret) {

      public Key {
        if (id < 0 || id > 255) {
          throw new IllegalArgumentException("key: " + id + " (expected: 0..255)");
        }
        int size = secret.bytes().size();
        if (size < 32 || size > 64) {
          throw new IllegalArgumentException(
              "secret of key " + id + ": " + size + " bytes (expected: 32..64)");
        }
      }
    }
  }

  /**
   * Bytes that must not be printed.
   *
   * @param file the file that contained them; null when they stood in the configuration itself
   */
  record Secret(List<Byte> bytes, @Nullable String file) {

    /** A secret that stands in the configuration itself. */
    public Secret(List<Byte> bytes) {
      this(bytes, null);
    }

    public Secret {
      bytes = List.copyOf(bytes);
    }

    /** The bytes in a new array. */
    public byte[] toArray() {
      var array = new byte[bytes.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = bytes.get(i);
      }
      return array;
    }

    @Override
    public String toString() {
      return "(secret)";
    }
  }
}
