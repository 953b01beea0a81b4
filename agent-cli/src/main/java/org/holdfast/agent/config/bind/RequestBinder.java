package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.HttpRequest.Header;
import org.holdfast.health.HttpRequest.StatusRange;
import org.jspecify.annotations.Nullable;

/** Creates HTTP requests and their expected responses. */
final class RequestBinder {

  /** RFC 9110 section 5.6.2: a token, as in the names of headers and methods. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** The default of the expected status codes. */
  static final List<StatusRange> SUCCESS = List.of(new StatusRange(200, 299));

  private static final int LARGEST_PASSWORD_FILE = 4096;

  private final Report report;
  private final Host host;

  RequestBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  RequestTerms bind(Fields fields) {
    var method = fields.get(HttpKeywords.METHOD);
    if (!TOKEN.matcher(method).matches()) {
      report.error(
          fields.spot(HttpKeywords.METHOD),
          ValueType.quote(method) + " is not a method (expected: letters, such as GET)");
    }
    var path = fields.get(HttpKeywords.PATH);
    if (!path.startsWith("/")) {
      report.error(
          fields.spot(HttpKeywords.PATH),
          ValueType.quote(path) + " (expected: a path that begins with a slash)");
    }
    var pattern = pattern(fields);
    var digest = fields.find(HttpKeywords.DIGEST);
    if (method.equals("HEAD") && (pattern != null || digest != null)) {
      report.error(
          fields.spot(HttpKeywords.METHOD),
          "an answer to HEAD has no body to match or digest; use GET");
    }
    return new RequestTerms(
        method,
        path,
        fields.find(HttpKeywords.HOST),
        headers(fields),
        fields.find(HttpKeywords.BODY),
        statuses(fields),
        pattern,
        digest);
  }

  private static List<StatusRange> statuses(Fields fields) {
    var statuses = new ArrayList<StatusRange>();
    for (var entry : fields.list(HttpKeywords.STATUS)) {
      statuses.add(entry.value());
    }
    return statuses.isEmpty() ? SUCCESS : statuses;
  }

  private List<Header> headers(Fields fields) {
    var headers = new ArrayList<Header>();
    for (var named : fields.map(HttpKeywords.HEADERS).entrySet()) {
      var refusal = refusal(named.getKey());
      if (refusal != null) {
        report.error(named.getValue().spot(), refusal);
      }
      headers.add(new Header(named.getKey(), named.getValue().value()));
    }
    var auth = fields.find(HttpKeywords.BASIC_AUTH);
    if (auth != null && auth.isComplete()) {
      headers.add(
          new Header(
              "Authorization",
              "Basic " + credentials(auth),
              auth.find(HttpKeywords.PASSWORD_FILE)));
    }
    return headers;
  }

  private static @Nullable String refusal(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "host" -> "the key host sets this header; write it there";
      case "content-length", "connection", "transfer-encoding" ->
          "the check sends this header itself; remove it";
      default -> TOKEN.matcher(name).matches() ? null : "is not the name of a header";
    };
  }

  private String credentials(Fields auth) {
    var user = auth.get(HttpKeywords.USER);
    if (user.indexOf(':') >= 0) {
      report.error(
          auth.spot(HttpKeywords.USER),
          "the user's name must not contain a colon, which ends it in HTTP");
    }
    return encoded(user + ":" + password(auth));
  }

  /** Encodes a user name or password as it is sent. */
  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String password(Fields auth) {
    var password = auth.find(HttpKeywords.PASSWORD);
    var file = auth.find(HttpKeywords.PASSWORD_FILE);
    boolean sound = auth.isSound(HttpKeywords.PASSWORD) && auth.isSound(HttpKeywords.PASSWORD_FILE);
    if (sound && (password == null) == (file == null)) {
      report.error(auth.spot(), "(expected: password or password-file, and not both)");
    }
    return file == null ? password == null ? "" : password : firstLine(auth, file);
  }

  private String firstLine(Fields auth, String file) {
    try {
      var content = host.machineFile(file, LARGEST_PASSWORD_FILE).orElse(new byte[0]);
      return new String(content, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      report.error(
          auth.spot(HttpKeywords.PASSWORD_FILE),
          ValueType.quote(file)
              + " "
              + (host.whyNotReadable(file) == null ? "cannot be read" : host.whyNotReadable(file)));
      return "";
    }
  }

  /**
   * Returns the pattern of a request. The request's own match or no-match replaces both match and
   * no-match of its check.
   */
  private @Nullable BodyPattern pattern(Fields fields) {
    boolean own = fields.isGiven(HttpKeywords.MATCH) || fields.isGiven(HttpKeywords.NO_MATCH);
    var match = own && !fields.isGiven(HttpKeywords.MATCH) ? null : fields.find(HttpKeywords.MATCH);
    var noMatch =
        own && !fields.isGiven(HttpKeywords.NO_MATCH) ? null : fields.find(HttpKeywords.NO_MATCH);
    if (match != null && noMatch != null) {
      report.error(
          fields.spot(HttpKeywords.NO_MATCH),
          "cannot be combined with match; a request has only one of the two (see requests)");
    }
    int flags = 0;
    for (var option : fields.list(HttpKeywords.MATCH_OPTIONS)) {
      flags |= option.value();
    }
    int from = fields.number(HttpKeywords.MATCH_FROM);
    var to = fields.find(HttpKeywords.MATCH_TO);
    if (to != null && to < from) {
      report.error(fields.spot(HttpKeywords.MATCH_TO), to + " is less than match-from, " + from);
    }
    int last = to == null ? Integer.MAX_VALUE : Math.toIntExact(to);
    if (match != null) {
      return new BodyPattern(match, flags, true, from, last);
    }
    if (noMatch != null) {
      return new BodyPattern(noMatch, flags, false, from, last);
    }
    if (fields.isSound(HttpKeywords.MATCH) && fields.isSound(HttpKeywords.NO_MATCH)) {
      for (var key :
          List.of(HttpKeywords.MATCH_OPTIONS, HttpKeywords.MATCH_FROM, HttpKeywords.MATCH_TO)) {
        if (fields.isGiven(key)) {
          report.error(fields.spot(key), "has no effect without match or no-match");
        }
      }
    }
    return null;
  }
}
