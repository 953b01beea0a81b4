package org.holdfast.net;

import java.net.URI;

/**
 * Renders URLs for logs, status and metrics without the parts that may be secret. A few digits of a
 * hash keep two different URLs distinguishable. PURE.
 */
public final class HiddenUrl {

  private static final String HIDDEN = "***";

  /**
   * The longest segment that counts as a readable name: names chosen by people are rarely longer,
   * and rarely contain digits.
   */
  private static final int LONGEST_NAME = 20;

  private HiddenUrl() {}

  /**
   * Returns the scheme and host of a URL whose whole path may be a secret: {@code
   * https://hooks.example.org/(hidden)}.
   */
  public static String place(URI url) {
    var port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + "/(hidden)";
  }

  /**
   * Returns a request path without the values of its query and without segments that look like
   * keys.
   */
  public static String path(String path) {
    int query = path.indexOf('?');
    var before = query < 0 ? path : path.substring(0, query);
    var shown = new StringBuilder();
    boolean first = true;
    for (var segment : before.split("/", -1)) {
      shown.append(first ? "" : "/").append(isKey(segment) ? hidden(segment) : segment);
      first = false;
    }
    return query < 0 ? shown.toString() : shown + "?" + hidden(path.substring(query + 1));
  }

  private static boolean isKey(String segment) {
    return segment.length() > LONGEST_NAME && segment.chars().anyMatch(Character::isDigit);
  }

  private static String hidden(String secret) {
    return secret.isEmpty() ? "" : HIDDEN + "%04x".formatted(secret.hashCode() & 0xffff);
  }
}
