package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.agent.config.words.ProbeKeywords;
import org.jspecify.annotations.Nullable;

/**
 * The checkers of real servers. Each becomes a check whose kind's keys stand in a mapping of their
 * own, with keepalived's defaults where they are not ours.
 */
final class Checkers {

  private static final Map<String, String> USUAL_PORTS =
      Map.of("http", "80", "https", "443", "smtp", "25", "dns", "53");

  private final BlockTranslation global;
  private final Tracked tracked;
  private final Map<String, Form> forms = new LinkedHashMap<>();
  private final Vocabulary ssl;
  private @Nullable BlockTranslation client;

  private record Form(CheckKind checks, Vocabulary vocabulary) {

    /** The name of the key that the check's own values stand under. */
    String kind() {
      return checks.key().name();
    }
  }

  Checkers(BlockTranslation global, Tracked tracked) {
    this.global = global;
    this.tracked = tracked;
    this.ssl =
        Vocabulary.of("SSL")
            .same(HttpKeywords.TLS.then(HttpKeywords.CERTIFICATE), "certificate")
            .same(HttpKeywords.TLS.then(HttpKeywords.PRIVATE_KEY), "key")
            .drop("password", "a key has no password; its permissions guard it")
            .drop("ca", "keepalived verifies no certificate, and neither does this check");
    forms.put("TCP_CHECK", new Form(CheckKind.TCP, CheckWords.target("TCP_CHECK", CheckKind.TCP)));
    forms.put(
        "HTTP_GET", new Form(CheckKind.HTTP, HttpCheckWords.http("HTTP_GET", CheckKind.HTTP)));
    forms.put(
        "SSL_GET", new Form(CheckKind.HTTPS, HttpCheckWords.http("SSL_GET", CheckKind.HTTPS)));
    forms.put(
        "SMTP_CHECK",
        new Form(
            CheckKind.SMTP,
            CheckWords.target("SMTP_CHECK", CheckKind.SMTP)
                .same(CheckKind.SMTP.key().then(ProbeKeywords.HELO_NAME), "helo_name")
                .keep("a check for each", "host")));
    forms.put("DNS_CHECK", new Form(CheckKind.DNS, CheckWords.dns()));
    forms.put("UDP_CHECK", new Form(CheckKind.UDP, CheckWords.udp()));
    forms.put(
        "PING_CHECK", new Form(CheckKind.PING, CheckWords.target("PING_CHECK", CheckKind.PING)));
    forms.put("MISC_CHECK", new Form(CheckKind.SCRIPT, CheckWords.script()));
    forms.put("FILE_CHECK", new Form(CheckKind.FILE, CheckWords.file()));
    forms.put("BFD_CHECK", new Form(CheckKind.BFD, CheckWords.bfd()));
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
    var all = new ArrayList<Vocabulary>(List.of(ssl, HttpCheckWords.URL));
    forms.values().forEach(form -> all.add(form.vocabulary()));
    return all;
  }

  /** {@code SSL { ... }}. */
  void clientCertificate(Statement block) {
    client = global.with(new Mapping(block.place()));
    ssl.read(block.block(), client);
  }

  /**
   * Reads the checkers of a real server.
   *
   * @param port what they ask at that name no port; empty for the server's
   */
  void read(Mapping service, BlockTranslation server, Statement block, String port) {
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
        var translation = server.with(new Mapping(statement.place()));
        translation.out().section(form.kind(), statement.place());
        form.vocabulary().read(statement.block(), translation);
        if (host != statement) {
          form.vocabulary().read(host.block(), translation);
        }
        finish(service, server.out(), translation, form.kind(), port);
        if (isUsable(translation, form.kind())) {
          server.out().add("check", translation.out());
        }
      }
    }
  }

  private void finish(
      Mapping service, Mapping server, BlockTranslation translation, String kind, String port) {
    var check = translation.out();
    var place = check.place();
    var section = check.section(kind, place);
    switch (kind) {
      case "http", "https" -> {
        otherwise(service, server, check, "retry-delay", "3s");
        section.putIfAbsent("version", place, "1.0");
        onlyRequest(section);
        if (kind.equals("https")) {
          tls(translation, section, place);
        } else {
          section.remove("tls");
        }
      }
      case "dns" -> {
        var interval = text(check, server, service);
        otherwise(service, server, check, "retry-delay", interval);
      }
      case "script" -> {
        runner(translation, section);
        var loop = service.text("check-timing.interval");
        check.putIfAbsent("timeout", place, loop == null ? "60s" : loop);
      }
      case "udp" -> {
        if (!section.has("reply")
            && (section.has("min-reply-length") || section.has("max-reply-length"))) {
          translation.remarked(
              place, "the lengths of a reply count only with require_reply; ignored");
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
      translation.remarked(
          place,
          "a check of a server without a port; it asks at "
              + usual
              + ", where keepalived asks at 0 and fails (write connect_port)");
      section.put("port", place, usual);
    }
  }

  /** Whether a check has a port to inherit. */
  private static boolean hasPort(Mapping service, Mapping server) {
    if (Endpoints.hasPort(server.text("address", ""))
        || Endpoints.hasPort(service.text("address", ""))) {
      return true;
    }
    var addresses = service.items("addresses");
    return !addresses.isEmpty()
        && addresses.stream()
            .allMatch(item -> item instanceof Text text && Endpoints.hasPort(text.text()));
  }

  /** Without a user to run it there is no command. */
  private static void runner(BlockTranslation translation, Mapping script) {
    var own = translation.said("user");
    boolean runs =
        own == null
            ? translation.users().putStandard(script.place(), "MISC_CHECK", script, "")
            : translation.users().put(own, 1, script, "");
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
  private void tls(BlockTranslation translation, Mapping https, FilePosition place) {
    var tls = https.section("tls", place);
    tls.put("insecure", place, "true");
    if (GlobalDefs.isOn(translation, "tls_compliant")) {
      tls.put("close-notify", place, "true");
    }
    if (client != null) {
      tls.put("certificate", client.out().get("tls.certificate"));
      tls.put("key", client.out().get("tls.key"));
    }
  }

  private boolean isUsable(BlockTranslation translation, String kind) {
    var out = translation.out();
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
      translation.repaired(out.place(), "a check without " + lack + "; ignored");
    }
    return lack.isEmpty();
  }

  private boolean isDefined(@Nullable String name, String kind) {
    return name != null && tracked.has(kind, name);
  }
}
