package org.holdfast.agent.config.keepalived;

import java.util.Locale;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.ProbeKeywords;
import org.holdfast.agent.config.words.TargetKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of the checkers and their translations; {@link HttpCheckWords} has those of HTTP
 * checkers.
 */
final class CheckWords {

  /** The translation of {@code alpha} where its value has an effect. */
  static final Becomes DOWN = Becomes.of(CheckKeywords.START).standing("down");

  private CheckWords() {}

  /** Returns the keywords of the checker of a kind; null if keepalived has none. */
  static @Nullable Vocabulary of(CheckKind kind) {
    return switch (kind) {
      case TCP -> target("TCP_CHECK", kind);
      case HTTP -> HttpCheckWords.http("HTTP_GET", kind);
      case HTTPS -> HttpCheckWords.http("SSL_GET", kind);
      case SMTP -> smtp();
      case DNS -> dns();
      case UDP -> udp();
      case PING -> target("PING_CHECK", kind);
      case AGENT -> null;
      case SCRIPT -> script();
      case FILE -> file();
      case BFD -> bfd();
    };
  }

  private static Vocabulary timing(String block) {
    return Vocabulary.of(block)
        .same(TimingKeywords.RETRIES, "retry")
        .same(TimingKeywords.RETRY_DELAY, "delay_before_retry")
        .same(TimingKeywords.WARMUP, "warmup")
        .same(TimingKeywords.INTERVAL, "delay_loop")
        .carry(DOWN, "alpha", ServiceWords::alpha)
        .same(TimingKeywords.LOG_FAILURES, "log_all_failures");
  }

  /** Returns the keywords of a checker that probes a server over the network. */
  static Vocabulary target(String block, CheckKind kind) {
    var own = kind.key();
    var vocabulary =
        timing(block)
            .same(TimingKeywords.TIMEOUT, "connect_timeout")
            .same(own.then(TargetKeywords.ADDRESS), "connect_ip")
            .same(own.then(TargetKeywords.BIND_ADDRESS), "bindto")
            .same(own.then(TargetKeywords.BIND_INTERFACE), "bind_if")
            .same(own.then(TargetKeywords.FIREWALL_MARK), "fwmark");
    return kind == CheckKind.PING
        ? vocabulary.drop("connect_port bind_port", "echo requests have no ports")
        : vocabulary
            .same(own.then(TargetKeywords.PORT), "connect_port")
            .same(own.then(TargetKeywords.BIND_PORT), "bind_port");
  }

  private static Vocabulary smtp() {
    return target("SMTP_CHECK", CheckKind.SMTP)
        .same(CheckKind.SMTP.key().then(ProbeKeywords.HELO_NAME), "helo_name")
        .keep("one check for each", "host");
  }

  private static Vocabulary dns() {
    var own = CheckKind.DNS.key();
    var type = own.then(ProbeKeywords.RECORD_TYPE);
    return target("DNS_CHECK", CheckKind.DNS)
        .carry(
            type,
            "type",
            (translation, s) ->
                translation.out().put(type, s.place(1), s.word(1).toUpperCase(Locale.ROOT)))
        .same(own.then(ProbeKeywords.QUESTION), "name");
  }

  private static Vocabulary udp() {
    var own = CheckKind.UDP.key();
    var payload = own.then(ProbeKeywords.PAYLOAD);
    var reply = own.then(ProbeKeywords.REPLY);
    return target("UDP_CHECK", CheckKind.UDP)
        .carry(payload, "payload", (translation, s) -> hexadecimal(translation, s, payload, ""))
        .carry(
            reply,
            "require_reply",
            (translation, s) -> {
              translation.out().put(reply, s.place(), "any"); // even without bytes
              if (s.size() > 1) {
                hexadecimal(translation, s, reply, "xX");
              }
            })
        .same(own.then(ProbeKeywords.LEAST_REPLY), "min_reply_length")
        .same(own.then(ProbeKeywords.MOST_REPLY), "max_reply_length");
  }

  /**
   * Reads bytes of two digits each; a single digit at the end is also a byte.
   *
   * @param wild the characters that may replace a digit
   */
  private static void hexadecimal(
      BlockTranslation translation, Statement s, KeyPath<?> path, String wild) {
    var digits = new StringBuilder();
    for (var word : s.from(1)) {
      for (var part : word.text().split("\\s+", -1)) {
        int whole = part.length() - part.length() % 2;
        digits.append(part, 0, whole).append(whole < part.length() ? "0" : "");
        digits.append(part, whole, part.length());
      }
    }
    if (!digits.toString().matches("([0-9a-fA-F" + wild + "]{2})+")) {
      translation.repaired(
          s.place(1), s.keyword() + " has bytes that are not hexadecimal digits; ignored");
      return;
    }
    translation.out().put(path, s.place(1), digits.toString());
  }

  private static Vocabulary script() {
    var own = CheckKind.SCRIPT.key();
    var command = own.then(ProbeKeywords.COMMAND);
    return timing("MISC_CHECK")
        .carry(
            command,
            "misc_path",
            (translation, s) -> translation.out().put(command, translation.command(s)))
        .wholeSeconds(TimingKeywords.TIMEOUT, "misc_timeout")
        .same(own.then(ProbeKeywords.DYNAMIC), "misc_dynamic")
        .keep(Becomes.of(own.then(ProbeKeywords.USER), own.then(ProbeKeywords.GROUP)), "user");
  }

  private static Vocabulary file() {
    var own = CheckKind.FILE.key();
    return Vocabulary.of("FILE_CHECK")
        .same(own.then(ProbeKeywords.TRACK_FILE), "track_file")
        .within(ProbeKeywords.FILE_REVERSE, "reverse")
        .carry(
            Becomes.of(own.then(ProbeKeywords.FILE_WEIGHT))
                .with(", " + own.then(ProbeKeywords.FILE_REVERSE)),
            "weight",
            (translation, s) -> {
              var below = translation.out().section(own, s.place());
              TrackedWords.weight(
                  translation.with(below),
                  s,
                  ProbeKeywords.FILE_WEIGHT,
                  ProbeKeywords.FILE_REVERSE);
              if (s.word(2).equals("noreverse")) {
                below.put(ProbeKeywords.FILE_REVERSE, s.place(2), "false");
              }
            });
  }

  private static Vocabulary bfd() {
    return Vocabulary.of("BFD_CHECK")
        .same(CheckKind.BFD.key().then(ProbeKeywords.SESSION), "name")
        .carry(DOWN, "alpha", ServiceWords::alpha);
  }
}
