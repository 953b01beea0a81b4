package org.holdfast.vrrp;

import java.util.Locale;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A route that moves with mastership. A route without a gateway and an interface needs a type that
 * has neither.
 *
 * @param destination 0.0.0.0/0 or ::/0 for the default route
 * @param table Linux's number of the table, 254 for main
 * @param metric 0 for the kernel's default
 * @param mtu 0 for none
 */
public record VirtualRoute(
    Type type,
    IpPrefix destination,
    @Nullable IpAddress gateway,
    @Nullable String interfaceName,
    @Nullable IpAddress source,
    long table,
    long metric,
    int mtu,
    boolean onLink)
    implements VirtualObject {

  /** The name of this kind of object. */
  public static final String KIND = "route";

  private static final long MAIN = 254;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    var text = new StringBuilder();
    if (type != Type.UNICAST) {
      text.append(type.name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(destination.length() == 0 ? "default" : destination.toString());
    if (gateway != null) {
      text.append(" via ").append(gateway);
    }
    if (interfaceName != null) {
      text.append(" dev ").append(interfaceName);
    }
    if (source != null) {
      text.append(" src ").append(source);
    }
    if (table != MAIN) {
      text.append(" table ").append(table);
    }
    if (metric != 0) {
      text.append(" metric ").append(metric);
    }
    return text.toString();
  }

  /** The kernel's action for a packet that matches the route. */
  public enum Type {
    UNICAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT
  }
}
