package org.holdfast.agent.doctor.firewall;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** A condition of a rule. */
@FunctionalInterface
interface Condition {

  Answer test(Packet packet);

  /** A condition that cannot be evaluated. */
  Condition UNKNOWN = packet -> Answer.PERHAPS;

  /** Returns this condition, or its opposite if {@code inverted}. */
  default Condition unless(boolean inverted) {
    return inverted ? packet -> test(packet).not() : this;
  }

  Map<String, Integer> PROTOCOLS =
      Map.of(
          "icmp",
          1,
          "igmp",
          2,
          "tcp",
          6,
          "udp",
          17,
          "esp",
          50,
          "ah",
          51,
          "icmpv6",
          58,
          "ipv6-icmp",
          58,
          "vrrp",
          112,
          "sctp",
          132);

  /** Matches a packet of one of these protocols, by name or number. */
  static Condition protocol(List<String> names) {
    return packet -> {
      var answer = Answer.NO;
      for (var name : names) {
        var number = number(name);
        if (name.equals("all") || number.filter(n -> n == packet.protocol()).isPresent()) {
          return Answer.YES;
        }
        answer = number.isEmpty() ? Answer.PERHAPS : answer;
      }
      return answer;
    };
  }

  private static Optional<Integer> number(String protocol) {
    return protocol.matches("\\d{1,3}")
        ? Optional.of(Integer.valueOf(protocol))
        : Optional.ofNullable(PROTOCOLS.get(protocol.toLowerCase(Locale.ROOT)));
  }

  /**
   * Matches a packet that enters or leaves through one of these interfaces; a wildcard ends with
   * {@code +} or {@code *}.
   */
  static Condition link(Packet.Way way, List<String> names) {
    return packet ->
        Answer.of(
            packet.way() == way && names.stream().anyMatch(name -> matches(name, packet.link())));
  }

  private static boolean matches(String pattern, String link) {
    boolean wild = pattern.endsWith("*") || pattern.endsWith("+");
    return wild
        ? link.startsWith(pattern.substring(0, pattern.length() - 1))
        : link.equals(pattern);
  }

  /** Matches a packet with its source in one of these subnets. */
  static Condition source(List<String> subnets) {
    return packet -> within(packet.source(), subnets);
  }

  /** Matches a packet with its destination in one of these subnets. */
  static Condition destination(List<String> subnets) {
    return packet -> within(packet.destination(), subnets);
  }

  private static Answer within(@Nullable IpAddress address, List<String> subnets) {
    if (address == null) {
      return subnets.stream().anyMatch(subnet -> subnet.endsWith("/0"))
          ? Answer.YES
          : Answer.PERHAPS;
    }
    var answer = Answer.NO;
    for (var subnet : subnets) {
      var prefix = IpPrefix.parse(subnet);
      if (prefix.filter(p -> p.contains(address)).isPresent()) {
        return Answer.YES;
      }
      answer = prefix.isEmpty() ? Answer.PERHAPS : answer;
    }
    return answer;
  }

  /**
   * Matches a packet whose connection has one of these states. Adverts get no response, so
   * connection tracking considers each a new connection.
   */
  static Condition state(List<String> states) {
    return packet -> Answer.of(states.stream().anyMatch(state -> state.equalsIgnoreCase("new")));
  }

  /** Matches a packet of this type, such as multicast. */
  static Condition packetType(String type) {
    return packet -> Answer.of(type.equals("multicast") == packet.isMulticast());
  }
}
