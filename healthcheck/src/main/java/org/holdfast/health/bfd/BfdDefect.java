package org.holdfast.health.bfd;

/**
 * Why a datagram is not a control packet for one of our sessions: the rules of RFC 5880 section
 * 6.8.6 and RFC 5881 section 5, in the order in which they are checked. A defect changes only a
 * counter.
 */
public enum BfdDefect implements BfdParsed {
  /** Shorter than the 24 bytes of the shortest control packet. */
  TRUNCATED("shorter than a control packet"),
  /** Not version 1. */
  VERSION("of another version than 1"),
  /** A length field below 24, or below 26 with authentication. */
  LENGTH_TOO_SMALL("of a length below the least"),
  /** A length field beyond the received length. */
  LENGTH_TOO_LARGE("longer by its own words than it is"),
  /** A detection multiplier of 0. */
  MULTIPLIER("with detection multiplier 0"),
  /** The multipoint bit, which is reserved. */
  MULTIPOINT("with the multipoint bit"),
  /** The sender's discriminator is 0. */
  MY_DISCRIMINATOR("without a discriminator of its sender"),
  /** Our discriminator is 0, although the state says that the sender has received our packets. */
  YOUR_DISCRIMINATOR("without our discriminator, though Init or Up"),
  /** With authentication, which no session here uses. */
  AUTHENTICATED("authenticated, which no session here is"),
  /** With a discriminator of ours that no session has. */
  UNKNOWN_SESSION("for a discriminator of no session here"),
  /** Without our discriminator, and from an address that has no session. */
  UNKNOWN_NEIGHBOUR("from an address that is not a neighbour's"),
  /** Forwarded by more routers than its session allows, so perhaps forged. */
  HOPS("from further away than its session allows"),
  /** Without our discriminator and with another than the neighbour's, while the session is up. */
  STRANGER("without our discriminator, from a sender that is not the neighbour that is up");

  private final String words;

  BfdDefect(String words) {
    this.words = words;
  }

  /** The defect for a log, after "a packet": {@code of another version than 1}. */
  @Override
  public String toString() {
    return words;
  }
}
