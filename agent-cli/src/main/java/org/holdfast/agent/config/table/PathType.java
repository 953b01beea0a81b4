package org.holdfast.agent.config.table;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The absolute path of a file. */
public final class PathType extends Scalar<String> {

  public static final PathType INSTANCE = new PathType();

  private PathType() {}

  @Override
  @Nullable String parse(String text) {
    boolean isPath =
        text.startsWith("/")
            && !text.endsWith("/")
            && text.length() < 4096
            && text.indexOf('\0') < 0;
    return isPath ? text : null;
  }

  @Override
  public String text(String value) {
    return value;
  }

  @Override
  public String expected() {
    return "the absolute path of a file";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "string", "pattern", "^/(.*[^/])?$");
  }
}
