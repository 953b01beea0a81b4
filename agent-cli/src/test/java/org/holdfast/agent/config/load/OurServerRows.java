package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.Locale;
import java.util.SortedMap;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.table.EndpointType.Endpoint;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.StatusRangeType;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.Probe;
import org.holdfast.health.Target;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/** The rows of one virtual server. */
final class OurServerRows {

  private final SortedMap<String, String> rows;
  private final VirtualServerConfig config;
  private final String subject;
  private final boolean isGroup;

  OurServerRows(SortedMap<String, String> rows, VirtualServerConfig config) {
    this.rows = rows;
    this.config = config;
    this.subject = subject(config);
    this.isGroup = isGroup(config.name());
  }

  private static String subject(VirtualServerConfig config) {
    if (isGroup(config.name())) {
      return "vs group " + config.name();
    }
    return switch (config.keys().getFirst()) {
      case ServiceKey.Mark mark ->
          "vs fwmark "
              + mark(mark)
              + "/"
              + mark.family().name().toLowerCase(Locale.ROOT).replace("_", "");
      case ServiceKey.Address service -> "vs " + text(service) + "/" + protocol(service);
    };
  }

  private static Object mark(ServiceKey.Mark mark) {
    return NumberType.mark().written(Integer.toUnsignedLong(mark.fwmark()), Form.FILE);
  }

  private static String text(ServiceKey.Address service) {
    return new Endpoint(service.address(), service.port()).toString();
  }

  private static String protocol(ServiceKey.Address service) {
    return service.protocol().name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether the name is that of a group; other virtual servers are named by their address
   * or mark.
   */
  private static boolean isGroup(String name) {
    return name.matches("[A-Za-z]+(/.*)?") && !name.startsWith("fwmark-");
  }

  private void put(String at, String key, @Nullable Object value) {
    if (value != null) {
      rows.put(at + "." + key, value.toString());
    }
  }

  void add() {
    var addresses = new ArrayList<String>();
    for (var key : config.keys()) {
      switch (key) {
        case ServiceKey.Address service -> {
          addresses.add(text(service));
          put(subject, "protocol", protocol(service));
        }
        case ServiceKey.Mark mark -> addresses.add("fwmark " + mark(mark));
      }
    }
    put(subject, "addresses", isGroup ? String.join(", ", addresses) : null);
    var terms = config.terms();
    put(subject, "scheduler", terms.scheduler());
    put(subject, "persistence", OurRows.millisUnlessZero(terms.persistence()));
    put(subject, "persistence-granularity", granularity(terms));
    put(subject, "ops", terms.flags().contains(ServiceTerms.Flag.ONE_PACKET));
    put(subject, "quorum", config.quorum());
    put(subject, "hysteresis", config.hysteresis());
    put(subject, "ha-suspend", config.haSuspend() ? "true" : null);
    var notify = config.notifications();
    put(subject, "notify.on-stop", notify.onStop());
    OurRows.command(rows, subject + ".notify.quorum-up", notify.quorumUp());
    OurRows.command(rows, subject + ".notify.quorum-down", notify.quorumDown());
    var sorry = config.sorryServer();
    if (sorry != null) {
      put(subject, "sorry-server", text(sorry.destination()));
      put(subject, "sorry-server.forwarding", forwarding(sorry.destination()));
      put(subject, "sorry-server.inhibit", sorry.inhibit());
    }
    config.realServers().forEach(this::realServer);
  }

  private @Nullable String granularity(ServiceTerms terms) {
    int bits = terms.persistencePrefix();
    if (terms.persistence().isZero() || bits == config.family().bits()) {
      return null;
    }
    if (config.family() == Family.IPV6) {
      return null;
    }
    long mask = bits == 0 ? 0 : 0xffffffffL << (32 - bits) & 0xffffffffL;
    return (mask >> 24) + "." + (mask >> 16 & 255) + "." + (mask >> 8 & 255) + "." + (mask & 255);
  }

  private static String text(Destination server) {
    return new Endpoint(server.address(), server.port()).toString();
  }

  private static String forwarding(Destination server) {
    return switch (server.forwarding()) {
      case Forwarding.Nat _ -> "nat";
      case Forwarding.DirectRoute _ -> "dr";
      case Forwarding.IpIp _, Forwarding.Gue _, Forwarding.Gre _ -> "tunnel";
    };
  }

  private void realServer(VirtualServerConfig.RealServer server) {
    var health = server.health();
    var its = server.destination();
    var at = subject + " rs " + text(its);
    put(at, "weight", health.weight());
    put(at, "forwarding", forwarding(its));
    put(at, "limits", its.upperThreshold() + " -> " + its.lowerThreshold());
    put(at, "inhibit-on-failure", health.inhibitOnFailure());
    OurRows.command(rows, at + ".notify.up", server.notifyUp());
    OurRows.command(rows, at + ".notify.down", server.notifyDown());
    for (var use : health.checks()) {
      var kind = CheckKind.of(use.spec().probe());
      var name = at + " " + kind.key().name();
      for (int i = 2; rows.containsKey(name + ".start"); i++) {
        name = at + " " + kind.key().name() + i;
      }
      put(name, "start", use.startDown() ? "down" : "up");
      if (!kind.isReported()) {
        timing(name, use.spec());
      }
      probe(name, use.spec().probe());
    }
  }

  private void timing(String name, CheckSpec spec) {
    var timing = spec.timing();
    put(name, "interval", OurRows.millis(timing.interval()));
    put(name, "warmup", OurRows.millis(timing.warmup()));
    put(name, "timeout", OurRows.millis(timing.timeout()));
    put(name, "retries", timing.retries());
    put(name, "retry-delay", timing.retries() == 0 ? null : OurRows.millis(timing.retryDelay()));
  }

  private void probe(String name, Probe probe) {
    switch (probe) {
      case Probe.Tcp tcp -> target(name, tcp.target());
      case Probe.Http http -> {
        target(name, http.target());
        for (int i = 0; i < http.requests().size(); i++) {
          request(name + ".url" + i, http.requests().get(i));
        }
      }
      case Probe.Smtp smtp -> {
        target(name, smtp.target());
        put(name, "helo-name", smtp.heloName());
      }
      case Probe.Dns dns -> {
        target(name, dns.target());
        put(name, "type", dns.type());
        put(name, "name", dns.name().replaceFirst("\\.$", ""));
      }
      case Probe.Udp udp -> target(name, udp.target());
      case Probe.Ping ping -> target(name, ping.target());
      case Probe.Agent agent -> target(name, agent.target());
      case Probe.Script script -> {
        put(name, "command", OurRows.commandText(script.command()));
        put(name, "user", OurRows.user(script.user(), script.group()));
        put(name, "dynamic", script.dynamic());
      }
      case Probe.FileValue _, Probe.Bfd _ -> {}
    }
  }

  private void target(String name, Target target) {
    put(name, "to", ServerDump.joined(target.address().toString(), "" + target.port()));
  }

  private void request(String name, HttpRequest request) {
    put(name, "path", request.path());
    put(name, "digest", request.digest() == null ? null : request.digest().hex());
    put(
        name,
        "status",
        String.join(" ", request.statuses().stream().map(StatusRangeType.INSTANCE::text).toList()));
  }
}
