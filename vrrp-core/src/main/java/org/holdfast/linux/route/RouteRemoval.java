package org.holdfast.linux.route;

import org.holdfast.net.IpPrefix;

/**
 * The kernel's notification that a route or rule of ours may be gone. A removal by this process and
 * one by another program look the same.
 */
public sealed interface RouteRemoval {

  /**
   * A route of ours was removed, or another program's default route has taken the place of one.
   *
   * @param table {@link Route#MAIN} or another
   */
  record OfRoute(IpPrefix destination, int table) implements RouteRemoval {}

  /** A rule of ours was removed. */
  record OfRule(Rule rule) implements RouteRemoval {}
}
