package org.holdfast.agent.config.table;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A regular expression in the syntax of {@link Pattern}. */
public final class RegexType extends Scalar<String> {

  public static final RegexType INSTANCE = new RegexType();

  private static final int LONGEST = 4096;

  private RegexType() {}

  @Override
  @Nullable String parse(String text) {
    return text.isEmpty() || text.length() > LONGEST || whyNot(text) != null ? null : text;
  }

  private static @Nullable String whyNot(String text) {
    try {
      Pattern.compile(text);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getDescription() + " at character " + (e.getIndex() + 1);
    } catch (StackOverflowError tooDeep) {
      return "nested too deeply";
    }
  }

  @Override
  String remedy(String text) {
    var whyNot = text.length() > LONGEST ? null : whyNot(text);
    return whyNot == null ? "" : "; " + whyNot.replace('\n', ' ');
  }

  @Override
  public String text(String value) {
    return value;
  }

  @Override
  public String expected() {
    return "a regular expression in Java's syntax";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "string", "minLength", 1, "maxLength", LONGEST);
  }
}
