package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.keepalived.ScriptUsers.CommandKeys;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.agent.config.words.ProbeKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.TargetKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.vrrp.TrackKind;
import org.jspecify.annotations.Nullable;

/**
 * The checkers of real servers. Each becomes a check whose kind's keys stand in a mapping of their
 * own, with keepalived's defaults where ours are different.
 */
final class Checkers {

  static final Key<Fields> TIMING = TimingKeywords.CHECK_TIMING;

  private static final Map<CheckKind, String> USUAL_PORTS =
      Map.of(
          CheckKind.HTTP, "80",
          CheckKind.HTTPS, "443",
          CheckKind.SMTP, "25",
          CheckKind.DNS, "53");

  private static final CommandKeys COMMAND =
      new CommandKeys(ProbeKeywords.COMMAND, ProbeKeywords.USER, ProbeKeywords.GROUP);

  private final BlockTranslation global;
  private final Tracked tracked;
  private final Map<String, Form> forms = new LinkedHashMap<>();
  private final Vocabulary ssl;
  private @Nullable BlockTranslation client;

  private record Form(CheckKind kind, Vocabulary vocabulary) {}

  Checkers(BlockTranslation global, Tracked tracked) {
    this.global = global;
    this.tracked = tracked;
    this.ssl =
        Vocabulary.of("SSL")
            .same(HttpKeywords.TLS.then(HttpKeywords.CERTIFICATE), "certificate")
            .same(HttpKeywords.TLS.then(HttpKeywords.PRIVATE_KEY), "key")
            .drop("password", "a key has no password; file permissions protect it")
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
                .keep("one check for each", "host")));
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
                CheckKeywords.CHECK.then(form.kind().key()).path(),
                CheckKeywords.CHECK,
                form.kind().key()),
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
   * @param port the port of checks that name none; empty for the server's
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
        translation.out().section(form.kind().key(), statement.place());
        form.vocabulary().read(statement.block(), translation);
        if (host != statement) {
          form.vocabulary().read(host.block(), translation);
        }
        finish(service, server.out(), translation, form.kind(), port);
        if (isUsable(translation, form.kind())) {
          server.out().add(CheckKeywords.CHECK, translation.out());
        }
      }
    }
  }

  private void finish(
      Mapping service, Mapping server, BlockTranslation translation, CheckKind kind, String port) {
    var check = translation.out();
    var place = check.place();
    var section = check.section(kind.key(), place);
    switch (kind) {
      case HTTP, HTTPS -> {
        otherwise(service, server, check, TimingKeywords.RETRY_DELAY, "3s");
        section.putIfAbsent(HttpKeywords.VERSION, place, "1.0");
        onlyRequest(section);
        if (kind == CheckKind.HTTPS) {
          tls(translation, section, place);
        } else {
          section.remove(HttpKeywords.TLS);
        }
      }
      case DNS -> {
        var interval = interval(check, server, service);
        otherwise(service, server, check, TimingKeywords.RETRY_DELAY, interval);
      }
      case SCRIPT -> {
        runner(translation, section);
        var loop = service.text(TIMING.then(TimingKeywords.INTERVAL), "60s");
        check.putIfAbsent(TimingKeywords.TIMEOUT, place, loop);
      }
      case UDP -> {
        if (!section.has(ProbeKeywords.REPLY)
            && (section.has(ProbeKeywords.LEAST_REPLY) || section.has(ProbeKeywords.MOST_REPLY))) {
          translation.remarked(
              place, "the lengths of a reply count only with require_reply; ignored");
          section.remove(ProbeKeywords.LEAST_REPLY);
          section.remove(ProbeKeywords.MOST_REPLY);
        }
      }
      case TCP, SMTP, PING, AGENT, FILE, BFD -> {}
    }
    switch (kind) {
      case PING, AGENT, SCRIPT, FILE, BFD -> {}
      case TCP, HTTP, HTTPS, SMTP, DNS, UDP -> {
        if (!port.isEmpty()) {
          section.putIfAbsent(TargetKeywords.PORT, place, port);
        }
        var usual = USUAL_PORTS.get(kind);
        if (usual != null && !section.has(TargetKeywords.PORT) && !hasPort(service, server)) {
          translation.remarked(
              place,
              "neither the check nor the server has a port; the check uses "
                  + usual
                  + ", where keepalived uses 0 and fails (write connect_port)");
          section.put(TargetKeywords.PORT, place, usual);
        }
      }
    }
  }

  /** Whether a check has a port to inherit. */
  private static boolean hasPort(Mapping service, Mapping server) {
    if (Endpoints.hasPort(server.text(ServerKeywords.ADDRESS, ""))
        || Endpoints.hasPort(service.text(ServiceKeywords.ADDRESS, ""))) {
      return true;
    }
    var addresses = service.items(ServiceKeywords.ADDRESSES);
    return !addresses.isEmpty()
        && addresses.stream()
            .allMatch(item -> item instanceof Text text && Endpoints.hasPort(text.text()));
  }

  /** Writes the user of the command; removes a command that must not run. */
  private static void runner(BlockTranslation translation, Mapping script) {
    var own = translation.said("user");
    boolean runs =
        own == null
            ? translation.users().putStandard(script.place(), "MISC_CHECK", script, COMMAND)
            : translation.users().put(own, 1, script, COMMAND);
    if (!runs) {
      script.remove(ProbeKeywords.COMMAND);
    }
  }

  /** The check's own interval, else the server's, else the virtual server's. */
  private static String interval(Mapping check, Mapping server, Mapping service) {
    var shared = TIMING.then(TimingKeywords.INTERVAL);
    return check.text(TimingKeywords.INTERVAL, server.text(shared, service.text(shared, "60s")));
  }

  private static void otherwise(
      Mapping service, Mapping server, Mapping check, Key<?> key, String standard) {
    if (!server.has(TIMING.then(key)) && !service.has(TIMING.then(key))) {
      check.putIfAbsent(key, check.place(), standard);
    }
  }

  /** The keys of a single URL stand in the check itself. */
  private static void onlyRequest(Mapping http) {
    var requests = http.items(HttpKeywords.REQUESTS);
    if (requests.size() == 1 && requests.getFirst() instanceof Mapping only) {
      http.remove(HttpKeywords.REQUESTS);
      http.members().putAll(only.members());
    }
  }

  /** keepalived does not verify certificates. */
  private void tls(BlockTranslation translation, Mapping https, FilePosition place) {
    var tls = https.section(HttpKeywords.TLS, place);
    tls.put(HttpKeywords.INSECURE, place, "true");
    if (GlobalDefs.isOn(translation, "tls_compliant")) {
      tls.put(HttpKeywords.CLOSE_NOTIFY, place, "true");
    }
    if (client != null) {
      for (var key : List.of(HttpKeywords.CERTIFICATE, HttpKeywords.PRIVATE_KEY)) {
        tls.put(key, client.out().get(HttpKeywords.TLS.then(key)));
      }
    }
  }

  private boolean isUsable(BlockTranslation translation, CheckKind kind) {
    var out = translation.out();
    var lack =
        switch (kind) {
          case SCRIPT ->
              out.has(kind.key().then(ProbeKeywords.COMMAND)) ? "" : "a command that can be run";
          case FILE ->
              isDefined(TrackKind.FILE, out.text(kind.key().then(ProbeKeywords.TRACK_FILE)))
                  ? ""
                  : "a track_file";
          case BFD ->
              isDefined(TrackKind.BFD, out.text(kind.key().then(ProbeKeywords.SESSION)))
                  ? ""
                  : "a bfd_instance";
          case HTTP, HTTPS ->
              out.has(kind.key().then(HttpKeywords.PATH))
                      || out.has(kind.key().then(HttpKeywords.REQUESTS))
                  ? ""
                  : "a url";
          case TCP, SMTP, DNS, UDP, PING, AGENT -> "";
        };
    if (!lack.isEmpty()) {
      translation.repaired(out.place(), "a check without " + lack + "; ignored");
    }
    return lack.isEmpty();
  }

  private boolean isDefined(TrackKind kind, @Nullable String name) {
    return name != null && tracked.has(kind, name);
  }
}
