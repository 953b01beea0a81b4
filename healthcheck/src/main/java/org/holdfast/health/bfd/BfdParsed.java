package org.holdfast.health.bfd;

/** What a datagram turned out to be: a control packet to act on, or a defect to count. */
public sealed interface BfdParsed permits BfdParsed.Accepted, BfdDefect {

  /**
   * A packet in which nothing is wrong by itself; whether it belongs to a session is another
   * matter.
   */
  record Accepted(BfdPacket packet) implements BfdParsed {}
}
