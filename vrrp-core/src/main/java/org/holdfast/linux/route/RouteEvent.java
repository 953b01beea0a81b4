package org.holdfast.linux.route;

/** What the kernel notifies of. A change of its own and one of somebody else look the same. */
public sealed interface RouteEvent {

  /** A link came or changed; all of it as it is now. */
  record LinkChanged(Link link) implements RouteEvent {}

  /** A link is gone from this namespace. */
  record LinkRemoved(Link link) implements RouteEvent {}

  /** An address came or changed. */
  record AddressChanged(LinkAddress address) implements RouteEvent {}

  /** An address is gone. */
  record AddressRemoved(LinkAddress address) implements RouteEvent {}
}
