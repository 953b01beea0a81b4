package org.holdfast.health.bfd;

/** An event of a session. A rejected datagram is not an event. */
public sealed interface BfdEvent {

  /** A deadline has passed. Early, late and duplicate ticks are harmless. */
  enum Tick implements BfdEvent {
    TICK
  }

  /** A packet for this session was received. */
  record Heard(BfdPacket packet) implements BfdEvent {}

  /** The session is being closed. */
  enum Close implements BfdEvent {
    CLOSE
  }
}
