package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.net.MacAddress;
import org.jspecify.annotations.Nullable;

/** The MAC address of one station. */
public final class MacType extends Scalar<MacAddress> {

  public static final MacType STATION = new MacType();

  private MacType() {}

  @Override
  @Nullable MacAddress parse(String text) {
    return MacAddress.parse(text).filter(mac -> !mac.isGroup() && mac.bits() != 0).orElse(null);
  }

  @Override
  public String text(MacAddress value) {
    return value.toString();
  }

  @Override
  public String expected() {
    return "the MAC address of one station, such as 00:00:5e:00:01:33";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "string", "pattern", "^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$");
  }
}
