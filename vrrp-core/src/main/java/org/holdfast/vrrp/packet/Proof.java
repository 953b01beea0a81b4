package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.holdfast.vrrp.Authentication;

/**
 * An instance's authentication at work, with what it must remember: sequences sent and heard. One
 * per instance, shared by its {@link AdvertParser} and its {@link AdvertWriter}, since AH has one
 * sequence for both ways. Keep it while the authentication stays the same, or replays pass. One
 * thread, that of the instance, owns it.
 */
public sealed interface Proof permits Proof.None, Proof.Password, AhProof, HmacProof {

  /** What the terms ask for, with nothing remembered. */
  static Proof of(AdvertTerms terms) {
    return switch (terms.authentication()) {
      case Authentication.None() -> new None();
      case Authentication.Password(var password) -> new Password(password);
      case Authentication.AuthenticationHeader(var password) ->
          new AhProof(keyOf(password), terms.isUnicast());
      case Authentication.HmacTrailer trailer -> new HmacProof(trailer, terms.transport());
    };
  }

  /** Version 2's authentication type: 0 to 2, and 0 also where the HMAC trailer proves. */
  default int authType() {
    return switch (this) {
      case None _, HmacProof _ -> 0;
      case Password _ -> 1;
      case AhProof _ -> MessageFields.AUTH_TYPE_AH;
    };
  }

  /** Nothing to prove. */
  final class None implements Proof {
    private None() {}
  }

  /** The password, in clear text, in the eight bytes after the addresses. */
  final class Password implements Proof {
    private final byte[] key;
    private final byte[] heard = new byte[Advertisement.AUTH_DATA_BYTES];

    private Password(String password) {
      key = keyOf(password);
    }

    /** Whether the eight bytes at {@code at} are ours; takes as long for any. */
    boolean standsAt(ByteBuffer packet, int at) {
      packet.get(at, heard);
      return MessageDigest.isEqual(key, heard);
    }

    void write(ByteBuffer packet, int at) {
      packet.put(at, key);
    }
  }

  /** The first eight bytes of a password, filled up with zeros, as keepalived takes them. */
  private static byte[] keyOf(String password) {
    return Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), Advertisement.AUTH_DATA_BYTES);
  }
}
