package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** {@code ADDRESS} or {@code ADDRESS:PORT} of a host; an IPv6 address with a port in brackets. */
public final class EndpointType extends Scalar<EndpointType.Endpoint> {

  public static final EndpointType INSTANCE = new EndpointType();

  private EndpointType() {}

  /**
   * An address with its port.
   *
   * @param port 0 if no port is written
   */
  public record Endpoint(IpAddress address, int port) {

    /** Returns the endpoint as text. */
    @Override
    public String toString() {
      if (port == 0) {
        return address.toString();
      }
      return switch (address.family()) {
        case IPV4 -> address + ":" + port;
        case IPV6 -> "[" + address + "]:" + port;
      };
    }
  }

  /**
   * The text before the port, and the port.
   *
   * @param port 0 if no port is written; -1 if the port is invalid
   */
  public record Split(String host, int port) {

    public static Split of(String text) {
      int colon = text.lastIndexOf(':');
      if (text.startsWith("[")) {
        int end = text.indexOf(']');
        if (end < 0) {
          return new Split(text, -1);
        }
        boolean hasPort = colon == end + 1;
        return new Split(
            text.substring(1, end),
            hasPort ? port(text.substring(colon + 1)) : end == text.length() - 1 ? 0 : -1);
      }
      // More than one colon means an IPv6 address without brackets, which cannot have a port.
      return colon < 0 || text.indexOf(':') < colon
          ? new Split(text, 0)
          : new Split(text.substring(0, colon), port(text.substring(colon + 1)));
    }

    private static int port(String digits) {
      var port = PORT.parse(digits);
      return port == null ? -1 : port.intValue();
    }
  }

  private static final NumberType PORT = NumberType.from(0, 65_535);

  @Override
  @Nullable Endpoint parse(String text) {
    var split = Split.of(text);
    var address = AddressType.HOST.parse(split.host());
    return address == null || split.port() < 0 ? null : new Endpoint(address, split.port());
  }

  @Override
  String remedy(String text) {
    var split = Split.of(text);
    return split.port() < 0
        ? "; the port after the colon must be from 1 to 65535"
        : AddressType.HOST.remedy(split.host());
  }

  @Override
  public String text(Endpoint value) {
    return value.toString();
  }

  @Override
  public String expected() {
    return "an address with an optional port, such as 10.0.0.1:80 or [2001:db8::1]:80";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "type",
        "string",
        "pattern",
        "^([0-9.]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+\\](:[0-9]{1,5})?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$");
  }
}
