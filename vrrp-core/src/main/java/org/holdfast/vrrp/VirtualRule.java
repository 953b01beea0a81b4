package org.holdfast.vrrp;

import java.util.Locale;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * A routing policy rule that moves with mastership, for the packets that match all given selectors.
 *
 * @param table the table that LOOKUP uses; 0 if the rule is of another kind or for VRFs
 * @param priority 0 to 4294967295; the lowest is evaluated first
 * @param firewallMark 0 for any mark
 * @param firewallMask the bits of the mark that count; 0 for all
 * @param target the priority of the rule that GOTO continues with
 * @param protocol the number that the rule carries instead of the agent's own; 0 for the agent's
 *     own. Such a rule is not tracked
 * @param tracked whether the rule is put back if another program removes it
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
    long priority,
    Action action,
    long target,
    int protocol,
    boolean tracked,
    RuleProperties properties)
    implements VirtualObject {

  /** What happens to the packets (FR_ACT_* of Linux). */
  public enum Action {
    LOOKUP,
    GOTO,
    NOP,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT
  }

  /** The name of this kind of object. */
  public static final String KIND = "rule";

  /** Creates a tracked rule that looks up a table, without further properties. */
  public VirtualRule(
      Family family,
      @Nullable IpPrefix from,
      @Nullable IpPrefix to,
      @Nullable String inputInterface,
      @Nullable String outputInterface,
      long firewallMark,
      long firewallMask,
      long table,
      long priority) {
    this(
        family,
        from,
        to,
        inputInterface,
        outputInterface,
        firewallMark,
        firewallMask,
        table,
        priority,
        Action.LOOKUP,
        0,
        0,
        true,
        RuleProperties.NONE);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    var text = new StringBuilder(family == Family.IPV6 ? "IPv6 " : "");
    text.append(properties.inverted() ? "not from " : "from ").append(from == null ? "all" : from);
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
    text.append(properties.selectors());
    switch (action) {
      case LOOKUP -> text.append(properties.l3mdev() ? " l3mdev" : " lookup " + table);
      case GOTO -> text.append(" goto ").append(target);
      case NOP, BLACKHOLE, UNREACHABLE, PROHIBIT ->
          text.append(' ').append(action.name().toLowerCase(Locale.ROOT));
    }
    text.append(properties.restrictions()).append(" priority ").append(priority);
    return protocol == 0 ? text.toString() : text.append(" proto ").append(protocol).toString();
  }
}
