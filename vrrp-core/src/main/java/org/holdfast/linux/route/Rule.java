package org.holdfast.linux.route;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RuleProperties;

/**
 * A policy rule: it selects the routing table for the packets that it matches.
 *
 * @param from empty for all
 * @param to empty for all
 * @param table 1 or more for LOOKUP (for 0 the kernel picks an empty table), otherwise 0, as for a
 *     rule of VRFs
 * @param target the priority of the rule that GOTO continues with, otherwise 0
 * @param priority the rule with the smallest is evaluated first; if empty, the kernel chooses one
 * @param inputInterface the name of the interface on which packets arrive
 * @param outputInterface the name of the interface to which local packets are bound
 * @param mark the firewall mark that a packet must have, under a mask
 * @param protocol the program that added the rule, as for a {@link Route}
 */
public record Rule(
    Family family,
    RuleAction action,
    Optional<IpPrefix> from,
    Optional<IpPrefix> to,
    int table,
    OptionalInt priority,
    Optional<String> inputInterface,
    Optional<String> outputInterface,
    Optional<Mark> mark,
    int protocol,
    int target,
    RuleProperties properties) {

  /** A firewall mark and the mask of its relevant bits, both as unsigned 32-bit numbers. */
  public record Mark(int value, int mask) {
    @Override
    public String toString() {
      return "0x" + Integer.toHexString(value) + "/0x" + Integer.toHexString(mask);
    }
  }

  public Rule {
    if (MessageFamilies.differ(family, from.map(IpPrefix::address), to.map(IpPrefix::address))) {
      throw new IllegalArgumentException("rule of " + family + ": from or to of another family");
    }
  }

  /** Creates a rule without further properties. */
  public Rule(
      Family family,
      RuleAction action,
      Optional<IpPrefix> from,
      Optional<IpPrefix> to,
      int table,
      OptionalInt priority,
      Optional<String> inputInterface,
      Optional<String> outputInterface,
      Optional<Mark> mark,
      int protocol) {
    this(
        family,
        action,
        from,
        to,
        table,
        priority,
        inputInterface,
        outputInterface,
        mark,
        protocol,
        0,
        RuleProperties.NONE);
  }

  /** Returns the same rule with another protocol number. */
  public Rule withProtocol(int newProtocol) {
    return new Rule(
        family,
        action,
        from,
        to,
        table,
        priority,
        inputInterface,
        outputInterface,
        mark,
        newProtocol,
        target,
        properties);
  }

  /** Creates a rule of ours: packets from {@code from} use {@code table}. */
  public static Rule from(IpPrefix from, int table) {
    return new Rule(
        from.address().family(),
        RuleAction.LOOKUP,
        Optional.of(from),
        Optional.empty(),
        table,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        RouteKernel.PROTOCOL);
  }

  @Override
  public String toString() {
    var text = new StringBuilder(properties.inverted() ? "rule not from " : "rule from ");
    text.append(from.map(IpPrefix::toString).orElse("all"));
    to.ifPresent(t -> text.append(" to ").append(t));
    inputInterface.ifPresent(i -> text.append(" iif ").append(i));
    outputInterface.ifPresent(o -> text.append(" oif ").append(o));
    mark.ifPresent(m -> text.append(" fwmark ").append(m));
    text.append(properties.selectors());
    switch (action) {
      case LOOKUP -> text.append(properties.l3mdev() ? " l3mdev" : " lookup " + table);
      case GOTO -> text.append(" goto ").append(Integer.toUnsignedString(target));
      case NOP, BLACKHOLE, UNREACHABLE, PROHIBIT ->
          text.append(' ').append(action.name().toLowerCase(Locale.ROOT));
    }
    text.append(properties.restrictions());
    priority.ifPresent(p -> text.append(" priority ").append(Integer.toUnsignedString(p)));
    return text.toString();
  }
}
