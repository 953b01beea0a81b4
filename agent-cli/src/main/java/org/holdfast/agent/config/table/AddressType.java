package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** One IP address, of a given family or of either. */
public final class AddressType extends Scalar<IpAddress> {

  /** An address of a host: neither unspecified nor multicast. */
  public static final AddressType HOST =
      new AddressType("an IPv4 or IPv6 address of a host", false, null);

  public static final AddressType GROUP = new AddressType("a multicast address", true, null);
  public static final AddressType GROUP_V4 =
      new AddressType("an IPv4 multicast address", true, Family.IPV4);
  public static final AddressType GROUP_V6 =
      new AddressType("an IPv6 multicast address", true, Family.IPV6);

  private final String expected;
  private final boolean group;
  private final @Nullable Family family;

  private AddressType(String expected, boolean group, @Nullable Family family) {
    this.expected = expected;
    this.group = group;
    this.family = family;
  }

  @Override
  @Nullable IpAddress parse(String text) {
    var address = IpAddress.parse(text).orElse(null);
    return address == null
            || address.isAny()
            || address.isMulticast() != group
            || (family != null && address.family() != family)
        ? null
        : address;
  }

  @Override
  String remedy(String text) {
    return PrefixType.remedyFor(text, text.indexOf('/') >= 0);
  }

  @Override
  public String text(IpAddress value) {
    return value.toString();
  }

  @Override
  public String expected() {
    return expected;
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "string", "pattern", "^([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$");
  }
}
