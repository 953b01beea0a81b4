package org.holdfast.vrrp.io;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualObject;
import org.jspecify.annotations.Nullable;

/** The holdings of all instances, by instance. Owned by the kernel loop. */
final class HoldingBook {

  private final Map<InstanceId, Holding> holdings = new LinkedHashMap<>();

  void add(Holding holding) {
    holdings.put(holding.instance, holding);
  }

  /**
   * Returns the holding of a known instance.
   *
   * @throws IllegalStateException for an unknown instance
   */
  Holding get(InstanceId instance) {
    var holding = holdings.get(instance);
    if (holding == null) {
      throw new IllegalStateException("no instance " + instance);
    }
    return holding;
  }

  /** Returns all holdings in the order in which they were added. */
  Collection<Holding> all() {
    return Collections.unmodifiableCollection(holdings.values());
  }

  /** Returns the holdings of instances that want their objects and have been given them. */
  List<Holding> serving() {
    return holdings.values().stream().filter(Holding::isServing).toList();
  }

  /** Whether an instance other than {@code except} holds the object. */
  boolean isHeld(VirtualObject object, @Nullable Holding except) {
    return holdings.values().stream()
        .filter(holding -> holding != except && holding.isHeld())
        .anyMatch(holding -> holding.has(object));
  }

  /** Returns the drops of instances whose addresses may be on their links. */
  List<VirtualDrop> dropsMaybePresent() {
    return holdings.values().stream()
        .filter(holding -> holding.wanted || holding.standing != Holding.Standing.FREE)
        .flatMap(holding -> holding.drops().stream())
        .distinct()
        .toList();
  }

  /**
   * Forgets a retired instance if it no longer holds anything.
   *
   * @return whether it has been forgotten
   */
  boolean removeIfEmpty(InstanceId instance) {
    var holding = holdings.get(instance);
    if (holding != null && holding.retired && !holding.wanted && !holding.isHeld()) {
      holdings.remove(instance);
      return true;
    }
    return false;
  }
}
