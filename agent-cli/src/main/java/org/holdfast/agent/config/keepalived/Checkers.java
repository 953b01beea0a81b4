package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * The checkers of real servers. Each becomes a check with a mapping for the keys of its kind, and
 * with keepalived's defaults where ours are different.
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
  private boolean warnedOfLegacy;

  private record Form(CheckKind kind, Vocabulary vocabulary) {}

  Checkers(BlockTranslation global, Tracked tracked) {
    this.global = global;
    this.tracked = tracked;
    this.ssl =
        Vocabulary.of("SSL")
            .same(HttpKeywords.TLS.then(HttpKeywords.CERTIFICATE), "certificate")
            .same(HttpKeywords.TLS.then(HttpKeywords.PRIVATE_KEY), "key")
            .same(HttpKeywords.TLS.then(HttpKeywords.KEY_PASSWORD), "password")
            .drop("ca", "keepalived verifies no certificate, and neither does this check");
    for (var kind : CheckKind.values()) {
      var vocabulary = CheckWords.of(kind);
      if (vocabulary != null) {
        forms.put(vocabulary.block(), new Form(kind, vocabulary));
      }
    }
  }

  /**
   * Adds the keywords of the checkers to those of a real server; the checkers are read after the
   * rest of the server.
   */
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
   * @param port the port of checks that do not set one; empty to use the server's port
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
        givePort(service, server.out(), translation, form.kind(), port);
        var lack = finish(service, server.out(), translation, form.kind());
        if (lack.isEmpty()) {
          server.out().add(CheckKeywords.CHECK, translation.out());
        } else {
          translation.repaired(statement.place(), "a check without " + lack + "; ignored");
        }
      }
    }
  }

  /**
   * Sets the missing port of a check to the real server's port, or else to the protocol's default
   * port.
   */
  private static void givePort(
      Mapping service, Mapping server, BlockTranslation translation, CheckKind kind, String port) {
    if (!kind.section().keys().contains(TargetKeywords.PORT)) {
      return;
    }
    var place = translation.out().place();
    var section = translation.out().section(kind.key(), place);
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

  /**
   * Adds keepalived's defaults to a check where ours are different.
   *
   * @return the missing requirement of the check; empty if the check can run
   */
  private String finish(
      Mapping service, Mapping server, BlockTranslation translation, CheckKind kind) {
    var check = translation.out();
    var section = check.section(kind.key(), check.place());
    return switch (kind) {
      case TCP, SMTP, PING, AGENT -> "";
      case HTTP, HTTPS -> {
        otherwise(service, server, check, TimingKeywords.RETRY_DELAY, "3s");
        http(translation, section, kind);
        yield section.has(HttpKeywords.PATH) || section.has(HttpKeywords.REQUESTS) ? "" : "a url";
      }
      case DNS -> {
        var interval = interval(check, server, service);
        otherwise(service, server, check, TimingKeywords.RETRY_DELAY, interval);
        yield "";
      }
      case UDP -> {
        replyLengths(translation, section);
        yield "";
      }
      case SCRIPT -> {
        runner(translation, section);
        var loop = service.text(TIMING.then(TimingKeywords.INTERVAL), "60s");
        check.putIfAbsent(TimingKeywords.TIMEOUT, check.place(), loop);
        yield section.has(ProbeKeywords.COMMAND) ? "" : "a command that can be run";
      }
      case FILE ->
          isDefined(TrackKind.FILE, section.text(ProbeKeywords.TRACK_FILE)) ? "" : "a track_file";
      case BFD ->
          isDefined(TrackKind.BFD, section.text(ProbeKeywords.SESSION)) ? "" : "a bfd_instance";
    };
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

  /** Removes the lengths of a reply, which have no effect unless a reply is required. */
  private static void replyLengths(BlockTranslation translation, Mapping udp) {
    if (!udp.has(ProbeKeywords.REPLY)
        && (udp.has(ProbeKeywords.LEAST_REPLY) || udp.has(ProbeKeywords.MOST_REPLY))) {
      translation.remarked(
          udp.place(), "the lengths of a reply count only with require_reply; ignored");
      udp.remove(ProbeKeywords.LEAST_REPLY);
      udp.remove(ProbeKeywords.MOST_REPLY);
    }
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

  /** Returns the check's own interval, or else the server's, or else the virtual server's. */
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

  private void http(BlockTranslation translation, Mapping http, CheckKind kind) {
    http.putIfAbsent(HttpKeywords.VERSION, http.place(), "1.0");
    onlyRequest(http);
    if (kind == CheckKind.HTTPS) {
      tls(translation, http);
    } else {
      http.remove(HttpKeywords.TLS);
    }
  }

  /** Moves the keys of a single URL into the check itself. */
  private static void onlyRequest(Mapping http) {
    var requests = http.items(HttpKeywords.REQUESTS);
    if (requests.size() == 1 && requests.getFirst() instanceof Mapping only) {
      http.remove(HttpKeywords.REQUESTS);
      http.members().putAll(only.members());
    }
  }

  /** Disables the verification of certificates, because keepalived does not verify them. */
  private void tls(BlockTranslation translation, Mapping https) {
    var place = https.place();
    var tls = https.section(HttpKeywords.TLS, place);
    tls.put(HttpKeywords.INSECURE, place, "true");
    tls.put(HttpKeywords.LEGACY, place, "true");
    if (!warnedOfLegacy) {
      warnedOfLegacy = true;
      translation.remarked(
          place,
          "SSL_GET checks also accept servers without forward secrecy, and verify no certificate,"
              + " as with keepalived; in a converted file, remove legacy and insecure from checks"
              + " whose servers need neither");
    }
    if (GlobalDefs.isOn(translation, "tls_compliant")) {
      tls.put(HttpKeywords.CLOSE_NOTIFY, place, "true");
    }
    if (client != null) {
      for (var key :
          List.of(HttpKeywords.CERTIFICATE, HttpKeywords.PRIVATE_KEY, HttpKeywords.KEY_PASSWORD)) {
        tls.put(key, client.out().get(HttpKeywords.TLS.then(key)));
      }
    }
  }

  private boolean isDefined(TrackKind kind, @Nullable String name) {
    return name != null && tracked.has(kind, name);
  }
}
