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
import org.jspecify.annotations.Nullable;

/**
 * The checkers of real servers. Each becomes a check whose kind's keys stand in a mapping of their
 * own, with keepalived's defaults where they are not ours.
 */
final class Checkers {

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final String COUNTED = "the status counts all failures";

  private static final Map<String, String> USUAL_PORTS =
      Map.of("http", "80", "https", "443", "smtp", "25", "dns", "53");

  private final Scope global;
  private final Tracked tracked;
  private final Map<String, Form> forms = new LinkedHashMap<>();
  private final Vocabulary ssl;
  private @Nullable Scope client;

  private record Form(String kind, Vocabulary vocabulary) {}

  Checkers(Scope global, Tracked tracked) {
    this.global = global;
    this.tracked = tracked;
    this.ssl =
        Vocabulary.of("SSL")
            .text("certificate", "tls.certificate")
            .text("key", "tls.key")
            .drop("password", "a key has no password; its permissions guard it")
            .drop("ca", "keepalived verifies no certificate, and neither does this check");
    forms.put("TCP_CHECK", new Form("tcp", target("TCP_CHECK", "tcp")));
    forms.put("HTTP_GET", new Form("http", http("HTTP_GET", "http")));
    forms.put("SSL_GET", new Form("https", http("SSL_GET", "https")));
    forms.put(
        "SMTP_CHECK",
        new Form(
            "smtp",
            target("SMTP_CHECK", "smtp")
                .text("helo_name", "smtp.helo-name")
                .keep("host", "a check for each")));
    forms.put("DNS_CHECK", new Form("dns", dns()));
    forms.put("UDP_CHECK", new Form("udp", udp()));
    forms.put("PING_CHECK", new Form("ping", target("PING_CHECK", "ping")));
    forms.put("MISC_CHECK", new Form("script", script()));
    forms.put("FILE_CHECK", new Form("file", file()));
    forms.put("BFD_CHECK", new Form("bfd", bfd()));
  }

  /** Their keywords in a real server; they are read when the rest of it is known. */
  Vocabulary addTo(Vocabulary server) {
    forms.forEach((keyword, form) -> server.keep(keyword, "check." + form.kind()));
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
        .number("retry", "retries", 0, 10_000)
        .seconds("delay_before_retry", "retry-delay", 0, DAY)
        .seconds("warmup", "warmup", 0, DAY)
        .seconds("delay_loop", "interval", 10_000_000, DAY)
        .carry("alpha", "start: down", VirtualServers::alpha)
        .drop("log_all_failures", COUNTED);
  }

  private static Vocabulary target(String block, String kind) {
    var vocabulary =
        timing(block)
            .seconds("connect_timeout", "timeout", 1_000_000, 3600 * SECOND)
            .address("connect_ip", kind + ".address")
            .address("bindto", kind + ".bind-address")
            .text("bind_if", kind + ".bind-interface")
            .number("fwmark", kind + ".firewall-mark", 0, 0xffff_ffffL);
    return kind.equals("ping")
        ? vocabulary.drop("connect_port bind_port", "echo requests have no ports")
        : vocabulary
            .number("connect_port", kind + ".port", 1, 65_535)
            .number("bind_port", kind + ".bind-port", 1, 65_535);
  }

  private static Vocabulary http(String block, String kind) {
    return target(block, kind)
        .number("nb_get_retry", "retries", 0, 10_000)
        .text("virtualhost", kind + ".host")
        .carry("http_protocol", kind + ".version", (scope, s) -> version(scope, s, kind))
        .keep("enable_sni", "nothing: a host's name is always asked for")
        .text("sni_name", kind + ".tls.server-name")
        .keep("fast_recovery", "nothing: every run asks for all of the URLs")
        .keep("tls_compliant", kind + ".tls.close-notify")
        .carry("url", kind + ".requests", (scope, s) -> url(scope, s, kind));
  }

  private static final Vocabulary URL =
      Vocabulary.of("url")
          .carry("path", "path", Checkers::path)
          .text("digest", "digest")
          .carry("status_code", "status", Checkers::status)
          .text("virtualhost", "host")
          .text("regex", "match")
          .keep("regex_no_match", "no-match in match's place")
          .carry("regex_options", "match-options", Checkers::regexOptions)
          .drop("regex_min_offset regex_max_offset", "the whole body is searched")
          .drop("regex_stack", "the search needs none")
          .keep("tls_compliant", "tls.close-notify of the check");

  private static void url(Scope scope, Statement block, String kind) {
    var url = scope.with(new Mapping(block.place()));
    URL.read(block.block(), url);
    var out = url.out();
    var match = out.get("match");
    if (match != null && GlobalDefs.isOn(url, "regex_no_match")) {
      out.remove("match");
      out.put("no-match", match);
    }
    if (!out.has("path")) {
      scope.repaired(block.place(), "a url without a path; ignored");
      return;
    }
    if (GlobalDefs.isOn(url, "tls_compliant") && kind.equals("https")) {
      scope.out().put("https.tls.close-notify", block.place(), "true");
    }
    scope.out().add(kind + ".requests", out);
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
    scope.out().put("path", s.place(1), text);
  }

  private static void version(Scope scope, Statement s, String kind) {
    switch (s.word(1)) {
      case "1.0", "1.0C", "1.0c" -> scope.out().put(kind + ".version", s.place(1), "1.0");
      case "1.1" -> scope.out().put(kind + ".version", s.place(1), "1.1");
      default -> scope.repaired(s.place(1), "unknown http_protocol " + s.word(1) + "; ignored");
    }
  }

  private static void status(Scope scope, Statement s) {
    for (var word : s.from(1)) {
      scope.out().add("status", new Text(word.place(), word.text()));
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
        scope.out().add("match-options", new Text(word.place(), option));
      }
    }
  }

  private static Vocabulary dns() {
    return target("DNS_CHECK", "dns")
        .carry(
            "type",
            "dns.type",
            (scope, s) ->
                scope.out().put("dns.type", s.place(1), s.word(1).toUpperCase(Locale.ROOT)))
        .text("name", "dns.name");
  }

  private static Vocabulary udp() {
    return target("UDP_CHECK", "udp")
        .carry("payload", "udp.payload", (scope, s) -> hexadecimal(scope, s, "udp.payload"))
        .carry(
            "require_reply",
            "udp.reply",
            (scope, s) -> {
              scope.out().put("udp.reply", s.place(), "any"); // also when its bytes are none
              if (s.size() > 1) {
                hexadecimal(scope, s, "udp.reply");
              }
            })
        .number("min_reply_length", "udp.min-reply-length", 0, 65_535)
        .number("max_reply_length", "udp.max-reply-length", 0, 65_535);
  }

  /** Two digits a byte; a single one behind them is a byte, too. */
  private static void hexadecimal(Scope scope, Statement s, String path) {
    var digits = new StringBuilder();
    for (var word : s.from(1)) {
      for (var part : word.text().split("\\s+", -1)) {
        int whole = part.length() - part.length() % 2;
        digits.append(part, 0, whole).append(whole < part.length() ? "0" : "");
        digits.append(part, whole, part.length());
      }
    }
    var wild = path.equals("udp.reply") ? "xX" : "";
    if (!digits.toString().matches("([0-9a-fA-F" + wild + "]{2})+")) {
      scope.repaired(
          s.place(1), s.keyword() + " has bytes that are no hexadecimal digits; ignored");
      return;
    }
    scope.out().put(path, s.place(1), digits.toString());
  }

  private Vocabulary script() {
    return timing("MISC_CHECK")
        .carry(
            "misc_path",
            "script.command",
            (scope, s) -> scope.out().put("script.command", scope.command(s)))
        .wholeSeconds("misc_timeout", "timeout", 1, 3600)
        .bool("misc_dynamic", "script.dynamic")
        .keep("user", "script.user, script.group");
  }

  private static Vocabulary file() {
    return Vocabulary.of("FILE_CHECK")
        .text("track_file", "file.name")
        .carry(
            "weight",
            "file.weight, file.reverse",
            (scope, s) -> {
              var below = scope.out().section("file", s.place());
              Tracked.weight(scope.with(below), s, 1, Integer.MAX_VALUE);
              if (s.word(2).equals("noreverse")) {
                below.put("reverse", s.place(2), "false");
              }
            })
        .carry("alpha", "start: down", VirtualServers::alpha)
        .drop("log_all_failures", COUNTED)
        .drop("delay_loop retry delay_before_retry warmup", "changes of a file are told");
  }

  private static Vocabulary bfd() {
    return Vocabulary.of("BFD_CHECK")
        .text("name", "bfd.session")
        .carry("alpha", "start: down", VirtualServers::alpha)
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
