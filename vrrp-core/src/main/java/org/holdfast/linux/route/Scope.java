package org.holdfast.linux.route;

/**
 * The kernel's numbers for the range in which an address or a route is valid; operators may define
 * other numbers.
 */
public final class Scope {

  /** Everywhere: {@code global}. */
  public static final int GLOBAL = 0;

  /** This site; IPv6 only. */
  public static final int SITE = 200;

  /** This link. */
  public static final int LINK = 253;

  /** This host. */
  public static final int HOST = 254;

  /** Nowhere. */
  public static final int NOWHERE = 255;

  private Scope() {}
}
