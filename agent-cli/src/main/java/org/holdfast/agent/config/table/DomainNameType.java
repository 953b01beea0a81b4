package org.holdfast.agent.config.table;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fully qualified domain name, written with or without the final dot. */
public final class DomainNameType extends Scalar<String> {

  public static final DomainNameType INSTANCE = new DomainNameType();

  private static final int LONGEST = 254; // RFC 1035 section 3.1: 255 bytes on the wire
  private static final int LONGEST_LABEL = 63;

  private DomainNameType() {}

  @Override
  @Nullable String parse(String text) {
    if (text.equals(".")) {
      return text;
    }
    var name = text.endsWith(".") ? text : text + ".";
    int start = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.' && (i == start || i - start > LONGEST_LABEL)) {
        return null;
      }
      if (c <= ' ' || c >= 127) {
        return null;
      }
      start = c == '.' ? i + 1 : start;
    }
    return name.length() > LONGEST ? null : name;
  }

  @Override
  public String text(String value) {
    return value;
  }

  @Override
  public String expected() {
    return "a domain name";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "string", "minLength", 1, "maxLength", LONGEST);
  }
}
