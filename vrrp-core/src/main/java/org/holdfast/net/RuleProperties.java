package org.holdfast.net;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Properties that few routing policy rules have.
 *
 * @param inverted whether the rule is for the packets that do not match
 * @param typeOfService the TOS or traffic class that packets must have; 0 for any
 * @param realms as in {@link RouteProperties}; IPv4 only
 * @param suppressPrefixLength a route with a prefix of at most this length is not used
 * @param suppressGroup a route through an interface of this group is not used
 * @param l3mdev whether the table is that of the packet's VRF
 * @param users the users whose sockets send the packets
 * @param ipProtocol 0 for any
 * @param tunnel the key of the tunnel that packets arrive through; 0 for any
 */
public record RuleProperties(
    boolean inverted,
    int typeOfService,
    int realms,
    OptionalInt suppressPrefixLength,
    OptionalInt suppressGroup,
    boolean l3mdev,
    Optional<Range> users,
    int ipProtocol,
    Optional<Range> sourcePorts,
    Optional<Range> destinationPorts,
    long tunnel) {

  /** No such properties. */
  public static final RuleProperties NONE =
      new RuleProperties(
          false,
          0,
          0,
          OptionalInt.empty(),
          OptionalInt.empty(),
          false,
          Optional.empty(),
          0,
          Optional.empty(),
          Optional.empty(),
          0);

  /** Numbers from {@code first} to {@code last}, both included. */
  public record Range(long first, long last) {
    public Range {
      if (first < 0 || first > last || last > 0xffff_ffffL) {
        throw new IllegalArgumentException(first + "-" + last + " is not a range");
      }
    }

    @Override
    public String toString() {
      return first == last ? Long.toString(first) : first + "-" + last;
    }
  }

  /** The selectors among these properties, as {@code ip rule} writes them. */
  public String selectors() {
    var text = new StringBuilder();
    if (typeOfService != 0) {
      text.append(" tos 0x").append(Integer.toHexString(typeOfService));
    }
    users.ifPresent(
        range -> text.append(" uidrange ").append(range.first()).append('-').append(range.last()));
    if (ipProtocol != 0) {
      text.append(" ipproto ").append(ipProtocol);
    }
    sourcePorts.ifPresent(range -> text.append(" sport ").append(range));
    destinationPorts.ifPresent(range -> text.append(" dport ").append(range));
    if (tunnel != 0) {
      text.append(" tun_id ").append(Long.toUnsignedString(tunnel));
    }
    return text.toString();
  }

  /** What is done with the table that is looked up, as {@code ip rule} writes it. */
  public String restrictions() {
    var text = new StringBuilder();
    suppressPrefixLength.ifPresent(n -> text.append(" suppress_prefixlength ").append(n));
    suppressGroup.ifPresent(
        n -> text.append(" suppress_ifgroup ").append(Integer.toUnsignedString(n)));
    if (realms != 0) {
      text.append(" realms ").append(RouteProperties.realmsText(realms));
    }
    return text.toString();
  }
}
