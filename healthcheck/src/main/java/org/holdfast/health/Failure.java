package org.holdfast.health;

import java.util.Locale;

/** Why a probe failed. Each kind has its own name and counter. */
public enum Failure {
  /** No program listens at the address: RST, or ICMP port unreachable. */
  REFUSED,
  /** The address cannot be reached: ICMP unreachable, or no route. */
  UNREACHABLE,
  /** The timeout passed before the server had answered. */
  TIMED_OUT,
  /** The server reset the connection. */
  RESET,
  /** The server closed the connection before the answer was complete. */
  CLOSED_EARLY,
  /** The answer violates the protocol. */
  MALFORMED,
  /** The answer is longer than allowed. */
  TOO_LONG,
  /** The status or reply code is not a good one. */
  STATUS,
  /** The answer does not match the wanted pattern, or matches an unwanted one. */
  PATTERN,
  /** The answer's digest differs. */
  DIGEST,
  /** The certificate is not trusted, not valid at this time, or issued for another name. */
  CERTIFICATE,
  /** The TLS handshake failed for another reason. */
  TLS,
  /** The server reported itself down. */
  REPORTED_DOWN,
  /** The program ended with a bad status or was killed by a signal. */
  EXIT,
  /** The program cannot be started. */
  UNSTARTABLE,
  /** The number in the file means down. */
  VALUE,
  /** The BFD session is not up. */
  SESSION_DOWN;

  /** The name for programs, in snake_case, such as {@code timed_out}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in small letters, such as {@code timed out}. */
  public String words() {
    return code().replace('_', ' ');
  }
}
