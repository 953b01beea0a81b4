package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DigestType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PathType;
import org.holdfast.agent.config.table.RegexType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.StatusRangeType;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.health.HttpRequest.BodyDigest;
import org.holdfast.health.HttpRequest.StatusRange;
import org.holdfast.health.Probe.HttpVersion;

/** The keys of HTTP checks and of TLS. */
public final class HttpKeywords {

  static final TextType HOST_NAME = TextType.word(255, "a host's name");

  // The request

  public static final Key<String> PATH =
      Key.standard(
          "path",
          TextType.word(4096, "a path that begins with a slash"),
          "/",
          "the path of the request, with its query");
  public static final Key<String> METHOD =
      Key.standard(
          "method",
          TextType.word(32, "a method of HTTP, such as GET or HEAD"),
          "GET",
          "the method of the request");
  public static final Key<String> HOST =
      Key.derived(
          "host",
          HOST_NAME,
          "the virtual-host, else the address and the port",
          "the Host header, and the name in the certificate that https expects");
  public static final Key<Map<String, Entry<String>>> HEADERS =
      Key.optional(
          "headers",
          MapType.of("texts", TextType.upTo(4096, "text of at most 4096 characters").secret()),
          "none",
          "further headers, by name");
  public static final Key<String> BODY =
      Key.optional(
          "body", TextType.LINES.secret(), "none", "the body that is sent with the request");

  public static final Key<String> USER =
      Key.required("user", TextType.upTo(255, "a user's name"), "the user's name");
  public static final Key<String> PASSWORD =
      Key.optional(
          "password",
          TextType.upTo(255, "a password of at most 255 characters").secret(),
          "one of the two is required",
          "the password");
  public static final Key<String> PASSWORD_FILE =
      Key.optional(
          "password-file",
          PathType.INSTANCE,
          "one of the two is required",
          "a file whose first line is the password");
  public static final Key<Fields> BASIC_AUTH =
      Key.optional(
          "basic-auth",
          Section.of(
              "basic auth",
              "The user and the password for HTTP's Basic authentication.",
              USER,
              PASSWORD,
              PASSWORD_FILE),
          "none",
          "the user and the password for HTTP's Basic authentication");

  // The expected answer

  public static final Key<List<Entry<StatusRange>>> STATUS =
      Key.derived(
          "status",
          ListType.ofSome(StatusRangeType.INSTANCE).orOne(),
          "200-299",
          "the status codes that count as success");
  public static final Key<String> MATCH =
      Key.derived(
          "match",
          RegexType.INSTANCE,
          "anything",
          "a regular expression that must be found in the body");
  public static final Key<String> NO_MATCH =
      Key.optional(
          "no-match",
          RegexType.INSTANCE,
          "nothing",
          "a regular expression that must not be found in the body");
  public static final Key<List<Entry<Integer>>> MATCH_OPTIONS =
      Key.optional(
          "match-options",
          ListType.ofSome(
                  ChoiceType.of(
                          "ignore-case", Pattern.CASE_INSENSITIVE,
                          "multiline", Pattern.MULTILINE)
                      .or("dotall", Pattern.DOTALL)
                      .or("comments", Pattern.COMMENTS)
                      .or("unicode", Pattern.UNICODE_CHARACTER_CLASS))
              .orOne(),
          "none",
          "options of the regular expression in match or no-match");
  public static final Key<Long> MATCH_FROM =
      Key.standard(
          "match-from",
          NumberType.from(0, Integer.MAX_VALUE),
          "0",
          "the first byte of the body, counted from 0, at which a match may begin");
  public static final Key<Long> MATCH_TO =
      Key.optional(
          "match-to",
          NumberType.from(0, Integer.MAX_VALUE),
          "the end of the body",
          "the last byte of the body at which a match may begin");
  public static final Key<BodyDigest> DIGEST =
      Key.derived("digest", DigestType.INSTANCE, "any", "the digest that the body must have");

  private static final List<Key<?>> REQUEST_KEYS =
      List.of(
          PATH,
          METHOD,
          HOST,
          HEADERS,
          BODY,
          BASIC_AUTH,
          STATUS,
          MATCH,
          NO_MATCH,
          MATCH_OPTIONS,
          MATCH_FROM,
          MATCH_TO,
          DIGEST);
  public static final Key<List<Entry<Fields>>> REQUESTS =
      Key.derived(
          "requests",
          ListType.ofSome(
              Section.of(
                      "http request",
                      "One of several requests. The keys that it leaves out are taken from the"
                          + " check.",
                      REQUEST_KEYS)
                  .withShorthand(PATH)
                  .inheriting("the check", REQUEST_KEYS)),
          "one request, made of the keys of the check",
          "several requests in one run, each of which must get the expected answer");
  public static final Key<HttpVersion> VERSION =
      Key.standard(
          "version",
          ChoiceType.of("1.0", HttpVersion.HTTP_1_0, "1.1", HttpVersion.HTTP_1_1),
          "1.1",
          "the HTTP version of the requests. Differs: keepalived uses 1.0");
  public static final Key<Long> BODY_LIMIT =
      Key.derived(
          "body-limit",
          NumberType.from(0, 1 << 30),
          "16 MiB with match, no-match or digest, else none",
          "the greatest size of a body in bytes; a check with a larger body fails. Differs:"
              + " keepalived has no limit");

  // TLS

  public static final Key<String> SERVER_NAME =
      Key.derived(
          "server-name",
          HOST_NAME,
          "the host, if it is a name; else none, and the certificate must be for the address",
          "the name that we send as SNI, and that the certificate must be for");
  public static final Key<Boolean> INSECURE =
      Key.standard(
          "insecure",
          BooleanType.INSTANCE,
          "false",
          "whether any certificate is accepted. Differs: keepalived never verifies certificates");
  public static final Key<String> CA =
      Key.derived(
          "ca", PathType.INSTANCE, "the system's", "a PEM file of the root certificates to trust");
  public static final Key<String> CERTIFICATE =
      Key.optional(
          "certificate",
          PathType.INSTANCE,
          "none",
          "a PEM file of our certificate and of the intermediate certificates");
  public static final Key<String> PRIVATE_KEY =
      Key.optional(
          "key",
          PathType.INSTANCE,
          "none",
          "a PEM file of our certificate's private key, in a form that OpenSSL writes");
  public static final Key<String> KEY_PASSWORD =
      Key.optional(
          "key-password",
          TextType.upTo(255, "a password of at most 255 characters").secret(),
          "none",
          "the password of the key, if it is encrypted");
  public static final Key<Boolean> CLOSE_NOTIFY =
      Key.standard(
          "close-notify",
          BooleanType.INSTANCE,
          "false",
          "whether a connection that ends without TLS's close_notify is a failure");
  public static final Key<Boolean> LEGACY =
      Key.standard(
          "legacy",
          BooleanType.INSTANCE,
          "false",
          "whether servers without forward secrecy are accepted: the suites with RSA key exchange"
              + " (TLS_RSA_*), which Java disables, are offered after all others. Differs:"
              + " keepalived always offers them");
  public static final Section TLS_SECTION =
      Section.of(
              "tls",
              "How a check uses TLS; keepalived's SSL block.",
              SERVER_NAME,
              INSECURE,
              CA,
              CERTIFICATE,
              PRIVATE_KEY,
              KEY_PASSWORD,
              CLOSE_NOTIFY,
              LEGACY)
          .withShorthand(SERVER_NAME)
          .orNothing();
  public static final Key<Fields> TLS =
      Key.derived("tls", TLS_SECTION, "certificates are verified", "how the check uses TLS");

  private static final String ABOUT =
      " Redirects are not followed: their status code counts. The search reads the body in pieces"
          + " of 64 KiB; in a body longer than that, only a match of at most 8 KiB is certain to be"
          + " found.";
  public static final Section HTTP =
      Section.of("http check", "HTTP requests get the expected answers." + ABOUT, keys())
          .withShorthand(PATH)
          .orNothing();
  public static final Section HTTPS =
      Section.of("https check", "HTTPS requests get the expected answers." + ABOUT, keys(TLS))
          .withShorthand(PATH)
          .orNothing();

  private HttpKeywords() {}

  private static List<Key<?>> keys(Key<?>... more) {
    var keys = new ArrayList<>(REQUEST_KEYS);
    keys.addAll(List.of(REQUESTS, VERSION, BODY_LIMIT));
    keys.addAll(List.of(more));
    keys.addAll(TargetKeywords.after());
    return keys;
  }
}
