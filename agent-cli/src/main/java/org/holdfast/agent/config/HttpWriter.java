package org.holdfast.agent.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.HttpRequest.Header;
import org.holdfast.health.Probe;
import org.holdfast.health.TlsTerms;
import org.jspecify.annotations.Nullable;

/** Writes HTTP checks and how they speak TLS, as {@link HttpBinder} reads them. */
final class HttpWriter {

  private static final String BASIC = "Basic ";

  private final Form form;

  HttpWriter(Form form) {
    this.form = form;
  }

  /** All but whom it asks. */
  void terms(Draft draft, Probe.Http http) {
    var requests = http.requests();
    var usualHost =
        HttpBinder.usualHost(
            http.target(), http.tls() == null ? HttpBinder.PORT : HttpBinder.TLS_PORT);
    if (requests.size() == 1) {
      request(draft, requests.getFirst(), usualHost);
    } else {
      var drafts = new ArrayList<Draft>();
      for (var request : requests) {
        var its = Draft.under(HttpKeywords.REQUESTS, form);
        request(its, request, usualHost);
        drafts.add(its);
      }
      draft.sections(HttpKeywords.REQUESTS, drafts);
    }
    var limit = http.mostBodyBytes();
    draft
        .put(HttpKeywords.VERSION, http.version())
        .put(HttpKeywords.BODY_LIMIT, limit == null ? null : Long.valueOf(limit));
    if (http.tls() != null) {
      var name = HttpBinder.nameIn(host(requests.getFirst()));
      draft.section(HttpKeywords.TLS, tls(http.tls(), name));
    }
  }

  private static String host(HttpRequest request) {
    return request.headers().getFirst().value();
  }

  private void request(Draft draft, HttpRequest request, String usualHost) {
    draft
        .put(HttpKeywords.PATH, request.path())
        .put(HttpKeywords.METHOD, request.method())
        .put(HttpKeywords.HOST, host(request), usualHost)
        .put(HttpKeywords.BODY, request.body());
    headers(draft, request.headers());
    if (form.defaults() || !request.statuses().equals(RequestBinder.SUCCESS)) {
      draft.list(HttpKeywords.STATUS, request.statuses());
    }
    if (request.pattern() != null) {
      pattern(draft, request.pattern());
    }
    draft.put(HttpKeywords.DIGEST, request.digest());
  }

  /** Host comes first, and who asks last. */
  private void headers(Draft draft, List<Header> headers) {
    var auth = headers.size() == 1 ? null : basicAuth(headers.getLast());
    var texts = new LinkedHashMap<String, String>();
    for (var header : headers.subList(1, auth == null ? headers.size() : headers.size() - 1)) {
      texts.put(header.name(), header.value());
    }
    draft.texts(HttpKeywords.HEADERS, texts);
    if (auth != null) {
      draft.section(HttpKeywords.BASIC_AUTH, auth);
    }
  }

  /** Null for a header that is something else, or that these keys cannot say. */
  private @Nullable Draft basicAuth(Header header) {
    if (!header.name().equals("Authorization") || !header.value().startsWith(BASIC)) {
      return null;
    }
    var text = decoded(header.value().substring(BASIC.length()));
    int colon = text.indexOf(':');
    if (colon < 0 || !Draft.takes(HttpKeywords.USER, text.substring(0, colon))) {
      return null;
    }
    var draft =
        Draft.under(HttpKeywords.BASIC_AUTH, form).put(HttpKeywords.USER, text.substring(0, colon));
    var password = text.substring(colon + 1);
    if (header.file() != null) {
      return draft.put(HttpKeywords.PASSWORD_FILE, header.file());
    }
    return Draft.takes(HttpKeywords.PASSWORD, password)
        ? draft.put(HttpKeywords.PASSWORD, password)
        : null;
  }

  /** Empty for what would not be encoded so. */
  private static String decoded(String base64) {
    try {
      var text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      return RequestBinder.encoded(text).equals(base64) ? text : "";
    } catch (IllegalArgumentException noBase64) {
      return "";
    }
  }

  private static void pattern(Draft draft, BodyPattern pattern) {
    draft.put(pattern.wanted() ? HttpKeywords.MATCH : HttpKeywords.NO_MATCH, pattern.regex());
    var options = new ArrayList<Integer>();
    for (int bits = pattern.flags(); bits != 0; bits &= bits - 1) {
      options.add(Integer.lowestOneBit(bits));
    }
    draft.list(HttpKeywords.MATCH_OPTIONS, options);
  }

  /**
   * @param name that holds without the key; null for none
   */
  Draft tls(TlsTerms terms, @Nullable String name) {
    return Draft.of(HttpKeywords.TLS_SECTION, form)
        .put(HttpKeywords.SERVER_NAME, terms.serverName(), name)
        .put(HttpKeywords.INSECURE, !terms.verify())
        .put(HttpKeywords.CA, terms.caFile())
        .put(HttpKeywords.CERTIFICATE, terms.certificateFile())
        .put(HttpKeywords.PRIVATE_KEY, terms.keyFile())
        .put(HttpKeywords.CLOSE_NOTIFY, terms.closeNotify());
  }
}
