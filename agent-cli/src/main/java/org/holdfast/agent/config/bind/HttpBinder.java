package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.holdfast.agent.config.bind.CheckBinder.ProbeTemplate;
import org.holdfast.agent.config.table.EndpointType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.Probe;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Creates HTTP checks, and the TLS settings of checks. */
final class HttpBinder {

  static final int PORT = 80;
  static final int TLS_PORT = 443;

  private final Report report;
  private final Host host;
  private final TargetBinder targets;

  HttpBinder(Report report, Host host, TargetBinder targets) {
    this.report = report;
    this.host = host;
    this.targets = targets;
  }

  ProbeTemplate plain(Fields http) {
    var requests = new Requests(http);
    return place -> {
      var target = targets.bind(http, place);
      return target == null
          ? null
          : probe(http, target, null, requests.to(place.virtualHost(), target, PORT));
    };
  }

  ProbeTemplate secure(Fields https) {
    var requests = new Requests(https);
    var terms = tls(https.section(HttpKeywords.TLS), requests.firstHost());
    return place -> {
      var target = targets.bind(https, place);
      return target == null
          ? null
          : probe(
              https,
              target,
              named(terms, place.virtualHost()),
              requests.to(place.virtualHost(), target, TLS_PORT));
    };
  }

  private static Probe probe(
      Fields http, Target target, @Nullable TlsSettings tls, List<HttpRequest> requests) {
    var limit = http.find(HttpKeywords.BODY_LIMIT);
    return new Probe.Http(
        target,
        tls,
        http.get(HttpKeywords.VERSION),
        requests,
        limit == null ? null : Math.toIntExact(limit));
  }

  /** The requests of one check, created once for each host that they are sent to. */
  private final class Requests {

    private final List<RequestTerms> all = new ArrayList<>();
    private final HashMap<String, List<HttpRequest>> byHost = new HashMap<>();

    Requests(Fields http) {
      var binder = new RequestBinder(report, host);
      for (var entry : http.list(HttpKeywords.REQUESTS)) {
        all.add(binder.bind(entry.value().or(http)));
      }
      if (all.isEmpty()) {
        all.add(binder.bind(http));
      }
    }

    @Nullable String firstHost() {
      return all.getFirst().host();
    }

    List<HttpRequest> to(@Nullable String virtualHost, Target target, int usualPort) {
      var name = virtualHost == null ? hostOf(target, usualPort) : virtualHost;
      return byHost.computeIfAbsent(name, this::made);
    }

    private List<HttpRequest> made(String name) {
      var requests = new ArrayList<HttpRequest>();
      for (var terms : all) {
        requests.add(terms.to(name));
      }
      return List.copyOf(requests);
    }

    private String hostOf(Target target, int usualPort) {
      for (var terms : all) {
        if (terms.host() == null) {
          return usualHost(target, usualPort);
        }
      }
      return ""; // every request has its own host
    }
  }

  /** Returns the Host header for a server without a name. */
  static String usualHost(Target target, int usualPort) {
    return target.port() == usualPort ? bare(target) : target.words();
  }

  private static String bare(Target target) {
    return switch (target.address().family()) {
      case IPV4 -> target.address().toString();
      case IPV6 -> "[" + target.address() + "]";
    };
  }

  /**
   * Returns the TLS settings.
   *
   * @param name the server's name, optionally with a port; null if unknown
   */
  TlsSettings tls(Fields fields, @Nullable String name) {
    boolean insecure = fields.get(HttpKeywords.INSECURE);
    var ca = file(fields, HttpKeywords.CA);
    var certificate = file(fields, HttpKeywords.CERTIFICATE);
    var key = file(fields, HttpKeywords.PRIVATE_KEY);
    if (insecure && ca != null) {
      report.error(
          fields.spot(HttpKeywords.CA), "insecure accepts any certificate; remove one of the two");
    }
    if (certificate != null && !fields.isGiven(HttpKeywords.PRIVATE_KEY)) {
      report.error(fields.spot(HttpKeywords.CERTIFICATE), "a certificate without its key; add key");
    }
    if (key != null && !fields.isGiven(HttpKeywords.CERTIFICATE)) {
      report.error(
          fields.spot(HttpKeywords.PRIVATE_KEY), "a key without its certificate; add certificate");
    }
    if (fields.isGiven(HttpKeywords.KEY_PASSWORD) && !fields.isGiven(HttpKeywords.PRIVATE_KEY)) {
      report.error(fields.spot(HttpKeywords.KEY_PASSWORD), "a password without a key; add key");
    }
    var serverName = fields.find(HttpKeywords.SERVER_NAME);
    var terms =
        new TlsSettings(
            !insecure,
            ca,
            certificate,
            key,
            fields.find(HttpKeywords.KEY_PASSWORD),
            serverName,
            fields.get(HttpKeywords.CLOSE_NOTIFY),
            fields.get(HttpKeywords.LEGACY));
    return named(terms, name);
  }

  /**
   * Returns {@code terms} with the name in {@code host}, unless they already have a name or the
   * host is an address.
   */
  private static TlsSettings named(TlsSettings terms, @Nullable String host) {
    var name = host == null ? null : nameIn(host);
    return terms.serverName() != null || name == null ? terms : terms.named(name);
  }

  /** Returns the name in a host with an optional port, or null if the host is an address. */
  static @Nullable String nameIn(String host) {
    var name = EndpointType.Split.of(host).host();
    return name.isEmpty() || IpAddress.parse(name).isPresent() ? null : name;
  }

  private @Nullable String file(Fields fields, Key<String> key) {
    var path = fields.find(key);
    var whyNot = path == null ? null : host.whyNotReadable(path);
    if (path != null && whyNot != null) {
      report.error(fields.spot(key), ValueType.quote(path) + " " + whyNot);
    }
    return path;
  }
}
