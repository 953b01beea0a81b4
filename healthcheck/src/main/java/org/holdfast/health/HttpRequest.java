package org.holdfast.health;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP probe and the conditions that its answer must meet.
 *
 * @param method for example GET
 * @param path the request target, beginning with a slash
 * @param headers all headers as they are sent, including Host and Authorization, except
 *     Content-Length and Connection
 * @param body sent with the request; null for none
 * @param statuses the good statuses; at least one
 * @param pattern the pattern that the body must, or must not, match; null for no condition
 * @param digest the digest of the body; null for no condition
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
   * @param file the file that its secret was read from; null for none
   */
  public record Header(String name, String value, @Nullable String file) {

    /** A header field without a secret from a file. */
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
   * A regular expression of {@link java.util.regex.Pattern} that is searched for in the body.
   *
   * @param flags the flags of {@code Pattern}
   * @param wanted true when it must be found, false when it must not
   * @param from the first byte of the body at which a match may begin, counted from 0
   * @param to the last byte at which a match may begin
   */
  public record BodyPattern(String regex, int flags, boolean wanted, int from, int to) {

    /** A pattern whose match may begin at any byte. */
    public BodyPattern(String regex, int flags, boolean wanted) {
      this(regex, flags, wanted, 0, Integer.MAX_VALUE);
    }
  }

  /**
   * The required digest of the body.
   *
   * @param algorithm a name that {@link java.security.MessageDigest} knows: MD5, SHA-256
   * @param hex the digest in lower-case hexadecimal digits
   */
  public record BodyDigest(String algorithm, String hex) {}
}
