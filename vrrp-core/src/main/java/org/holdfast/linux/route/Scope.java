package org.holdfast.linux.route;

/** The kernel's numbers for how far an address or a route reaches; others are the operator's. */
public final class Scope {

  /** Everywhere: {@code global}. */
  public static final int GLOBAL = 0;

  /** This site, an IPv6 notion. */
  public static final int SITE = 200;

  /** This link. */
  public static final int LINK = 253;

  /** This host. */
  public static final int HOST = 254;

  /** Nowhere. */
  public static final int NOWHERE = 255;

  private Scope() {}
}
