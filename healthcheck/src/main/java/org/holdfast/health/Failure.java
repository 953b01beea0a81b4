package org.holdfast.health;

/** Why a probe failed: one name, one counter, one test each. */
public enum Failure {
  /** Nobody listens there: RST, or ICMP port unreachable. */
  REFUSED,
  /** No way there: ICMP unreachable, no route. */
  UNREACHABLE,
  /** Time was up before it had answered. */
  TIMED_OUT,
  /** It reset the connection. */
  RESET,
  /** It closed the connection before it had said enough. */
  CLOSED_EARLY,
  /** What it said is not of the protocol. */
  MALFORMED,
  /** It said more than is allowed. */
  TOO_LONG,
  /** A status or reply code that is not good. */
  STATUS,
  /** The answer does not match, or matches what it must not. */
  PATTERN,
  /** The answer's digest is another. */
  DIGEST,
  /** The certificate is not trusted, not yet or no longer valid, or for another name. */
  CERTIFICATE,
  /** The TLS handshake failed for another reason. */
  TLS,
  /** It said itself that it is down. */
  REPORTED_DOWN,
  /** The program ended with a bad status or by a signal. */
  EXIT,
  /** The program cannot be run. */
  UNSTARTABLE,
  /** The value is one that means down. */
  VALUE,
  /** The BFD session is not up. */
  SESSION_DOWN
}
