package org.holdfast.health.bfd;

/**
 * Why a datagram is no control packet for a session of ours: the rules of RFC 5880 section 6.8.6
 * and RFC 5881 section 5, in the order in which they are looked at. A defect changes nothing but a
 * counter.
 */
public enum BfdDefect implements BfdParsed {
  /** Shorter than the 24 bytes that every control packet has. */
  TRUNCATED("shorter than a control packet"),
  /** Not version 1. */
  VERSION("of another version than 1"),
  /** Its length field says less than 24, or than 26 with authentication. */
  LENGTH_TOO_SMALL("of a length below the least"),
  /** Its length field says more than has come. */
  LENGTH_TOO_LARGE("longer by its own words than it is"),
  /** A detection multiplier of 0. */
  MULTIPLIER("with detection multiplier 0"),
  /** The multipoint bit, which nobody may set yet. */
  MULTIPOINT("with the multipoint bit"),
  /** No discriminator of its sender. */
  MY_DISCRIMINATOR("without a discriminator of its sender"),
  /** No discriminator of ours, though it says that its sender has heard us. */
  YOUR_DISCRIMINATOR("without our discriminator, though Init or Up"),
  /** Authenticated; no session here is. */
  AUTHENTICATED("authenticated, which no session here is"),
  /** A discriminator of ours that no session has. */
  UNKNOWN_SESSION("for a discriminator that is none of ours"),
  /** No discriminator of ours, and no session with its sender. */
  UNKNOWN_NEIGHBOUR("from an address that is no neighbour's"),
  /** Come over more routers than its session allows: perhaps forged. */
  HOPS("from further away than its session allows"),
  /** Without our discriminator, and not with the neighbour's, while the session is up. */
  STRANGER("without our discriminator, from a sender that is not the neighbour that is up");

  private final String words;

  BfdDefect(String words) {
    this.words = words;
  }

  /** For a log, after "a packet": {@code of another version than 1}. */
  @Override
  public String toString() {
    return words;
  }
}
