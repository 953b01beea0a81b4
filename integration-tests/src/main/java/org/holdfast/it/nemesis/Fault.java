package org.holdfast.it.nemesis;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One way in which the pair suffers. A fault is begun on one side, lasts for a while, and is ended;
 * afterwards everything outside the agents is as it was before.
 */
public sealed interface Fault
    permits HostFault, LinkFault, OrderFault, ProcessFault, StrangerFault {
  /** Ends a fault that was begun. */
  @FunctionalInterface
  interface End {
    /** Takes the fault back. It does not wait for the agents' recovery. */
    void end();

    /** A fault that is over as soon as it was begun. */
    End NONE = () -> {};
  }

  /** Returns the name, which is unique among all faults. */
  String name();

  /** Returns what clients may notice of the fault. */
  Effect effect();

  /** Returns whether the launcher counts it as a death of the agent. */
  default boolean isDeath() {
    return false;
  }

  /**
   * Returns whether the fault may overlap with another one. Most may; a dead process cannot be
   * killed, and a cable that is gone cannot be pulled.
   *
   * @param sameSide whether both are on the same side
   */
  default boolean mayMeet(Fault other, boolean sameSide) {
    return true;
  }

  /**
   * Returns whether the end waits for the agent, so that it has to come after the ends of the
   * faults that hinder the agent: a disk that is frozen, for example.
   */
  default boolean endsLast() {
    return false;
  }

  /**
   * Begins the fault.
   *
   * @param random the source of everything that differs from one time to the next
   */
  End begin(World world, Side side, RandomGenerator random);

  /** Returns all faults, in an order that stays the same in every run. */
  static List<Fault> all() {
    return Stream.<Fault[]>of(
            ProcessFault.values(),
            OrderFault.values(),
            LinkFault.values(),
            HostFault.values(),
            StrangerFault.values())
        .flatMap(Stream::of)
        .toList();
  }
}
