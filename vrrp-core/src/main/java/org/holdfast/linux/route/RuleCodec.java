package org.holdfast.linux.route;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RuleProperties;
import org.holdfast.net.RuleProperties.Range;

/**
 * Codec for RTM_*RULE. Its fixed part is struct fib_rule_hdr: family, destination length, source
 * length, TOS, table, 2 unused, action (u8 each), flags u32.
 */
final class RuleCodec {

  private static final int FIXED_SIZE = 12;
  private static final int DESTINATION = 1;
  private static final int SOURCE = 2;
  private static final int INPUT_NAME = 3;
  private static final int TARGET = 4;
  private static final int PRIORITY = 6;
  private static final int MARK = 10;
  private static final int FLOW = 11;
  private static final int TUNNEL = 12;
  private static final int SUPPRESS_GROUP = 13;
  private static final int SUPPRESS_PREFIX_LENGTH = 14;
  private static final int TABLE = 15;
  private static final int MARK_MASK = 16;
  private static final int OUTPUT_NAME = 17;
  private static final int L3MDEV = 19;
  private static final int USERS = 20;
  private static final int PROTOCOL = 21;
  private static final int IP_PROTOCOL = 22;
  private static final int SOURCE_PORTS = 23;
  private static final int DESTINATION_PORTS = 24;
  private static final int INVERTED = 2;
  private static final int NONE = -1;

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
        attributes.u8(PROTOCOL, 0),
        action == RuleAction.GOTO ? attributes.u32(TARGET, 0) : 0,
        new RuleProperties(
            (fixed.getInt(8) & INVERTED) != 0,
            fixed.get(3) & 0xff,
            attributes.u32(FLOW, 0),
            unlessNone(attributes.u32(SUPPRESS_PREFIX_LENGTH, NONE)),
            unlessNone(attributes.u32(SUPPRESS_GROUP, NONE)),
            attributes.u8(L3MDEV, 0) != 0,
            attributes.struct(USERS).flatMap(RuleCodec::users),
            attributes.u8(IP_PROTOCOL, 0),
            attributes.struct(SOURCE_PORTS).flatMap(RuleCodec::ports),
            attributes.struct(DESTINATION_PORTS).flatMap(RuleCodec::ports),
            Long.reverseBytes(attributes.u64(TUNNEL, 0))));
  }

  private static OptionalInt unlessNone(int value) {
    return value == NONE ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** Reads struct fib_rule_uid_range: two u32. */
  private static Optional<Range> users(ByteBuffer range) {
    return range.limit() < 8
        ? Optional.empty()
        : range(range.getInt(0) & 0xffff_ffffL, range.getInt(4) & 0xffff_ffffL);
  }

  /** Reads struct fib_rule_port_range: two u16. */
  private static Optional<Range> ports(ByteBuffer range) {
    return range.limit() < 4
        ? Optional.empty()
        : range(range.getShort(0) & 0xffff, range.getShort(2) & 0xffff);
  }

  private static Optional<Range> range(long first, long last) {
    return first > last ? Optional.empty() : Optional.of(new Range(first, last));
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
        .u8(rule.properties().typeOfService())
        .u8(rule.table() < 256 ? rule.table() : 0)
        .u8(0)
        .u8(0)
        .u8(rule.action().number())
        .u32(rule.properties().inverted() ? INVERTED : 0)
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
    if (rule.action() == RuleAction.GOTO) {
      to.u32(TARGET, rule.target());
    }
    write(to, rule.properties());
  }

  private static void write(MessageWriter to, RuleProperties more) {
    if (more.realms() != 0) {
      to.u32(FLOW, more.realms());
    }
    more.suppressPrefixLength().ifPresent(length -> to.u32(SUPPRESS_PREFIX_LENGTH, length));
    more.suppressGroup().ifPresent(group -> to.u32(SUPPRESS_GROUP, group));
    if (more.l3mdev()) {
      to.u8(L3MDEV, 1);
    }
    more.users()
        .ifPresent(
            range -> to.struct(USERS, w -> w.u32((int) range.first()).u32((int) range.last())));
    if (more.ipProtocol() != 0) {
      to.u8(IP_PROTOCOL, more.ipProtocol());
    }
    more.sourcePorts().ifPresent(range -> writePorts(to, SOURCE_PORTS, range));
    more.destinationPorts().ifPresent(range -> writePorts(to, DESTINATION_PORTS, range));
    if (more.tunnel() != 0) {
      to.bytes(TUNNEL, ByteBuffer.allocate(8).putLong(more.tunnel()).array());
    }
  }

  private static void writePorts(MessageWriter to, int type, Range range) {
    to.struct(type, w -> w.u16((int) range.first()).u16((int) range.last()));
  }
}
