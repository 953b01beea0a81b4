package org.holdfast.agent.config.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.IpvsConfig;
import org.holdfast.agent.config.MarkTableConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.agent.config.load.KeywordTableTest.Row;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.BodyDigest;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.HttpRequest.Header;
import org.holdfast.health.HttpRequest.StatusRange;
import org.holdfast.health.Probe;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.ServerConfig.Damping;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.Forwarding.TunnelChecksum;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.ipvs.ServiceTerms.Flag;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/** The rows of the keywords for virtual servers, their checks, and IPVS. */
final class VirtualServerRows {

  private static final String HEX = "0123456789abcdef0123456789abcdef";

  private VirtualServerRows() {}

  static Section section() {
    return requireNonNull(Reference.sectionIn(ServerKeywords.VIRTUAL_SERVERS.type()));
  }

  static List<Row> all() {
    var rows = new ArrayList<Row>();
    services(rows);
    pool(rows);
    servers(rows);
    timing(rows);
    target(rows);
    http(rows);
    tls(rows);
    probes(rows);
    ipvs(rows);
    return rows;
  }

  private static void services(List<Row> rows) {
    rows.add(
        new Row(
            "virtual-servers",
            "vrrp: {instances: {A: {interface: a, virtual-router-id: 1}}}",
            0,
            of(""),
            1,
            c -> c.virtualServers().size()));
    rows.add(required("address", of(""), "TCP 10.9.9.9:80", c -> only(c).keys().get(0).words()));
    rows.add(row("addresses", 1, "[10.9.9.8:80]", 2, v -> v.keys().size()));
    rows.add(row("firewall-mark", 1, "7", 2, v -> v.keys().size()));
    rows.add(
        new Row(
            "virtual-servers.*.family",
            "virtual-servers: {v: {firewall-mark: 7, real-servers: [10.8.8.8]}}",
            "FWM 7",
            "virtual-servers: {v: {firewall-mark: 7, family: ipv6, forwarding: tunnel,"
                + " real-servers: [10.8.8.8]}}",
            "FWM 7 IPv6",
            c -> only(c).keys().get(0).words()));
    rows.add(
        row(
            "protocol",
            Protocol.TCP,
            "sctp",
            Protocol.SCTP,
            v -> ((ServiceKey.Address) v.keys().get(0)).protocol()));
    rows.add(row("scheduler", "wlc", "mh", "mh", v -> v.terms().scheduler()));
    rows.add(
        new Row(
            "virtual-servers.*.kernel-scheduler",
            of(""),
            "wlc",
            of("scheduler: own, kernel-scheduler: true"),
            "own",
            c -> only(c).terms().scheduler()));
    rows.add(row("flags", Set.of(), "flag-3", Set.of(Flag.SCHEDULER_3), v -> v.terms().flags()));
    rows.add(
        row(
            "persistence",
            Duration.ZERO,
            "6m",
            Duration.ofMinutes(6),
            v -> v.terms().persistence()));
    rows.add(
        among(
            "persistence: 1m",
            "persistence-prefix",
            32,
            "24",
            24,
            c -> only(c).terms().persistencePrefix()));
    rows.add(
        among(
            "persistence: 1m",
            "persistence-engine",
            null,
            "sip",
            "sip",
            c -> only(c).terms().persistenceEngine()));
    rows.add(
        row(
            "forwarding",
            Forwarding.NAT,
            "dr",
            Forwarding.DIRECT_ROUTE,
            v -> v.realServers().get(0).destination().forwarding()));
    var tunnel = "{method: tunnel, type: gue, port: 6080, checksum: remote}";
    var gue = new Forwarding.Gue(6080, TunnelChecksum.REMOTE);
    rows.add(forwarding("method", null, null, tunnel, gue));
    rows.add(forwarding("type", "tunnel", Forwarding.IPIP, tunnel, gue));
    rows.add(forwarding("port", null, null, tunnel, gue));
    rows.add(
        forwarding(
            "checksum",
            "{method: tunnel, type: gre}",
            new Forwarding.Gre(TunnelChecksum.NONE),
            "{method: tunnel, type: gre, checksum: full}",
            new Forwarding.Gre(TunnelChecksum.CHECKSUM)));
  }

  private static void pool(List<Row> rows) {
    rows.add(row("quorum", 1, "2, weight: 2", 2, v -> v.quorum()));
    rows.add(among("quorum: 2, weight: 3", "hysteresis", 0, "1", 1, c -> only(c).hysteresis()));
    rows.add(row("standby", Standby.WARM, "warm", Standby.WARM, VirtualServerConfig::standby));
    rows.add(row("snmp-name", null, "front", "front", VirtualServerConfig::snmpName));
    rows.add(row("ha-suspend", false, "true", true, VirtualServerConfig::haSuspend));
    rows.add(
        new Row(
            "virtual-servers.*.instance",
            of(""),
            null,
            "vrrp: {instances: {A: {interface: a, virtual-router-id: 1}}}\n" + of("instance: A"),
            "A",
            c -> only(c).instance()));
    rows.add(row("notify", null, "{quorum-up: /bin/n}", NotifyCommand.of("/bin/n"), v -> up(v)));
    rows.add(row("notify.quorum-up", null, "/bin/n", NotifyCommand.of("/bin/n"), v -> up(v)));
    rows.add(
        row(
            "notify.quorum-down",
            null,
            "/bin/n",
            NotifyCommand.of("/bin/n"),
            v -> v.notifications().quorumDown()));
    rows.add(row("notify.on-stop", false, "true", true, v -> v.notifications().onStop()));
    rows.add(row("sorry-server", false, "10.8.8.9", true, v -> v.sorryServer() != null));
    rows.add(
        among(
            "",
            "sorry-server.inhibit",
            false,
            "{address: 10.8.8.9, inhibit: true}",
            true,
            c -> only(c).pool().sorryInhibit()));
  }

  private static @Nullable NotifyCommand up(VirtualServerConfig server) {
    return server.notifications().quorumUp();
  }

  private static void servers(List<Row> rows) {
    rows.add(required("real-servers", of(""), 1, c -> only(c).realServers().size()));
    rows.add(
        required(
            "real-servers.address",
            of("").replace("[10.8.8.8]", "[{address: 10.8.8.8:8080}]"),
            "10.8.8.8:8080",
            c -> first(c).name()));
    rows.add(row("weight", 1, "5", 5, v -> v.realServers().get(0).health().weight()));
    rows.add(
        row(
            "inhibit-on-failure",
            false,
            "true",
            true,
            v -> v.realServers().get(0).health().inhibitOnFailure()));
    rows.add(
        row(
            "slow-start",
            Duration.ZERO,
            "10s",
            Duration.ofSeconds(10),
            v -> v.realServers().get(0).health().slowStart()));
    var damping = new Damping(Duration.ofSeconds(9), Duration.ofHours(1));
    rows.add(
        row(
            "damping",
            Damping.NONE,
            "9s",
            damping,
            v -> v.realServers().get(0).health().damping()));
    rows.add(
        required("damping.first", of("damping: {first: 9s}"), damping, c -> first(c).damping()));
    rows.add(
        new Row(
            "virtual-servers.*.damping.most",
            of("damping: 9s"),
            damping,
            of("damping: {first: 9s, most: 10s}"),
            new Damping(Duration.ofSeconds(9), Duration.ofSeconds(10)),
            c -> first(c).damping()));
    rows.add(server("tier", 0, "2", 2, c -> first(c).tier()));
    rows.add(
        server(
            "upper-threshold",
            0,
            "9",
            9,
            c -> only(c).realServers().get(0).destination().upperThreshold()));
    rows.add(
        server(
            "lower-threshold",
            0,
            "8, upper-threshold: 9",
            8,
            c -> only(c).realServers().get(0).destination().lowerThreshold()));
    rows.add(server("snmp-name", null, "r", "r", c -> only(c).realServers().get(0).snmpName()));
    rows.add(server("notify", null, "{up: /bin/n}", NotifyCommand.of("/bin/n"), c -> serverUp(c)));
    rows.add(server("notify.up", null, "/bin/n", NotifyCommand.of("/bin/n"), c -> serverUp(c)));
    rows.add(
        server(
            "notify.down",
            null,
            "/bin/n",
            NotifyCommand.of("/bin/n"),
            c -> only(c).realServers().get(0).notifyDown()));
    rows.add(
        among(
            "check: {tcp: }",
            "start",
            false,
            "down",
            true,
            c -> first(c).checks().get(0).startDown()));
    rows.add(
        among(
            "check: {http: }",
            "virtual-host",
            "10.8.8.8",
            "www",
            "www",
            c -> request(c).headers().get(0).value()));
    rows.add(row("check", 0, "{tcp: }", 1, v -> v.realServers().get(0).health().checks().size()));
  }

  private static @Nullable NotifyCommand serverUp(AgentConfig config) {
    return only(config).realServers().get(0).notifyUp();
  }

  private static void timing(List<Row> rows) {
    rows.add(
        among(
            "check: {tcp: }",
            "check-timing",
            Duration.ofSeconds(2),
            "{interval: 5s}",
            Duration.ofSeconds(5),
            c -> timing(c).interval()));
    rows.add(
        timing(
            "interval", Duration.ofSeconds(2), "5s", Duration.ofSeconds(5), CheckTiming::interval));
    rows.add(
        timing(
            "timeout", Duration.ofSeconds(3), "5s", Duration.ofSeconds(5), CheckTiming::timeout));
    rows.add(timing("retries", 1, "0", 0, CheckTiming::retries));
    rows.add(
        timing("retry-delay", Duration.ofSeconds(1), "0", Duration.ZERO, CheckTiming::retryDelay));
    rows.add(timing("rise", 1, "3", 3, CheckTiming::rise));
    rows.add(
        timing("fast-interval", null, "100ms", Duration.ofMillis(100), CheckTiming::fastInterval));
    rows.add(timing("warmup", Duration.ofSeconds(2), "0", Duration.ZERO, CheckTiming::warmup));
    rows.add(timing("jitter", 0, "10", 10, CheckTiming::jitterPercent));
    rows.add(
        new Row(
            "virtual-servers.*.check.log-failures",
            checked("tcp: "),
            false,
            checked("tcp: , log-failures: true"),
            true,
            c -> first(c).checks().get(0).spec().logsFailures()));
  }

  private static void target(List<Row> rows) {
    var server = IpAddress.of("10.8.8.8");
    var other = IpAddress.of("10.7.7.7");
    rows.add(check("tcp", "tcp: ", "tcp 10.8.8.8:80", "tcp: 81", "tcp 10.8.8.8:81", Probe::words));
    rows.add(tcp("address", server, "10.7.7.7", other, Target::address));
    rows.add(tcp("port", 80, "81", 81, Target::port));
    rows.add(tcp("bind-address", null, "10.7.7.7", other, Target::bindAddress));
    rows.add(tcp("bind-port", 0, "1024", 1024, Target::bindPort));
    rows.add(tcp("bind-interface", null, "eth1", "eth1", Target::bindInterface));
    rows.add(tcp("firewall-mark", 0, "0xffffffff", -1, Target::fwmark));
  }

  private static void http(List<Row> rows) {
    rows.add(check("http", null, null, "http: ", "http 10.8.8.8:80/", Probe::words));
    rows.add(request("path", "/", "\"/x?y\"", "/x?y", HttpRequest::path));
    rows.add(request("method", "GET", "HEAD", "HEAD", HttpRequest::method));
    rows.add(
        request(
            "host",
            List.of(new Header("Host", "10.8.8.8")),
            "www:8080",
            List.of(new Header("Host", "www:8080")),
            HttpRequest::headers));
    rows.add(request("headers", 1, "{Accept: text/plain}", 2, r -> r.headers().size()));
    rows.add(request("body", null, "\"a\\r\\n\"", "a\r\n", HttpRequest::body));
    var authorization = new Header("Authorization", "Basic dTpw");
    rows.add(request("basic-auth", 1, "{user: u, password: p}", 2, r -> r.headers().size()));
    rows.add(
        requestOnly(
            "basic-auth.user",
            "basic-auth: {user: u, password: p}",
            authorization,
            r -> r.headers().get(1)));
    rows.add(
        requestOnly(
            "basic-auth.password",
            "basic-auth: {user: u, password: p}",
            authorization,
            r -> r.headers().get(1)));
    rows.add(
        requestOnly(
            "basic-auth.password-file",
            "basic-auth: {user: u, password-file: /etc/password}",
            new Header("Authorization", "Basic dTpw", "/etc/password"),
            r -> r.headers().get(1)));
    rows.add(
        request(
            "status",
            List.of(new StatusRange(200, 299)),
            "[204, 300-399]",
            List.of(new StatusRange(204, 204), new StatusRange(300, 399)),
            HttpRequest::statuses));
    rows.add(request("match", null, "ok", new BodyPattern("ok", 0, true), HttpRequest::pattern));
    rows.add(
        request("no-match", null, "ok", new BodyPattern("ok", 0, false), HttpRequest::pattern));
    rows.add(
        requestOnly(
            "match-options",
            "match: ok, match-options: [ignore-case, dotall]",
            new BodyPattern("ok", Pattern.CASE_INSENSITIVE | Pattern.DOTALL, true),
            HttpRequest::pattern));
    rows.add(
        requestOnly(
            "match-from",
            "match: ok, match-from: 7",
            new BodyPattern("ok", 0, true, 7, Integer.MAX_VALUE),
            HttpRequest::pattern));
    rows.add(
        requestOnly(
            "match-to",
            "no-match: ok, match-to: 7",
            new BodyPattern("ok", 0, false, 0, 7),
            HttpRequest::pattern));
    rows.add(
        request("digest", null, HEX + HEX, new BodyDigest("SHA-256", HEX + HEX), r -> r.digest()));
    rows.add(
        check(
            "http.requests",
            "http: ",
            1,
            "http: {requests: [/a, {path: /b}]}",
            2,
            p -> ((Probe.Http) p).requests().size()));
    rows.add(
        check(
            "http.version",
            "http: ",
            Probe.HttpVersion.HTTP_1_1,
            "http: {version: 1.0}",
            Probe.HttpVersion.HTTP_1_0,
            p -> ((Probe.Http) p).version()));
    rows.add(
        check(
            "http.body-limit",
            "http: ",
            null,
            "http: {body-limit: 0}",
            0,
            p -> ((Probe.Http) p).mostBodyBytes()));
  }

  private static void tls(List<Row> rows) {
    rows.add(check("https", null, null, "https: ", "https 10.8.8.8:80/", Probe::words));
    rows.add(tls("tls", null, "www", "www", TlsSettings::serverName));
    rows.add(tls("tls.server-name", null, "www", "www", TlsSettings::serverName));
    rows.add(tls("tls.insecure", true, "true", false, TlsSettings::verify));
    rows.add(tls("tls.ca", null, "/etc/ca.pem", "/etc/ca.pem", TlsSettings::caFile));
    rows.add(tls("tls.certificate", null, "/c, key: /k", "/c", TlsSettings::certificateFile));
    rows.add(tls("tls.key", null, "/k, certificate: /c", "/k", TlsSettings::keyFile));
    rows.add(
        tls(
            "tls.key-password",
            null,
            "p, key: /k, certificate: /c",
            "p",
            TlsSettings::keyPassword));
    rows.add(tls("tls.close-notify", false, "true", true, TlsSettings::closeNotify));
    rows.add(tls("tls.legacy", false, "true", true, TlsSettings::legacy));
  }

  private static void probes(List<Row> rows) {
    rows.add(check("smtp", null, null, "smtp: 25", "smtp 10.8.8.8:25", Probe::words));
    rows.add(
        check(
            "smtp.helo-name",
            "smtp: ",
            "director",
            "smtp: {helo-name: me}",
            "me",
            p -> ((Probe.Smtp) p).heloName()));
    rows.add(
        check(
            "smtp.starttls",
            "smtp: ",
            null,
            "smtp: {starttls: mx}",
            new TlsSettings(true, null, null, null, "mx", false),
            p -> ((Probe.Smtp) p).tls()));
    rows.add(check("dns", null, null, "dns: ", "dns 10.8.8.8:80 . SOA", Probe::words));
    rows.add(dns("name", ".", "example.org", "example.org.", Probe.Dns::name));
    rows.add(dns("type", "SOA", "AAAA", "AAAA", Probe.Dns::type));
    rows.add(dns("rcode", "NOERROR", "NXDOMAIN", "NXDOMAIN", Probe.Dns::rcode));
    rows.add(dns("answer", null, "192.0.2.1", "192.0.2.1", Probe.Dns::answer));
    rows.add(check("udp", null, null, "udp: 53", "udp 10.8.8.8:53", Probe::words));
    rows.add(udp("payload", "", "\"0A 0b\"", "0a0b", Probe.Udp::payload));
    rows.add(udp("reply", null, "0aXx", "0aXX", Probe.Udp::reply));
    rows.add(udp("min-reply-length", 0, "1, reply: any", 1, Probe.Udp::leastReply));
    rows.add(udp("max-reply-length", 255, "9, reply: any", 9, Probe.Udp::mostReply));
    rows.add(check("ping", null, null, "ping: ", "ping 10.8.8.8", Probe::words));
    rows.add(check("agent", null, null, "agent: 99", "agent 10.8.8.8:99", Probe::words));
    rows.add(
        check(
            "agent.send",
            "agent: 99",
            "",
            "agent: {port: 99, send: \"s\\n\"}",
            "s\n",
            p -> ((Probe.Agent) p).send()));
    rows.add(
        check("script", null, null, "script: {command: /bin/s}", "script /bin/s", Probe::words));
    rows.add(
        check(
            "script.command",
            null,
            null,
            "script: {command: /bin/s a}",
            List.of("/bin/s", "a"),
            p -> ((Probe.Script) p).command()));
    rows.add(script("user", null, "u", "u", Probe.Script::user));
    rows.add(script("group", null, "g, user: u", "g", Probe.Script::group));
    rows.add(script("dynamic", false, "true", true, Probe.Script::dynamic));
    rows.add(check("file", null, null, "file: f", "file f", Probe::words));
    rows.add(check("file.name", null, null, "file: {name: f}", "file f", Probe::words));
    rows.add(file("weight", 3, "-5", -5, Probe.FileValue::weight));
    rows.add(file("reverse", true, "false", false, Probe.FileValue::reverse));
    rows.add(check("bfd", null, null, "bfd: s", "bfd s", Probe::words));
    rows.add(check("bfd.session", null, null, "bfd: {session: s}", "bfd s", Probe::words));
  }

  private static void ipvs(List<Row> rows) {
    rows.add(ipvs("", false, "{flush: true}", true, IpvsConfig::flushAtStart));
    rows.add(ipvs("flush", false, "true", true, IpvsConfig::flushAtStart));
    rows.add(ipvs("on-stop", OnStop.WITHDRAW, "keep", OnStop.KEEP, IpvsConfig::onStop));
    rows.add(
        ipvs(
            "timeouts",
            Timeouts.AS_IS,
            "{udp: 5m}",
            new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5)),
            IpvsConfig::timeouts));
    var minute = Duration.ofMinutes(1);
    rows.add(ipvs("timeouts.tcp", Duration.ZERO, "1m", minute, i -> i.timeouts().tcp()));
    rows.add(ipvs("timeouts.tcp-fin", Duration.ZERO, "1m", minute, i -> i.timeouts().tcpFin()));
    rows.add(ipvs("timeouts.udp", Duration.ZERO, "1m", minute, i -> i.timeouts().udp()));
    rows.add(ipvs("address-marks", false, "{}", true, i -> i.marks() != null));
    rows.add(marks("table", "holdfast-ipvs", "marks", "marks", MarkTableConfig::table));
    rows.add(marks("priority", -1, "-150", -150, MarkTableConfig::priority));
    rows.add(marks("first-mark", 1000, "4294967295", -1, MarkTableConfig::firstMark));
    rows.add(ipvs("sync-daemon", false, "eth1", true, i -> i.syncDaemon() != null));
    rows.add(sync("interface", "eth1", i -> i.interfaceName()));
    rows.add(sync("instance", null, i -> i.instance()));
    rows.add(sync("id", 7, i -> i.syncId()));
    rows.add(sync("max-length", 1000, i -> i.mostBytes()));
    rows.add(sync("group", IpAddress.of("224.0.0.82"), i -> i.group()));
    rows.add(sync("port", 8849, i -> i.port()));
    rows.add(sync("ttl", 2, i -> i.ttl()));
  }

  private static Row sync(
      String key, @Nullable Object given, Function<SyncDaemonConfig, @Nullable Object> read) {
    var daemon =
        "{interface: eth1, id: 7, max-length: 1000, group: 224.0.0.82, port: 8849, ttl: 2}";
    return new Row(
        "ipvs.sync-daemon." + key,
        null,
        null,
        "ipvs: {sync-daemon: " + daemon + "}\n" + of(""),
        given,
        c -> read.apply(requireNonNull(c.ipvs().syncDaemon())));
  }

  private static Row marks(
      String key,
      Object standard,
      String text,
      Object value,
      Function<MarkTableConfig, @Nullable Object> read) {
    return new Row(
        "ipvs.address-marks." + key,
        "ipvs: {address-marks: {}}\n" + of(""),
        standard,
        "ipvs: {address-marks: {" + key + ": " + text + "}}\n" + of(""),
        value,
        c -> read.apply(requireNonNull(c.ipvs().marks())));
  }

  private static Row ipvs(
      String path,
      Object standard,
      String text,
      Object given,
      Function<IpvsConfig, @Nullable Object> read) {
    return new Row(
        path.isEmpty() ? "ipvs" : "ipvs." + path,
        of(""),
        standard,
        nested(path.isEmpty() ? "ipvs" : "ipvs." + path, text) + "\n" + of(""),
        given,
        c -> read.apply(c.ipvs()));
  }

  // Files and their contents

  /** Returns a file with one virtual server, v, that has these additional keys. */
  static String of(String keys) {
    return "virtual-servers: {v: {address: 10.9.9.9:80, real-servers: [10.8.8.8]"
        + (keys.isEmpty() ? "" : ", " + keys)
        + "}}\n";
  }

  /** Returns a file that also has the items that file and bfd checks refer to. */
  private static String checked(String check) {
    return (check.startsWith("file")
            ? "vrrp: {instances: {A: {interface: a, virtual-router-id: 1}},"
                + " track-files: {f: {path: /f, weight: 3, reverse: true}}}\n"
            : "")
        + (check.startsWith("bfd") ? "bfd: {sessions: {s: {neighbour: 10.7.7.7}}}\n" : "")
        + of("check: {" + check + "}");
  }

  /** Turns {@code a.b} and {@code 1} into {@code a: {b: 1}}. */
  private static String nested(String path, String text) {
    int dot = path.indexOf('.');
    return dot < 0
        ? path + ": " + text
        : path.substring(0, dot) + ": {" + nested(path.substring(dot + 1), text) + "}";
  }

  private static Row required(
      String path, String with, Object given, Function<AgentConfig, @Nullable Object> read) {
    return new Row("virtual-servers.*." + path, null, null, with, given, read);
  }

  private static Row row(
      String path,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualServerConfig, @Nullable Object> read) {
    return among("", path, standard, text, given, c -> read.apply(only(c)));
  }

  private static Row among(
      String others,
      String path,
      @Nullable Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    boolean whole = text.startsWith("{address");
    var key = nested(whole ? path.substring(0, path.indexOf('.')) : path, text);
    return new Row(
        "virtual-servers.*." + path,
        of(others),
        standard,
        of(others.isEmpty() ? key : others + ", " + key),
        given,
        read);
  }

  private static Row forwarding(
      String key, @Nullable String without, @Nullable Object standard, String with, Object given) {
    return new Row(
        "virtual-servers.*.forwarding." + key,
        without == null ? null : of("forwarding: " + without),
        standard,
        of("forwarding: " + with),
        given,
        c -> only(c).realServers().get(0).destination().forwarding());
  }

  private static Row server(
      String path,
      @Nullable Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    return new Row(
        "virtual-servers.*.real-servers." + path,
        of(""),
        standard,
        of("").replace("[10.8.8.8]", "[{address: 10.8.8.8, " + nested(path, text) + "}]"),
        given,
        read);
  }

  private static Row timing(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<CheckTiming, @Nullable Object> read) {
    return new Row(
        "virtual-servers.*.check." + key,
        checked("tcp: "),
        standard,
        checked("tcp: , " + key + ": " + text),
        given,
        c -> read.apply(timing(c)));
  }

  private static Row check(
      String path,
      @Nullable String without,
      @Nullable Object standard,
      String with,
      Object given,
      Function<Probe, @Nullable Object> read) {
    return new Row(
        "virtual-servers.*.check." + path,
        without == null ? null : checked(without),
        standard,
        checked(with),
        given,
        c -> read.apply(probe(c)));
  }

  private static Row tcp(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<Target, @Nullable Object> read) {
    return check(
        "tcp." + key,
        "tcp: ",
        standard,
        "tcp: {" + key + ": " + text + "}",
        given,
        p -> read.apply(((Probe.Tcp) p).target()));
  }

  private static Row request(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<HttpRequest, @Nullable Object> read) {
    return check(
        "http." + key,
        "http: ",
        standard,
        "http: {" + key + ": " + text + "}",
        given,
        p -> read.apply(((Probe.Http) p).requests().get(0)));
  }

  private static Row requestOnly(
      String path, String keys, Object given, Function<HttpRequest, @Nullable Object> read) {
    return check(
        "http." + path,
        null,
        null,
        "http: {" + keys + "}",
        given,
        p -> read.apply(((Probe.Http) p).requests().get(0)));
  }

  private static Row tls(
      String path,
      @Nullable Object standard,
      String text,
      Object given,
      Function<TlsSettings, @Nullable Object> read) {
    return check(
        "https." + path,
        "https: ",
        standard,
        nested("https." + path, text),
        given,
        p -> read.apply(requireNonNull(((Probe.Http) p).tls())));
  }

  private static Row dns(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<Probe.Dns, @Nullable Object> read) {
    return check(
        "dns." + key,
        "dns: ",
        standard,
        "dns: {" + key + ": " + text + "}",
        given,
        p -> read.apply((Probe.Dns) p));
  }

  private static Row udp(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<Probe.Udp, @Nullable Object> read) {
    return check(
        "udp." + key,
        "udp: ",
        standard,
        "udp: {" + key + ": " + text + "}",
        given,
        p -> read.apply((Probe.Udp) p));
  }

  private static Row script(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<Probe.Script, @Nullable Object> read) {
    return check(
        "script." + key,
        "script: {command: /bin/s}",
        standard,
        "script: {command: /bin/s, " + key + ": " + text + "}",
        given,
        p -> read.apply((Probe.Script) p));
  }

  private static Row file(
      String key,
      Object standard,
      String text,
      Object given,
      Function<Probe.FileValue, @Nullable Object> read) {
    return check(
        "file." + key,
        "file: f",
        standard,
        "file: {name: f, " + key + ": " + text + "}",
        given,
        p -> read.apply((Probe.FileValue) p));
  }

  private static VirtualServerConfig only(AgentConfig config) {
    return config.virtualServers().get(0);
  }

  private static ServerConfig first(AgentConfig config) {
    return only(config).realServers().get(0).health();
  }

  private static Probe probe(AgentConfig config) {
    return first(config).checks().get(0).spec().probe();
  }

  private static CheckTiming timing(AgentConfig config) {
    return first(config).checks().get(0).spec().timing();
  }

  private static HttpRequest request(AgentConfig config) {
    return ((Probe.Http) probe(config)).requests().get(0);
  }
}
