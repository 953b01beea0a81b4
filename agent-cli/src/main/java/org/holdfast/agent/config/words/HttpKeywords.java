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

/** The table's part for HTTP checks, and for TLS. */
public final class HttpKeywords {

  static final TextType HOST_NAME = TextType.word(255, "a host's name");

  // What is asked?

  public static final Key<String> PATH =
      Key.standard(
          "path",
          TextType.word(4096, "a path that begins with a slash"),
          "/",
          "what is asked for, with its query");
  public static final Key<String> METHOD =
      Key.standard(
          "method",
          TextType.word(32, "a method of HTTP, such as GET or HEAD"),
          "GET",
          "how it is asked for");
  public static final Key<String> HOST =
      Key.optional(
          "host",
          HOST_NAME,
          "the virtual-host, else the address and the port",
          "the Host header, and the name in the certificate that https expects");
  public static final Key<Map<String, Entry<String>>> HEADERS =
      Key.optional(
          "headers",
          MapType.of("texts", TextType.upTo(4096, "text of at most 4096 characters").secret()),
          "none",
          "more headers, by name");
  public static final Key<String> BODY =
      Key.optional("body", TextType.LINES.secret(), "none", "sent with the request");

  public static final Key<String> USER =
      Key.required("user", TextType.upTo(255, "a user's name"), "the name");
  public static final Key<String> PASSWORD =
      Key.optional(
          "password",
          TextType.upTo(255, "a password of at most 255 characters").secret(),
          "one of the two",
          "the password");
  public static final Key<String> PASSWORD_FILE =
      Key.optional(
          "password-file",
          PathType.INSTANCE,
          "one of the two",
          "the file whose first line is the password");
  public static final Key<Fields> BASIC_AUTH =
      Key.optional(
          "basic-auth",
          Section.of(
              "basic auth", "Who asks, by HTTP's Basic scheme.", USER, PASSWORD, PASSWORD_FILE),
          "none",
          "who asks");

  // What is a good answer?

  public static final Key<List<Entry<StatusRange>>> STATUS =
      Key.optional(
          "status",
          ListType.ofSome(StatusRangeType.INSTANCE).orOne(),
          "200-299",
          "the status codes that are good");
  public static final Key<String> MATCH =
      Key.optional("match", RegexType.INSTANCE, "anything", "what must be found in the body");
  public static final Key<String> NO_MATCH =
      Key.optional("no-match", RegexType.INSTANCE, "nothing", "what must not be found in the body");
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
          "how match or no-match is meant");
  public static final Key<BodyDigest> DIGEST =
      Key.optional("digest", DigestType.INSTANCE, "any", "what the body's digest must be");

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
          DIGEST);
  public static final Key<List<Entry<Fields>>> REQUESTS =
      Key.optional(
          "requests",
          ListType.ofSome(
              Section.of(
                      "http request",
                      "One of several requests; what it does not say is taken from the check's own"
                          + " keys.",
                      REQUEST_KEYS)
                  .withShorthand(PATH)
                  .inheriting("the check", REQUEST_KEYS)),
          "one, of the keys beside it",
          "several requests, each of which must be answered well, in one run");
  public static final Key<HttpVersion> VERSION =
      Key.standard(
          "version",
          ChoiceType.of("1.0", HttpVersion.HTTP_1_0, "1.1", HttpVersion.HTTP_1_1),
          "1.1",
          "of the requests. Differs: keepalived asks in 1.0");
  public static final Key<Long> BODY_LIMIT =
      Key.optional(
          "body-limit",
          NumberType.from(0, 1 << 30),
          "16 MiB where a pattern or a digest is looked for, else none",
          "bytes of a body beyond which the check fails. Differs: keepalived reads without an end");

  // TLS

  public static final Key<String> SERVER_NAME =
      Key.optional(
          "server-name",
          HOST_NAME,
          "the host, when that is a name; else none, and the certificate must be for the address",
          "what we ask for (SNI), and what the certificate must be for");
  public static final Key<Boolean> INSECURE =
      Key.standard(
          "insecure",
          BooleanType.INSTANCE,
          "false",
          "whether any certificate will do. Differs: keepalived never looks at it");
  public static final Key<String> CA =
      Key.optional("ca", PathType.INSTANCE, "the system's", "PEM file of the roots to trust");
  public static final Key<String> CERTIFICATE =
      Key.optional(
          "certificate",
          PathType.INSTANCE,
          "none",
          "PEM file of our certificate and those between it and its root");
  public static final Key<String> PRIVATE_KEY =
      Key.optional(
          "key",
          PathType.INSTANCE,
          "none",
          "PEM file of our certificate's key, PKCS 8. Differs: it has no password; its permissions"
              + " guard it");
  public static final Key<Boolean> CLOSE_NOTIFY =
      Key.standard(
          "close-notify",
          BooleanType.INSTANCE,
          "false",
          "whether an end without TLS's close_notify is a failure");
  public static final Section TLS_SECTION =
      Section.of(
              "tls",
              "How a check speaks TLS; keepalived's SSL block.",
              SERVER_NAME,
              INSECURE,
              CA,
              CERTIFICATE,
              PRIVATE_KEY,
              CLOSE_NOTIFY)
          .withShorthand(SERVER_NAME)
          .orNothing();
  public static final Key<Fields> TLS =
      Key.optional("tls", TLS_SECTION, "verified", "how it speaks TLS");

  private static final String ABOUT =
      " Redirects are not followed: their status counts. keepalived's regex_min_offset,"
          + " regex_max_offset and regex_stack have no place: body-limit bounds the search, which"
          + " needs no stack. A pattern is looked for in 64 KiB at a time; in a longer body a match"
          + " may be of 8 KiB.";
  public static final Section HTTP =
      Section.of("http check", "Requests are answered as they should be." + ABOUT, keys())
          .withShorthand(PATH)
          .orNothing();
  public static final Section HTTPS =
      Section.of("https check", "As an http check, over TLS." + ABOUT, keys(TLS))
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
