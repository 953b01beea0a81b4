package org.holdfast.agent.config.table;

import java.util.List;
import java.util.Map;
import org.holdfast.net.RouteProperties;
import org.jspecify.annotations.Nullable;

/**
 * Routing realms: {@code 4}, or {@code 3/4} for source and destination. The value has the source
 * realm in the upper 16 bits.
 */
public final class RealmsType extends Scalar<Integer> {

  public static final RealmsType INSTANCE = new RealmsType();

  private static final NumberType REALM = NumberType.from(0, 0xffff);

  private RealmsType() {}

  @Override
  @Nullable Integer parse(String text) {
    int slash = text.indexOf('/');
    var from = slash < 0 ? Long.valueOf(0) : REALM.parse(text.substring(0, slash));
    var to = REALM.parse(text.substring(slash + 1));
    return from == null || to == null ? null : (Integer) (from.intValue() << 16 | to.intValue());
  }

  @Override
  public String text(Integer value) {
    return RouteProperties.realmsText(value);
  }

  @Override
  public String expected() {
    return "a realm from 0 to 65535, or two with / between them, such as 3/4";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "anyOf",
        List.of(
            fragment("type", "integer", "minimum", 0, "maximum", 0xffff),
            fragment("type", "string", "pattern", "^[0-9]{1,5}(/[0-9]{1,5})?$")));
  }
}
