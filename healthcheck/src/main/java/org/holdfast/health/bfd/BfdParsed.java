package org.holdfast.health.bfd;

/** The result of parsing a datagram: a control packet to act on, or a defect to count. */
public sealed interface BfdParsed permits BfdParsed.Accepted, BfdDefect {

  /** A packet without defects of its own; whether it belongs to a session is checked elsewhere. */
  record Accepted(BfdPacket packet) implements BfdParsed {}
}
