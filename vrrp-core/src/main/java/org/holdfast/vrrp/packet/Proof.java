package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.holdfast.vrrp.Authentication;

/**
 * The state of an instance's authentication: the sequences sent and received. One per instance,
 * shared by its {@link AdvertParser} and its {@link AdvertWriter}, because AH has one sequence for
 * both directions. It must be kept as long as the authentication stays the same; otherwise replays
 * would pass. Confined to the instance's thread.
 */
public sealed interface Proof permits Proof.None, Proof.Password, AhProof, HmacProof {

  /** Creates the proof that the terms require, with nothing remembered. */
  static Proof of(AdvertTerms terms) {
    return of(terms, SequenceMemory.NONE);
  }

  /**
   * Creates the proof that the terms require.
   *
   * @param memory of the sequence of AH adverts
   */
  static Proof of(AdvertTerms terms, SequenceMemory memory) {
    return switch (terms.authentication()) {
      case Authentication.None() -> new None();
      case Authentication.Password(var password) -> new Password(password);
      case Authentication.AuthenticationHeader(var password) ->
          new AhProof(keyOf(password), terms.isUnicast(), memory);
      case Authentication.HmacTrailer trailer -> new HmacProof(trailer, terms.transport());
    };
  }

  /** Version 2's authentication type: 0 to 2; also 0 with the HMAC trailer. */
  default int authType() {
    return switch (this) {
      case None _, HmacProof _ -> 0;
      case Password _ -> 1;
      case AhProof _ -> MessageFields.AUTH_TYPE_AH;
    };
  }

  /** No authentication. */
  final class None implements Proof {
    private None() {}
  }

  /** The password in clear text, in the eight bytes after the addresses. */
  final class Password implements Proof {
    private final byte[] key;
    private final byte[] heard = new byte[Advertisement.AUTH_DATA_BYTES];

    private Password(String password) {
      key = keyOf(password);
    }

    /**
     * Whether the eight bytes at {@code at} are our password; the duration does not depend on their
     * values.
     */
    boolean standsAt(ByteBuffer packet, int at) {
      packet.get(at, heard);
      return MessageDigest.isEqual(key, heard);
    }

    void write(ByteBuffer packet, int at) {
      packet.put(at, key);
    }
  }

  /** The first eight bytes of a password, padded with zeros, as keepalived takes them. */
  private static byte[] keyOf(String password) {
    return Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), Advertisement.AUTH_DATA_BYTES);
  }
}
