package org.holdfast.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP probe and what its answer must be.
 *
 * @param method such as GET
 * @param path the request target, beginning with a slash
 * @param headers all of them as they are sent, Host and Authorization included, except
 *     Content-Length and Connection
 * @param body sent with the request; null for none
 * @param statuses those that are good; one at least
 * @param pattern what the body must, or must not, match; null for anything
 * @param digest of the body; null for any
 */
public record HttpRequest(
    String method,
    String path,
    List<Header> headers,
    @Nullable String body,
    List<StatusRange> statuses,
    @Nullable BodyPattern pattern,
    @Nullable BodyDigest digest) {

  public HttpRequest {
    headers = List.copyOf(headers);
    statuses = List.copyOf(statuses);
  }

  /**
   * A header field.
   *
   * @param file that its secret was read from; null for none
   */
  public record Header(String name, String value, @Nullable String file) {

    /** Without a file. */
    public Header(String name, String value) {
      this(name, value, null);
    }
  }

  /** Status codes from {@code first} to {@code last}. */
  public record StatusRange(int first, int last) {

    /** {@code 200-299}, {@code 204}. */
    public String words() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /**
   * A regular expression of {@link java.util.regex.Pattern} that is looked for in the body.
   *
   * @param flags of {@code Pattern}
   * @param wanted whether it must be found; otherwise it must not be
   */
  public record BodyPattern(String regex, int flags, boolean wanted) {}

  /**
   * What the body's digest must be.
   *
   * @param algorithm a name that {@link java.security.MessageDigest} knows: MD5, SHA-256
   * @param hex lower case
   */
  public record BodyDigest(String algorithm, String hex) {}
}
