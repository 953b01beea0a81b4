package org.holdfast.agent.config;

import java.net.URI;
import java.util.Map;
import org.holdfast.net.HiddenUrl;
import org.jspecify.annotations.Nullable;

/** Where something is posted to; what follows the host may be the key to it. */
final class UrlType extends Scalar<String> {

  static final UrlType INSTANCE = new UrlType();

  private static final TextType TEXT = TextType.word(2048, "an http or https URL");

  private UrlType() {}

  @Override
  @Nullable String parse(String text) {
    return TEXT.parse(text);
  }

  @Override
  String text(String value) {
    return value;
  }

  @Override
  Object shown(String value) {
    return HiddenUrl.place(URI.create(value));
  }

  @Override
  String expected() {
    return TEXT.expected();
  }

  @Override
  Map<String, Object> schema(Map<String, Object> definitions) {
    return TEXT.schema(definitions);
  }
}
