package org.holdfast.health.bfd;

/** An action of the shell, to be carried out in the order of the list. */
public sealed interface BfdEffect {

  /** Send this packet now. */
  record Send(BfdPacket packet) implements BfdEffect {}

  /** A transition, to be logged, counted and reported. Every transition passes through here. */
  record Moved(BfdState from, BfdState to, BfdCause cause) implements BfdEffect {}
}
