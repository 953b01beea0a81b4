package org.holdfast.agent.dumps;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.health.Probe;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms.Flag;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The text that keepalived's checker writes on SIGUSR1: the virtual servers, their servers and
 * their checks, line by line in keepalived's order. Differs: a virtual server with several
 * addresses lists each by itself; of a check, only what all kinds have in common is there;
 * keepalived's internals and its connection timeout of a server, which checks have here, are left
 * out.
 */
public final class KeepalivedCheckData {

  private final AgentConfig config;
  private final Map<String, VirtualServerStatus> services = new HashMap<>();
  private final Map<String, CheckStatus> checks = new HashMap<>();
  private final DumpText text = new DumpText();

  private KeepalivedCheckData(
      AgentConfig config, List<VirtualServerStatus> services, List<CheckStatus> checks) {
    this.config = config;
    services.forEach(service -> this.services.put(service.name(), service));
    checks.forEach(check -> this.checks.putIfAbsent(check.check(), check));
  }

  /**
   * Returns the text; a virtual server without a status, because a reload has just added it, is
   * left out.
   */
  public static String of(
      AgentConfig config, List<VirtualServerStatus> services, List<CheckStatus> checks) {
    return new KeepalivedCheckData(config, services, checks).whole();
  }

  private String whole() {
    text.globals(config);
    text.title("LVS Topology");
    for (var server : config.virtualServers()) {
      if (server.isGroup()) {
        group(server);
      }
    }
    for (var server : config.virtualServers()) {
      var status = services.get(server.name());
      if (status != null) {
        server(server, status);
      }
    }
    text.title("Health checkers");
    config.virtualServers().forEach(this::checkers);
    return text.toString();
  }

  private void group(VirtualServerConfig server) {
    text.line(" ------< Virtual server group >------");
    text.line(
        " Virtual Server Group = "
            + server.groupName()
            + ", IPv4 = "
            + DumpText.yes(server.family() == Family.IPV4)
            + ", IPv6 = "
            + DumpText.yes(server.family() == Family.IPV6));
    for (var key : server.keys()) {
      text.line("   " + place(key));
    }
  }

  private static String place(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Mark mark -> "FWMARK = " + Integer.toUnsignedString(mark.fwmark());
      case ServiceKey.Address address ->
          "VIP = " + address.address() + ", VPORT = " + address.port();
    };
  }

  private void server(VirtualServerConfig server, VirtualServerStatus status) {
    var first = server.keys().getFirst();
    text.line(" ------< Virtual server >------");
    text.line(
        " VS " + (server.isGroup() ? "GROUP = [" + server.groupName() + "]:0" : place(first)));
    text.line("   Address family = " + (server.family() == Family.IPV4 ? "inet" : "inet6"));
    terms(server, first);
    text.line("   protocol = " + protocol(first).toUpperCase(Locale.ROOT).replace("NONE", "none"));
    var reals = server.realServers();
    text.line("   alpha is " + on(!reals.isEmpty() && reals.stream().allMatch(this::isAlpha)));
    text.line("   omega is " + on(server.notifications().onStop()));
    text.line(
        "   Inhibit on failure is "
            + on(
                !reals.isEmpty()
                    && reals.stream().allMatch(real -> real.health().inhibitOnFailure())));
    text.line("   quorum = " + server.quorum() + ", hysteresis = " + server.hysteresis());
    text.command("   Quorum up notify script", server.notifications().quorumUp());
    text.command("   Quorum down notify script", server.notifications().quorumDown());
    mail(Subject.VIRTUAL_SERVERS, server.notifications().mailed());
    if (!reals.isEmpty()) {
      text.line("   default " + forwarding(reals.getFirst().destination()));
    }
    var sorry = server.sorryServer();
    if (sorry != null) {
      text.line("   sorry server = " + endpoint(sorry.destination().under(first), first));
      text.line("     " + forwarding(sorry.destination()));
      text.line("     Inhibit on failure is " + on(sorry.inhibit()));
    }
    text.line("   alive = 1");
    text.line("   quorum_state_up = " + flag(status.quorum()));
    for (var real : status.servers()) {
      var known = server.realServer(real.name());
      if (known != null) {
        realServer(known, real, first);
      }
    }
  }

  private void terms(VirtualServerConfig server, ServiceKey first) {
    var terms = server.terms();
    text.line("   lvs_sched = " + terms.scheduler());
    text.line("   Hashed = disabled");
    boolean one = terms.flags().contains(Flag.SCHEDULER_1);
    boolean two = terms.flags().contains(Flag.SCHEDULER_2);
    if (terms.scheduler().equals("sh") || terms.scheduler().equals("mh")) {
      text.line("   " + terms.scheduler() + "-port = " + DumpText.enabled(two));
      text.line("   " + terms.scheduler() + "-fallback = " + DumpText.enabled(one));
    } else {
      text.line("   flag-1 = " + DumpText.enabled(one));
      text.line("   flag-2 = " + DumpText.enabled(two));
      text.line("   flag-3 = " + DumpText.enabled(terms.flags().contains(Flag.SCHEDULER_3)));
    }
    boolean single = terms.flags().contains(Flag.ONE_PACKET);
    text.line(
        "   One packet scheduling = "
            + DumpText.enabled(single)
            + (single && !protocol(first).equals("udp") ? " (inactive due to not UDP)" : ""));
    if (!terms.persistence().isZero()) {
      text.line("   persistence timeout = " + terms.persistence().toSeconds());
      int prefix = terms.persistencePrefix();
      if (prefix < server.family().bits()) {
        text.line(
            "   persistence granularity = "
                + (server.family() == Family.IPV4
                    ? IpAddress.v4((int) (-1L << (32 - prefix))).toString()
                    : Integer.toString(prefix)));
      }
    }
  }

  private void realServer(
      VirtualServerConfig.RealServer real,
      VirtualServerStatus.ServerStatus status,
      ServiceKey first) {
    var destination = real.destination().under(first);
    text.line("   ------< Real server >------");
    text.line(
        "   RIP = "
            + destination.address()
            + ", RPORT = "
            + destination.port()
            + ", WEIGHT = "
            + status.configuredWeight()
            + " EFF WEIGHT = "
            + effective(status));
    text.line("   " + forwarding(destination));
    text.line("   Alpha is " + on(isAlpha(real)));
    text.line(
        "   connection limit range = "
            + destination.lowerThreshold()
            + " -> "
            + destination.upperThreshold());
    text.line("   Inhibit on failure is " + on(real.health().inhibitOnFailure()));
    text.command("     RS up notify script", real.notifyUp());
    text.command("     RS down notify script", real.notifyDown());
    mail(Subject.SERVERS, real.mailed());
    text.line("   initial weight = " + real.health().weight());
    text.line("   effective weight = " + effective(status));
    text.line("   alive = " + flag(status.state().equals("up")));
    text.line(
        "   num failed checkers = "
            + real.health().checks().stream()
                .filter(use -> !isUp(use.spec().probe().words(), use.startDown()))
                .count());
    text.line("   RS set = " + flag(status.inTable()));
  }

  private static int effective(VirtualServerStatus.ServerStatus status) {
    return status.inTable() && status.state().equals("up")
        ? status.weight()
        : status.configuredWeight();
  }

  private boolean isUp(String check, boolean startDown) {
    var status = checks.get(check);
    if (status == null || status.state().equals("undecided")) {
      return !startDown;
    }
    return status.state().equals("up");
  }

  private boolean isAlpha(VirtualServerConfig.RealServer real) {
    var uses = real.health().checks();
    return !uses.isEmpty() && uses.stream().allMatch(use -> use.startDown());
  }

  private void checkers(VirtualServerConfig server) {
    var first = server.keys().getFirst();
    var service =
        server.isGroup()
            ? "[" + server.groupName() + "]:0"
            : switch (first) {
              case ServiceKey.Mark mark -> "FWM " + Integer.toUnsignedString(mark.fwmark());
              case ServiceKey.Address address ->
                  "[" + address.address() + "]:" + protocol(first) + ":" + address.port();
            };
    for (var real : server.realServers()) {
      for (var use : real.health().checks()) {
        text.line(" " + service + " -> " + endpoint(real.destination().under(first), first));
        var spec = use.spec();
        var status = checks.get(spec.probe().words());
        text.line("   Enabled = yes");
        text.line("   Up = " + DumpText.yes(isUp(spec.probe().words(), use.startDown())));
        text.line("   Has run = " + DumpText.yes(status != null && status.runs() > 0));
        text.line("   Alpha = " + DumpText.yes(use.startDown()));
        text.line("   Delay loop = " + spec.timing().interval().toNanos() / 1000 + " us");
        text.line("   Warmup = " + spec.timing().warmup().toNanos() / 1000 + " us");
        text.line("   Retries = " + spec.timing().retries());
        if (spec.timing().retries() > 0) {
          text.line(
              "   Delay before retry = " + spec.timing().retryDelay().toNanos() / 1000 + " us");
        }
        text.line("   Log all failures = " + DumpText.yes(spec.logsFailures()));
        text.line("   Keepalive method = " + method(spec.probe()));
      }
    }
  }

  private static String method(Probe probe) {
    return switch (probe) {
      case Probe.Http http ->
          (http.tls() == null ? "HTTP_GET" : "SSL_GET")
              + ", http protocol "
              + (http.version() == Probe.HttpVersion.HTTP_1_0 ? "1.0" : "1.1");
      case Probe.Script _ -> "MISC_CHECK";
      case Probe.Tcp _,
          Probe.Smtp _,
          Probe.Dns _,
          Probe.Udp _,
          Probe.Ping _,
          Probe.Agent _,
          Probe.FileValue _,
          Probe.Bfd _ ->
          probe.kind().toUpperCase(Locale.ROOT) + "_CHECK";
    };
  }

  private static String endpoint(Destination destination, ServiceKey first) {
    return "[" + destination.address() + "]:" + protocol(first) + ":" + destination.port();
  }

  private static String protocol(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Mark _ -> "none";
      case ServiceKey.Address address -> address.protocol().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String forwarding(Destination destination) {
    return "forwarding method = "
        + switch (destination.forwarding()) {
          case Forwarding.Nat _ -> "NAT";
          case Forwarding.DirectRoute _ -> "DR";
          case Forwarding.IpIp _ -> "TUN, type = IPIP";
          case Forwarding.Gue gue -> "TUN, type = GUE, port = " + gue.port();
          case Forwarding.Gre _ -> "TUN, type = GRE";
        };
  }

  private void mail(Subject subject, @Nullable Boolean own) {
    text.line(
        "   Using smtp notification = "
            + DumpText.yes(config.notifications().isMailed(subject, own)));
  }

  private static String on(boolean set) {
    return set ? "ON" : "OFF";
  }

  private static int flag(boolean set) {
    return set ? 1 : 0;
  }
}
