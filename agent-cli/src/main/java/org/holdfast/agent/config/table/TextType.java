package org.holdfast.agent.config.table;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text of a bounded length with only printable characters. */
public final class TextType extends Scalar<String> {

  /** A link's name as Linux allows it: at most 15 characters (IFNAMSIZ). */
  public static final TextType INTERFACE =
      new TextType("the name of an interface, at most 15 characters", 15, "/: \t");

  /** A name chosen by the operator; keepalived accepts blanks and any length. */
  public static final TextType NAME = new TextType("a name of at most 255 characters", 255, "");

  /** The name of a user, a group or a network namespace of the system. */
  public static final TextType SYSTEM_NAME =
      new TextType("a name of at most 64 characters without blanks", 64, " \t");

  public static final TextType LINE = new TextType("text of at most 255 characters", 255, "");

  private final String expected;
  private final int longest;
  private final String forbidden;
  private final String allowed;
  private final boolean secret;

  private TextType(String expected, int longest, String forbidden) {
    this(expected, longest, forbidden, "", false);
  }

  private TextType(String expected, int longest, String forbidden, String allowed, boolean secret) {
    this.expected = expected;
    this.longest = longest;
    this.forbidden = forbidden;
    this.allowed = allowed;
    this.secret = secret;
  }

  /** Text that is sent in a protocol: no control characters except line ends and tabs. */
  public static final TextType LINES =
      new TextType(
          "text of at most 4096 characters, including line ends", 4096, "", "\r\n\t", false);

  public static TextType upTo(int longest, String expected) {
    return new TextType(expected, longest, "");
  }

  /** Returns the type of a text without blanks. */
  public static TextType word(int longest, String expected) {
    return new TextType(expected, longest, " \t");
  }

  /** Returns a type whose value is shown only to readers who may read the file. */
  public TextType secret() {
    return new TextType(expected, longest, forbidden, allowed, true);
  }

  @Override
  Object shown(String value) {
    return secret ? HIDDEN : value;
  }

  @Override
  @Nullable String parse(String text) {
    if (text.isEmpty() || text.length() > longest || text.equals(".") || text.equals("..")) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (((c < ' ' || c == 127) && allowed.indexOf(c) < 0) || forbidden.indexOf(c) >= 0) {
        return null;
      }
    }
    return text;
  }

  @Override
  public String text(String value) {
    return value;
  }

  @Override
  public String expected() {
    return expected;
  }

  /** Accepts numbers too, because an editor reads a name of digits as a number. */
  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", List.of("string", "number"), "minLength", 1, "maxLength", longest);
  }
}
