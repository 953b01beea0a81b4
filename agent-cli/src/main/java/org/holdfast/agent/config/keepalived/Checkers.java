package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.agent.config.words.ProbeKeywords;
import org.holdfast.agent.config.words.TargetKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.jspecify.annotations.Nullable;

/**
 * The checkers of real servers. Each becomes a check whose kind's keys stand in a mapping of their
 * own, with keepalived's defaults where they are not ours.
 */
final class Checkers {

  /** What {@code alpha} becomes where its value counts. */
  static final Becomes DOWN = Becomes.of(CheckKeywords.START).with(": down");

  private static final String COUNTED = "the status counts all failures";

  private static final Map<String, String> USUAL_PORTS =
      Map.of("http", "80", "https", "443", "smtp", "25", "dns", "53");

  private final Scope global;
  private final Tracked tracked;
  private final Map<String, Form> forms = new LinkedHashMap<>();
  private final Vocabulary ssl;
  private @Nullable Scope client;

  private record Form(CheckKind checks, Vocabulary vocabulary) {

    /** The name of the key that the check's own values stand under. */
    String kind() {
      return checks.key().name();
    }
  }

  Checkers(Scope global, Tracked tracked) {
    this.global = global;
    this.tracked = tracked;
    this.ssl =
        Vocabulary.of("SSL")
            .same(HttpKeywords.TLS.then(HttpKeywords.CERTIFICATE), "certificate")
            .same(HttpKeywords.TLS.then(HttpKeywords.PRIVATE_KEY), "key")
            .drop("password", "a key has no password; its permissions guard it")
            .drop("ca", "keepalived verifies no certificate, and neither does this check");
    forms.put("TCP_CHECK", new Form(CheckKind.TCP, target("TCP_CHECK", CheckKind.TCP)));
    forms.put("HTTP_GET", new Form(CheckKind.HTTP, http("HTTP_GET", CheckKind.HTTP)));
    forms.put("SSL_GET", new Form(CheckKind.HTTPS, http("SSL_GET", CheckKind.HTTPS)));
    forms.put(
        "SMTP_CHECK",
        new Form(
            CheckKind.SMTP,
            target("SMTP_CHECK", CheckKind.SMTP)
                .same(CheckKind.SMTP.key().then(ProbeKeywords.HELO_NAME), "helo_name")
                .keep("a check for each", "host")));
    forms.put("DNS_CHECK", new Form(CheckKind.DNS, dns()));
    forms.put("UDP_CHECK", new Form(CheckKind.UDP, udp()));
    forms.put("PING_CHECK", new Form(CheckKind.PING, target("PING_CHECK", CheckKind.PING)));
    forms.put("MISC_CHECK", new Form(CheckKind.SCRIPT, script()));
    forms.put("FILE_CHECK", new Form(CheckKind.FILE, file()));
    forms.put("BFD_CHECK", new Form(CheckKind.BFD, bfd()));
  }

  /** Their keywords in a real server; they are read when the rest of it is known. */
  Vocabulary addTo(Vocabulary server) {
    forms.forEach((keyword, form) ->
        server.keep(
            Becomes.described(
                CheckKeywords.CHECK.then(form.checks().key()).path(),
                CheckKeywords.CHECK,
                form.checks().key()),
            keyword));
    return server;
  }

  List<Vocabulary> vocabularies() {
    var all = new ArrayList<Vocabulary>(List.of(ssl, URL));
    forms.values().forEach(form -> all.add(form.vocabulary()));
    return all;
  }

  /** {@code SSL { ... }}. */
  void clientCertificate(Statement block) {
    client = global.with(new Mapping(block.place()));
    ssl.read(block.block(), client);
  }

  private static Vocabulary timing(String block) {
    return Vocabulary.of(block)
        .same(TimingKeywords.RETRIES, "retry")
        .same(TimingKeywords.RETRY_DELAY, "delay_before_retry")
        .same(TimingKeywords.WARMUP, "warmup")
        .same(TimingKeywords.INTERVAL, "delay_loop")
        .carry(DOWN, "alpha", VirtualServers::alpha)
        .drop("log_all_failures", COUNTED);
  }

  private static Vocabulary target(String block, CheckKind kind) {
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

  private static Vocabulary http(String block, CheckKind kind) {
    var own = kind.key();
    var tls = own.then(HttpKeywords.TLS);
    return target(block, kind)
        .same(TimingKeywords.RETRIES, "nb_get_retry")
        .same(own.then(HttpKeywords.HOST), "virtualhost")
        .carry(
            own.then(HttpKeywords.VERSION),
            "http_protocol",
            (scope, s) -> version(scope, s, own.then(HttpKeywords.VERSION)))
        .keep(
            Becomes.described(
                "nothing: a host's name is always asked for", HttpKeywords.SERVER_NAME),
            "enable_sni")
        .carry(
            ofTls(kind, HttpKeywords.SERVER_NAME),
            "sni_name",
            (scope, s) -> scope.out().put(tls.then(HttpKeywords.SERVER_NAME), scope.text(s)))
        .keep(
            Becomes.described(
                "nothing: every run asks for all of the URLs", TimingKeywords.FAST_INTERVAL),
            "fast_recovery")
        .keep(ofTls(kind, HttpKeywords.CLOSE_NOTIFY), "tls_compliant")
        .carry(own.then(HttpKeywords.REQUESTS), "url", (scope, s) -> url(scope, s, kind));
  }

  /** Only a check over TLS has these keys: without it the words are read and have no effect. */
  private static Becomes ofTls(CheckKind kind, Key<?> key) {
    var path = kind.key().then(HttpKeywords.TLS).then(key);
    return kind == CheckKind.HTTPS ? Becomes.of(path) : Becomes.described(path.path());
  }

  private static final Vocabulary URL =
      Vocabulary.of("url")
          .carry(HttpKeywords.PATH, "path", Checkers::path)
          .same(HttpKeywords.DIGEST, "digest")
          .carry(HttpKeywords.STATUS, "status_code", Checkers::status)
          .same(HttpKeywords.HOST, "virtualhost")
          .same(HttpKeywords.MATCH, "regex")
          .keep(Becomes.of(HttpKeywords.NO_MATCH).with(" in match's place"), "regex_no_match")
          .carry(HttpKeywords.MATCH_OPTIONS, "regex_options", Checkers::regexOptions)
          .drop("regex_min_offset regex_max_offset", "the whole body is searched")
          .drop("regex_stack", "the search needs none")
          .keep(
              Becomes.of(HttpKeywords.TLS.then(HttpKeywords.CLOSE_NOTIFY)).with(" of the check"),
              "tls_compliant");

  private static void url(Scope scope, Statement block, CheckKind kind) {
    var url = scope.with(new Mapping(block.place()));
    URL.read(block.block(), url);
    var out = url.out();
    var match = out.get(HttpKeywords.MATCH);
    if (match != null && GlobalDefs.isOn(url, "regex_no_match")) {
      out.remove(HttpKeywords.MATCH);
      out.put(HttpKeywords.NO_MATCH, match);
    }
    if (!out.has(HttpKeywords.PATH)) {
      scope.repaired(block.place(), "a url without a path; ignored");
      return;
    }
    if (GlobalDefs.isOn(url, "tls_compliant") && kind == CheckKind.HTTPS) {
      scope
          .out()
          .put(
              kind.key().then(HttpKeywords.TLS).then(HttpKeywords.CLOSE_NOTIFY),
              block.place(),
              "true");
    }
    scope.out().add(kind.key().then(HttpKeywords.REQUESTS), out);
  }

  /** A blank is written as an URL has it, and a path begins with a slash. */
  private static void path(Scope scope, Statement s) {
    var path = scope.text(s);
    if (path == null) {
      return;
    }
    var text = path.text().replace(" ", "%20");
    text = text.startsWith("/") ? text : "/" + text;
    if (!text.equals(path.text())) {
      scope.remarked(s.place(1), "path " + path.text() + " is asked for as " + text);
    }
    scope.out().put(HttpKeywords.PATH, s.place(1), text);
  }

  private static void version(Scope scope, Statement s, KeyPath<?> version) {
    switch (s.word(1)) {
      case "1.0", "1.0C", "1.0c" -> scope.out().put(version, s.place(1), "1.0");
      case "1.1" -> scope.out().put(version, s.place(1), "1.1");
      default -> scope.repaired(s.place(1), "unknown http_protocol " + s.word(1) + "; ignored");
    }
  }

  private static void status(Scope scope, Statement s) {
    for (var word : s.from(1)) {
      scope.out().add(HttpKeywords.STATUS, new Text(word.place(), word.text()));
    }
  }

  private static void regexOptions(Scope scope, Statement s) {
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
        scope.notCarried(word.place(), "regex_options " + word.text(), "Java's regex has no such");
      } else {
        scope.out().add(HttpKeywords.MATCH_OPTIONS, new Text(word.place(), option));
      }
    }
  }

  private static Vocabulary dns() {
    var own = CheckKind.DNS.key();
    var type = own.then(ProbeKeywords.RECORD_TYPE);
    return target("DNS_CHECK", CheckKind.DNS)
        .carry(
            type,
            "type",
            (scope, s) -> scope.out().put(type, s.place(1), s.word(1).toUpperCase(Locale.ROOT)))
        .same(own.then(ProbeKeywords.QUESTION), "name");
  }

  private static Vocabulary udp() {
    var own = CheckKind.UDP.key();
    var payload = own.then(ProbeKeywords.PAYLOAD);
    var reply = own.then(ProbeKeywords.REPLY);
    return target("UDP_CHECK", CheckKind.UDP)
        .carry(payload, "payload", (scope, s) -> hexadecimal(scope, s, payload, ""))
        .carry(
            reply,
            "require_reply",
            (scope, s) -> {
              scope.out().put(reply, s.place(), "any"); // also when its bytes are none
              if (s.size() > 1) {
                hexadecimal(scope, s, reply, "xX");
              }
            })
        .same(own.then(ProbeKeywords.LEAST_REPLY), "min_reply_length")
        .same(own.then(ProbeKeywords.MOST_REPLY), "max_reply_length");
  }

  /**
   * Two digits a byte; a single one behind them is a byte, too.
   *
   * @param wild what may stand in the place of a digit
   */
  private static void hexadecimal(Scope scope, Statement s, KeyPath<?> path, String wild) {
    var digits = new StringBuilder();
    for (var word : s.from(1)) {
      for (var part : word.text().split("\\s+", -1)) {
        int whole = part.length() - part.length() % 2;
        digits.append(part, 0, whole).append(whole < part.length() ? "0" : "");
        digits.append(part, whole, part.length());
      }
    }
    if (!digits.toString().matches("([0-9a-fA-F" + wild + "]{2})+")) {
      scope.repaired(
          s.place(1), s.keyword() + " has bytes that are no hexadecimal digits; ignored");
      return;
    }
    scope.out().put(path, s.place(1), digits.toString());
  }

  private Vocabulary script() {
    var own = CheckKind.SCRIPT.key();
    var command = own.then(ProbeKeywords.COMMAND);
    return timing("MISC_CHECK")
        .carry(command, "misc_path", (scope, s) -> scope.out().put(command, scope.command(s)))
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
            (scope, s) -> {
              var below = scope.out().section(own, s.place());
              Tracked.weight(scope.with(below), s, 1, Integer.MAX_VALUE);
              if (s.word(2).equals("noreverse")) {
                below.put(ProbeKeywords.FILE_REVERSE, s.place(2), "false");
              }
            })
        .carry(DOWN, "alpha", VirtualServers::alpha)
        .drop("log_all_failures", COUNTED)
        .drop("delay_loop retry delay_before_retry warmup", "changes of a file are told");
  }

  private static Vocabulary bfd() {
    return Vocabulary.of("BFD_CHECK")
        .same(CheckKind.BFD.key().then(ProbeKeywords.SESSION), "name")
        .carry(DOWN, "alpha", VirtualServers::alpha)
        .drop("log_all_failures", COUNTED)
        .drop("delay_loop retry delay_before_retry warmup", "changes of a session are told");
  }

  /**
   * Reads the checkers of a real server.
   *
   * @param port what they ask at that name no port; empty for the server's
   */
  void read(Mapping service, Scope server, Statement block, String port) {
    for (var statement : block.block()) {
      var form = forms.get(statement.keyword());
      if (form == null) {
        continue;
      }
      var hosts = new ArrayList<Statement>();
      statement.block().stream().filter(s -> s.keyword().equals("host")).forEach(hosts::add);
      if (hosts.isEmpty()) {
        hosts.add(statement);
      }
      for (var host : hosts) {
        var scope = server.with(new Mapping(statement.place()));
        scope.out().section(form.kind(), statement.place());
        form.vocabulary().read(statement.block(), scope);
        if (host != statement) {
          form.vocabulary().read(host.block(), scope);
        }
        finish(service, server.out(), scope, form.kind(), port);
        if (isUsable(scope, form.kind())) {
          server.out().add("check", scope.out());
        }
      }
    }
  }

  private void finish(Mapping service, Mapping server, Scope scope, String kind, String port) {
    var check = scope.out();
    var place = check.place();
    var section = check.section(kind, place);
    switch (kind) {
      case "http", "https" -> {
        otherwise(service, server, check, "retry-delay", "3s");
        section.putIfAbsent("version", place, "1.0");
        onlyRequest(section);
        if (kind.equals("https")) {
          tls(scope, section, place);
        } else {
          section.remove("tls");
        }
      }
      case "dns" -> {
        var interval = text(check, server, service);
        otherwise(service, server, check, "retry-delay", interval);
      }
      case "script" -> {
        runner(scope, section);
        var loop = service.text("check-timing.interval");
        check.putIfAbsent("timeout", place, loop == null ? "60s" : loop);
      }
      case "udp" -> {
        if (!section.has("reply")
            && (section.has("min-reply-length") || section.has("max-reply-length"))) {
          scope.remarked(place, "the lengths of a reply count only with require_reply; ignored");
          section.remove("min-reply-length");
          section.remove("max-reply-length");
        }
      }
      default -> {}
    }
    if (List.of("ping", "script", "file", "bfd").contains(kind)) {
      return;
    }
    if (!port.isEmpty()) {
      section.putIfAbsent("port", place, port);
    }
    var usual = USUAL_PORTS.get(kind);
    if (usual != null && !section.has("port") && !hasPort(service, server)) {
      scope.remarked(
          place,
          "a check of a server without a port; it asks at "
              + usual
              + ", where keepalived asks at 0 and fails (write connect_port)");
      section.put("port", place, usual);
    }
  }

  /** Whether a check has a port to inherit. */
  private static boolean hasPort(Mapping service, Mapping server) {
    if (VirtualServers.hasPort(server.text("address", ""))
        || VirtualServers.hasPort(service.text("address", ""))) {
      return true;
    }
    var addresses = service.items("addresses");
    return !addresses.isEmpty()
        && addresses.stream()
            .allMatch(item -> item instanceof Text text && VirtualServers.hasPort(text.text()));
  }

  /** Without a user to run it there is no command. */
  private static void runner(Scope scope, Mapping script) {
    var own = scope.said("user");
    boolean runs =
        own == null
            ? scope.users().putStandard(script.place(), "MISC_CHECK", script, "")
            : scope.users().put(own, 1, script, "");
    if (!runs) {
      script.remove("command");
    }
  }

  /** A checker's own interval, else the server's, else the virtual server's. */
  private static String text(Mapping check, Mapping server, Mapping service) {
    for (var text :
        new String[] {
          check.text("interval"),
          server.text("check-timing.interval"),
          service.text("check-timing.interval")
        }) {
      if (text != null) {
        return text;
      }
    }
    return "60s";
  }

  private static void otherwise(
      Mapping service, Mapping server, Mapping check, String key, String standard) {
    if (!server.has("check-timing." + key) && !service.has("check-timing." + key)) {
      check.putIfAbsent(key, check.place(), standard);
    }
  }

  /** The keys of a single URL stand in the check itself. */
  private static void onlyRequest(Mapping http) {
    var requests = http.items("requests");
    if (requests.size() == 1 && requests.getFirst() instanceof Mapping only) {
      http.remove("requests");
      http.members().putAll(only.members());
    }
  }

  /** Reference: keepalived looks at no certificate. */
  private void tls(Scope scope, Mapping https, FilePosition place) {
    var tls = https.section("tls", place);
    tls.put("insecure", place, "true");
    if (GlobalDefs.isOn(scope, "tls_compliant")) {
      tls.put("close-notify", place, "true");
    }
    if (client != null) {
      tls.put("certificate", client.out().get("tls.certificate"));
      tls.put("key", client.out().get("tls.key"));
    }
  }

  private boolean isUsable(Scope scope, String kind) {
    var out = scope.out();
    var lack =
        switch (kind) {
          case "script" -> out.has("script.command") ? "" : "a command that can be run";
          case "file" -> isDefined(out.text("file.name"), "file") ? "" : "a track_file";
          case "bfd" -> isDefined(out.text("bfd.session"), "bfd") ? "" : "a bfd_instance";
          case "http", "https" ->
              out.has(kind + ".path") || out.get(kind + ".requests") instanceof Items
                  ? ""
                  : "a url";
          default -> "";
        };
    if (!lack.isEmpty()) {
      scope.repaired(out.place(), "a check without " + lack + "; ignored");
    }
    return lack.isEmpty();
  }

  private boolean isDefined(@Nullable String name, String kind) {
    return name != null && tracked.has(kind, name);
  }
}
