package org.holdfast.health.bfd;

/** What can happen to a session. A rejected datagram is not an event. */
public sealed interface BfdEvent {

  /** A deadline has come. Early, late and doubled ticks are harmless. */
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
