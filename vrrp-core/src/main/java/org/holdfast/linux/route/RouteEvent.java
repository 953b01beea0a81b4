package org.holdfast.linux.route;

/**
 * A notification of the kernel. It does not show whether this process or another program made the
 * change.
 */
public sealed interface RouteEvent {

  /** A link was added or changed; {@code link} is its complete new state. */
  record LinkChanged(Link link) implements RouteEvent {}

  /** A link was removed from this namespace. */
  record LinkRemoved(Link link) implements RouteEvent {}

  /** An address was added or changed. */
  record AddressChanged(LinkAddress address) implements RouteEvent {}

  /** An address was removed. */
  record AddressRemoved(LinkAddress address) implements RouteEvent {}
}
