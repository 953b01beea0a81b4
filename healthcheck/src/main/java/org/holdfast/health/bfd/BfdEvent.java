package org.holdfast.health.bfd;

/** What can happen to a session. Rejected datagrams are no events. */
public sealed interface BfdEvent {

  /** The instant has come to look at the clock. Early, late and doubled ticks are harmless. */
  enum Tick implements BfdEvent {
    TICK
  }

  /** A packet that was found to be this session's. */
  record Heard(BfdPacket packet) implements BfdEvent {}

  /** The session is to end. */
  enum Close implements BfdEvent {
    CLOSE
  }
}
