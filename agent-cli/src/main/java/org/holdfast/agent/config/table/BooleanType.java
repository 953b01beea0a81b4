package org.holdfast.agent.config.table;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** True or false, also as yes and no or on and off, as in YAML 1.1 and keepalived. */
public final class BooleanType extends Scalar<Boolean> {

  public static final BooleanType INSTANCE = new BooleanType();

  private BooleanType() {}

  @Override
  @Nullable Boolean parse(String text) {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> null;
    };
  }

  @Override
  public String text(Boolean value) {
    return value.toString();
  }

  @Override
  public Object written(Boolean value) {
    return value;
  }

  @Override
  public String expected() {
    return "true or false";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("enum", List.of(true, false, "yes", "no", "on", "off"));
  }
}
