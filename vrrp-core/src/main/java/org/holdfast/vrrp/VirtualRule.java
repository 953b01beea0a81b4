package org.holdfast.vrrp;

import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A routing policy rule that moves with mastership: packets that match all given selectors look up
 * {@code table}.
 *
 * @param priority 0 to 4294967295; the lowest is evaluated first
 * @param firewallMark 0 for any mark
 * @param firewallMask the bits of the mark that count; 0 for all
 */
public record VirtualRule(
    Family family,
    @Nullable IpPrefix from,
    @Nullable IpPrefix to,
    @Nullable String inputInterface,
    @Nullable String outputInterface,
    long firewallMark,
    long firewallMask,
    long table,
    long priority)
    implements VirtualObject {

  /** The name of this kind of object. */
  public static final String KIND = "rule";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    var text = new StringBuilder(family == Family.IPV6 ? "IPv6 from " : "from ");
    text.append(from == null ? "all" : from);
    if (to != null) {
      text.append(" to ").append(to);
    }
    if (inputInterface != null) {
      text.append(" iif ").append(inputInterface);
    }
    if (outputInterface != null) {
      text.append(" oif ").append(outputInterface);
    }
    if (firewallMark != 0) {
      text.append(" fwmark 0x").append(Long.toHexString(firewallMark));
    }
    if (firewallMask != 0) {
      text.append("/0x").append(Long.toHexString(firewallMask));
    }
    return text.append(" lookup ").append(table).append(" priority ").append(priority).toString();
  }
}
