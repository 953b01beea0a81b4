package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** {@code ADDRESS} or {@code ADDRESS/LENGTH}; without a length, the address of a host. */
public final class PrefixType extends Scalar<IpPrefix> {

  public static final PrefixType INSTANCE = new PrefixType();

  private PrefixType() {}

  @Override
  @Nullable IpPrefix parse(String text) {
    return IpPrefix.parse(text).orElse(null);
  }

  @Override
  String remedy(String text) {
    return remedyFor(text, false);
  }

  static String remedyFor(String text, boolean hasNeedlessLength) {
    if (hasNeedlessLength && IpPrefix.parse(text).isPresent()) {
      return "; write it without the prefix length";
    }
    int slash = text.indexOf('/');
    var address = slash < 0 ? text : text.substring(0, slash);
    if (slash >= 0 && IpAddress.parse(address).isPresent()) {
      return "; the length after the slash must be from 0 to "
          + (address.indexOf(':') < 0 ? 32 : 128);
    }
    if (address.indexOf('%') >= 0 || address.startsWith("[")) {
      return "; write it without brackets and without a zone";
    }
    boolean numeric = !address.isEmpty();
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      numeric &= (c >= '0' && c <= '9') || c == '.' || c == ':';
    }
    return numeric || address.indexOf(':') >= 0 ? "" : "; host names are not looked up";
  }

  @Override
  public String text(IpPrefix value) {
    boolean isHost = value.length() == value.address().family().bits();
    return isHost ? value.address().toString() : value.toString();
  }

  @Override
  public String expected() {
    return "an IPv4 or IPv6 address, such as 203.0.113.10/24 or 2001:db8::10/64";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "type", "string", "pattern", "^([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(/[0-9]{1,3})?$");
  }
}
