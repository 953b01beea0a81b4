package org.holdfast.agent.config.table;

import java.net.URI;
import java.util.Map;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/** A URL to post to. The part after the host may be a secret. */
public final class UrlType extends Scalar<String> {

  public static final UrlType INSTANCE = new UrlType();

  private static final TextType TEXT = TextType.word(2048, "an http or https URL");

  private UrlType() {}

  @Override
  @Nullable String parse(String text) {
    return TEXT.parse(text);
  }

  @Override
  public String text(String value) {
    return value;
  }

  @Override
  Object shown(String value) {
    return HiddenUrl.place(URI.create(value));
  }

  @Override
  public String expected() {
    return TEXT.expected();
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return TEXT.schema(definitions);
  }
}
