package org.holdfast.linux.route;

import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;

/**
 * Codec for RTM_*RULE. Its fixed part is struct fib_rule_hdr: family, destination length, source
 * length, TOS, table, 2 unused, action (u8 each), flags u32.
 */
final class RuleCodec {

  private static final int FIXED_SIZE = 12;
  private static final int DESTINATION = 1;
  private static final int SOURCE = 2;
  private static final int INPUT_NAME = 3;
  private static final int PRIORITY = 6;
  private static final int MARK = 10;
  private static final int TABLE = 15;
  private static final int MARK_MASK = 16;
  private static final int OUTPUT_NAME = 17;
  private static final int PROTOCOL = 21;

  private RuleCodec() {}

  /**
   * Decodes a message. Total: empty for a message that is not a rule, and for a rule with another
   * kind of action.
   */
  static Optional<Rule> decode(NetlinkMessage message) {
    var fixed = message.payload();
    if (fixed.limit() < FIXED_SIZE) {
      return Optional.empty();
    }
    return MessageFamilies.of(fixed.get(0))
        .flatMap(family ->
            RuleAction.of(fixed.get(7) & 0xff).map(action -> decode(message, family, action)));
  }

  private static Rule decode(NetlinkMessage message, Family family, RuleAction action) {
    var fixed = message.payload();
    var attributes = message.attributes(FIXED_SIZE);
    return new Rule(
        family,
        action,
        MessageFamilies.prefix(attributes, SOURCE, family, fixed.get(2) & 0xff),
        MessageFamilies.prefix(attributes, DESTINATION, family, fixed.get(1) & 0xff),
        attributes.u32(TABLE, fixed.get(4) & 0xff),
        // The kernel omits a priority of 0, which only its own first rule has.
        OptionalInt.of(attributes.u32(PRIORITY, 0)),
        attributes.text(INPUT_NAME),
        attributes.text(OUTPUT_NAME),
        mark(attributes),
        attributes.u8(PROTOCOL, 0));
  }

  private static Optional<Rule.Mark> mark(Attributes attributes) {
    return attributes.has(MARK) || attributes.has(MARK_MASK)
        ? Optional.of(new Rule.Mark(attributes.u32(MARK, 0), attributes.u32(MARK_MASK, -1)))
        : Optional.empty();
  }

  static void writeAll(MessageWriter to, Family family) {
    to.u8(family.linuxNumber()).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0);
  }

  static void write(MessageWriter to, Rule rule) {
    to.u8(rule.family().linuxNumber())
        .u8(rule.to().map(IpPrefix::length).orElse(0))
        .u8(rule.from().map(IpPrefix::length).orElse(0))
        .u8(0)
        .u8(rule.table() < 256 ? rule.table() : 0)
        .u8(0)
        .u8(0)
        .u8(rule.action().number())
        .u32(0)
        .u8(PROTOCOL, rule.protocol());
    rule.from().ifPresent(from -> to.address(SOURCE, from.address()));
    rule.to().ifPresent(dst -> to.address(DESTINATION, dst.address()));
    if (rule.table() != 0) {
      to.u32(TABLE, rule.table());
    }
    rule.priority().ifPresent(priority -> to.u32(PRIORITY, priority));
    rule.inputInterface().ifPresent(name -> to.text(INPUT_NAME, name));
    rule.outputInterface().ifPresent(name -> to.text(OUTPUT_NAME, name));
    rule.mark().ifPresent(mark -> to.u32(MARK, mark.value()).u32(MARK_MASK, mark.mask()));
  }
}
