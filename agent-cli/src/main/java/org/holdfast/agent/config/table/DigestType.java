package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.health.HttpRequest.BodyDigest;
import org.jspecify.annotations.Nullable;

/** A digest in hexadecimal digits; its length determines the algorithm. */
public final class DigestType extends Scalar<BodyDigest> {

  public static final DigestType INSTANCE = new DigestType();

  private DigestType() {}

  @Override
  @Nullable BodyDigest parse(String text) {
    var hex = text.indexOf(' ') >= 0 ? null : HexType.BYTES.parse(text);
    if (hex == null) {
      return null;
    }
    return switch (hex.length()) {
      case 32 -> new BodyDigest("MD5", hex);
      case 64 -> new BodyDigest("SHA-256", hex);
      default -> null;
    };
  }

  @Override
  public String text(BodyDigest value) {
    return value.hex();
  }

  @Override
  public String expected() {
    return "32 hexadecimal digits (MD5) or 64 (SHA-256)";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "string", "pattern", "^([0-9a-fA-F]{32}|[0-9a-fA-F]{64})$");
  }
}
