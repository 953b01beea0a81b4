package org.holdfast.health.bfd;

/** What the shell is to do, in the order of the list. */
public sealed interface BfdEffect {

  /** Send this now. */
  record Send(BfdPacket packet) implements BfdEffect {}

  /** The choke point of all transitions: to be logged, counted, told. */
  record Moved(BfdState from, BfdState to, BfdCause cause) implements BfdEffect {}
}
