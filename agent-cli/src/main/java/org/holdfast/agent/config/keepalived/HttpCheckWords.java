package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.agent.config.words.TimingKeywords;

/** The keywords of {@code HTTP_GET} and {@code SSL_GET}, and their translations. */
final class HttpCheckWords {

  /** The keywords of a {@code url} block. */
  static final Vocabulary URL =
      Vocabulary.of("url")
          .carry(HttpKeywords.PATH, "path", HttpCheckWords::path)
          .same(HttpKeywords.DIGEST, "digest")
          .carry(HttpKeywords.STATUS, "status_code", HttpCheckWords::status)
          .same(HttpKeywords.HOST, "virtualhost")
          .same(HttpKeywords.MATCH, "regex")
          .keep(Becomes.of(HttpKeywords.NO_MATCH).with(" in match's place"), "regex_no_match")
          .carry(HttpKeywords.MATCH_OPTIONS, "regex_options", HttpCheckWords::regexOptions)
          .same(HttpKeywords.MATCH_FROM, "regex_min_offset")
          .same(HttpKeywords.MATCH_TO, "regex_max_offset")
          .keep("nothing: Java's searches use the thread's own stack", "regex_stack")
          .keep(
              Becomes.of(HttpKeywords.TLS.then(HttpKeywords.CLOSE_NOTIFY)).with(" of the check"),
              "tls_compliant");

  private HttpCheckWords() {}

  /** Returns the keywords of an HTTP checker. */
  static Vocabulary http(String block, CheckKind kind) {
    var own = kind.key();
    var tls = own.then(HttpKeywords.TLS);
    return CheckWords.target(block, kind)
        .same(TimingKeywords.RETRIES, "nb_get_retry")
        .same(own.then(HttpKeywords.HOST), "virtualhost")
        .carry(
            own.then(HttpKeywords.VERSION),
            "http_protocol",
            (translation, s) -> version(translation, s, own.then(HttpKeywords.VERSION)))
        .keep(
            Becomes.described("nothing: the host's name is always sent", HttpKeywords.SERVER_NAME),
            "enable_sni")
        .carry(
            ofTls(kind, HttpKeywords.SERVER_NAME),
            "sni_name",
            (translation, s) ->
                translation.out().put(tls.then(HttpKeywords.SERVER_NAME), translation.text(s)))
        .keep(
            Becomes.described("nothing: every run requests all URLs", TimingKeywords.FAST_INTERVAL),
            "fast_recovery")
        .keep(ofTls(kind, HttpKeywords.CLOSE_NOTIFY), "tls_compliant")
        .carry(
            own.then(HttpKeywords.REQUESTS), "url", (translation, s) -> url(translation, s, kind));
  }

  /**
   * Returns the translation of a TLS keyword; in a check without TLS the keyword is read but has no
   * effect.
   */
  private static Becomes ofTls(CheckKind kind, Key<?> key) {
    var path = kind.key().then(HttpKeywords.TLS).then(key);
    return kind == CheckKind.HTTPS
        ? Becomes.of(path)
        : Becomes.described("nothing: the check has no TLS");
  }

  private static void url(BlockTranslation translation, Statement block, CheckKind kind) {
    var url = translation.with(new Mapping(block.place()));
    URL.read(block.block(), url);
    var out = url.out();
    var match = out.get(HttpKeywords.MATCH);
    if (match != null && GlobalDefs.isOn(url, "regex_no_match")) {
      out.remove(HttpKeywords.MATCH);
      out.put(HttpKeywords.NO_MATCH, match);
    }
    if (match == null) {
      for (var key :
          List.of(HttpKeywords.MATCH_OPTIONS, HttpKeywords.MATCH_FROM, HttpKeywords.MATCH_TO)) {
        if (out.has(key)) {
          translation.remarked(block.place(), "options of a regex without a regex; ignored");
          out.remove(key);
        }
      }
    }
    if (!out.has(HttpKeywords.PATH)) {
      translation.repaired(block.place(), "a url without a path; ignored");
      return;
    }
    if (GlobalDefs.isOn(url, "tls_compliant") && kind == CheckKind.HTTPS) {
      translation
          .out()
          .put(
              kind.key().then(HttpKeywords.TLS).then(HttpKeywords.CLOSE_NOTIFY),
              block.place(),
              "true");
    }
    translation.out().add(kind.key().then(HttpKeywords.REQUESTS), out);
  }

  /** Reads a path; replaces blanks by {@code %20} and adds a missing slash at the beginning. */
  private static void path(BlockTranslation translation, Statement s) {
    var path = translation.text(s);
    if (path == null) {
      return;
    }
    var text = path.text().replace(" ", "%20");
    text = text.startsWith("/") ? text : "/" + text;
    if (!text.equals(path.text())) {
      translation.remarked(s.place(1), "path " + path.text() + " is requested as " + text);
    }
    translation.out().put(HttpKeywords.PATH, s.place(1), text);
  }

  private static void version(BlockTranslation translation, Statement s, KeyPath<?> version) {
    switch (s.word(1)) {
      case "1.0", "1.0C", "1.0c" -> translation.out().put(version, s.place(1), "1.0");
      case "1.1" -> translation.out().put(version, s.place(1), "1.1");
      default ->
          translation.repaired(s.place(1), "unknown http_protocol " + s.word(1) + "; ignored");
    }
  }

  private static void status(BlockTranslation translation, Statement s) {
    for (var word : s.from(1)) {
      translation.out().add(HttpKeywords.STATUS, new Text(word.place(), word.text()));
    }
  }

  private static void regexOptions(BlockTranslation translation, Statement s) {
    for (var word : s.from(1)) {
      var option =
          switch (word.text()) {
            case "caseless" -> "ignore-case";
            case "multiline" -> "multiline";
            case "dotall" -> "dotall";
            case "extended" -> "comments";
            case "ucp", "utf" -> "unicode";
            default -> "";
          };
      if (option.isEmpty()) {
        translation.notCarried(
            word.place(), "regex_options " + word.text(), "Java's expressions have no such option");
      } else {
        translation.out().add(HttpKeywords.MATCH_OPTIONS, new Text(word.place(), option));
      }
    }
  }
}
