package org.holdfast.linux.route;

import org.holdfast.net.IpPrefix;

/**
 * The kernel's notification that a route or rule of ours may be gone. It does not show whether this
 * process or another program removed the object.
 */
public sealed interface RouteRemoval {

  /**
   * A route of ours was removed, or another program's default route has replaced it.
   *
   * @param table {@link Route#MAIN} or another
   */
  record OfRoute(IpPrefix destination, int table) implements RouteRemoval {}

  /** A rule of ours was removed. */
  record OfRule(Rule rule) implements RouteRemoval {}
}
