package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.health.Failure;
import org.holdfast.it.lab.BfdPeer;
import org.holdfast.it.lab.BirdBfd;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Nginx;
import org.holdfast.it.lab.ScriptedServer;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests every kind of check against a real peer: the server comes up, goes down for the reported
 * reason, and comes back. One agent runs all checks at once, each for a separate virtual server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChecksIT {

  private static final String HTTP = "10.9.0.10:8080";
  private static final String MD5_OF_HOLDFAST = "dce38a1a984bc9108fccfe5a32fda9f7";
  private static final String MD5_OF_OTHER = "795f3202b17cb6bc3d4b771d8c6c9eaf";
  private static final String SHA_256_OF_HOLDFAST =
      "d1580d2df7f24b6f5e2a861eba2918755c3a7246b7068817e349d8adc66a8566";
  private static final String SHA_256_OF_OTHER =
      "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa";

  /** Names whose answer exceeds 512 bytes: it is truncated, and the check asks again over TCP. */
  private static final String NAMES =
      "10.9.0.10 www.example.org\n10.9.0.11 gone.example.org\n"
          + IntStream.rangeClosed(100, 150)
              .mapToObj("10.9.0.%d many.example.org\n"::formatted)
              .collect(Collectors.joining());

  private static final String NO_CONTENT = "hear\nsay HTTP/1.0 204 No Content\nsay ";

  /** The placeholder for the lab's directory, whose name differs each time. */
  private static final String FOLDER = "FOLDER";

  private static final String CONFIGURATION =
      """
      vrrp:
        track-files: {brake: {path: FOLDER/brake}}
        instances:
          VI_1: {interface: eth0, virtual-router-id: 51, addresses: [10.9.0.100/24]}
      bfd: {sessions: {router: {neighbour: 10.9.0.10, interface: eth0, min-rx: 100ms, min-tx: 100ms}}}
      virtual-servers:
      """;

  private final ServerLab lab = ServerLab.open(Tools.SERVERS, Tools.BIRD);
  private final Nginx nginx = lab.owning(new Nginx(lab.servers()));
  private final BirdBfd bird = lab.owning(new BirdBfd(lab.servers()));
  private Daemon dnsmasq = startDnsmasq(NAMES);

  /**
   * One check, and how the test breaks and restores its server.
   *
   * @param port the port of the server
   * @param check the check as written in the configuration
   * @param why the complete reason, as the status reports it
   */
  record Row(
      String name,
      int port,
      String check,
      Consumer<ChecksIT> breaking,
      Failure failure,
      String why,
      Consumer<ChecksIT> mending) {

    private String configuration() {
      return """
        %s:
          address: 203.0.113.1:%d
          start: down
          check-timing: {interval: 500ms, timeout: 2s, retries: 1, retry-delay: 200ms, warmup: 0}
          check: {%s}
          real-servers: ["10.9.0.10:%d"]
      """
          .formatted(name, number(), check, port);
    }

    /** Returns a number that gives each virtual server its own address and port. */
    private int number() {
      return 1 + rows().map(Row::name).toList().indexOf(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(http(), datagrams(), scripted(), local()).flatMap(List::stream);
  }

  private static Row web(
      String name,
      String check,
      Consumer<ChecksIT> breaking,
      Failure failure,
      String says,
      Consumer<ChecksIT> mending) {
    return new Row(
        name,
        8080,
        check,
        breaking,
        failure,
        "http %s/%s: %s".formatted(HTTP, name, says),
        mending);
  }

  private static Consumer<ChecksIT> published(String path, String text) {
    return test -> test.nginx.publish(path, text);
  }

  private static Consumer<ChecksIT> withdrawn(String path) {
    return test -> test.nginx.withdraw(path);
  }

  private static List<Row> http() {
    return List.of(
        web(
            "status",
            "http: /status",
            withdrawn("/status"),
            Failure.STATUS,
            "response has status 404, expected 200-299",
            published("/status", "ok")),
        web(
            "maintenance",
            "http: {path: /maintenance, status: [404, 410-419]}",
            published("/maintenance", "closed"),
            Failure.STATUS,
            "response has status 200, expected 404, 410-419",
            withdrawn("/maintenance")),
        web(
            "regex",
            "http: {path: /regex, match: 'queue: \\d{1,3}$', match-options: multiline}",
            published("/regex", "queue: 1000\n"),
            Failure.PATTERN,
            "response does not match queue: \\d{1,3}$",
            published("/regex", "queue: 7\nall well\n")),
        web(
            "regex-at",
            "http: {path: /regex-at, match: ok, match-from: 2, match-to: 4}",
            published("/regex-at", "ok..then ok\n"),
            Failure.PATTERN,
            "response does not match ok",
            published("/regex-at", "....ok\n")),
        web(
            "no-regex",
            "http: {path: /no-regex, no-match: 'read.only', match-options: ignore-case}",
            published("/no-regex", "Read-Only\n"),
            Failure.PATTERN,
            "response matches what it must not: read.only",
            published("/no-regex", "ready\n")),
        web(
            "digest",
            "http: {path: /digest, digest: %s}".formatted(SHA_256_OF_HOLDFAST),
            published("/digest", "other"),
            Failure.DIGEST,
            "response has a body of SHA-256 %s, expected %s"
                .formatted(SHA_256_OF_OTHER, SHA_256_OF_HOLDFAST),
            published("/digest", "holdfast")),
        web(
            "md5",
            "http: {path: /md5, digest: %s}".formatted(MD5_OF_HOLDFAST),
            published("/md5", "other"),
            Failure.DIGEST,
            "response has a body of MD5 %s, expected %s".formatted(MD5_OF_OTHER, MD5_OF_HOLDFAST),
            published("/md5", "holdfast")),
        web(
            "host",
            "http: {path: /host, host: www.example.com}",
            withdrawn("/named/host"),
            Failure.STATUS,
            "response has status 404, expected 200-299",
            published("/named/host", "ok")),
        web(
            "several",
            "http: {path: /several, requests: [/several, {path: /second, match: '^second'},"
                + " {path: /, method: HEAD, status: 403}]}",
            published("/second", "third"),
            Failure.PATTERN,
            "response to /second does not match ^second",
            published("/second", "second")),
        web(
            "basic-auth",
            "http: {path: /basic-auth, basic-auth: {user: holdfast, password: 'open sesame'}}",
            test -> test.nginx.write("passwords", "holdfast:{PLAIN}other\n"),
            Failure.STATUS,
            "response has status 401, expected 200-299",
            test -> test.nginx.write("passwords", "holdfast:{PLAIN}open sesame\n")),
        web(
            "old-http",
            "http: {path: /old-http, version: 1.0, body-limit: 10}",
            published("/old-http", "more than ten bytes"),
            Failure.TOO_LONG,
            "response has a body of more than 10 bytes",
            published("/old-http", "ok")),
        new Row(
            "refused",
            8080,
            "tcp: {}",
            test -> test.nginx.kill(),
            Failure.REFUSED,
            "tcp 10.9.0.10:8080: connection refused",
            test -> test.nginx.start()),
        new Row(
            "unreachable",
            8080,
            "tcp: {address: 10.9.0.77}",
            test -> test.lab.director().run("ip", "route", "replace", "unreachable", "10.9.0.77"),
            Failure.UNREACHABLE,
            "tcp 10.9.0.77:8080: no route to host",
            test -> test.lab.director().run("ip", "route", "flush", "10.9.0.77/32")));
  }

  private static List<Row> datagrams() {
    return List.of(
        new Row(
            "dns-soa",
            53,
            "dns: example.org",
            ChecksIT::killDnsmasq,
            Failure.REFUSED,
            "dns 10.9.0.10:53 example.org. SOA: connection refused",
            test -> test.hosts(NAMES)),
        new Row(
            "dns-answer",
            53,
            "dns: {name: www.example.org, type: A, answer: 10.9.0.10}",
            test -> test.hosts(NAMES.replace("10.9.0.10 ", "10.9.0.12 ")),
            Failure.PATTERN,
            "dns 10.9.0.10:53 www.example.org. A: A 10.9.0.12, expected 10.9.0.10",
            test -> test.hosts(NAMES)),
        new Row(
            "dns-nxdomain",
            53,
            "dns: {name: gone.example.org, type: A}",
            test -> test.hosts(NAMES.replace("10.9.0.11 gone.example.org\n", "")),
            Failure.STATUS,
            "dns 10.9.0.10:53 gone.example.org. A: rcode NXDOMAIN, expected NOERROR",
            test -> test.hosts(NAMES)),
        new Row(
            "dns-over-tcp",
            53,
            "dns: {name: many.example.org, type: A, answer: 10.9.0.150}",
            ChecksIT::killDnsmasq,
            Failure.REFUSED,
            "dns 10.9.0.10:53 many.example.org. A: connection refused",
            test -> test.hosts(NAMES)),
        new Row(
            "udp-refused",
            53,
            "udp: {payload: 00}",
            ChecksIT::killDnsmasq,
            Failure.REFUSED,
            "udp 10.9.0.10:53: connection refused",
            test -> test.hosts(NAMES)),
        new Row(
            "udp-pattern",
            5300,
            "udp: {payload: 'cafe', reply: 'c0XX', min-reply-length: 3}",
            test -> test.lab.write("udp-pattern", "c1ffee"),
            Failure.PATTERN,
            "udp 10.9.0.10:5300: reply c1ffee, expected c0XX",
            test -> test.lab.write("udp-pattern", "c0ffee")),
        new Row(
            "udp-silence",
            5301,
            "udp: {payload: 'cafe', reply: any}",
            test -> test.lab.write("udp-silence", ""),
            Failure.TIMED_OUT,
            "udp 10.9.0.10:5301: timed out waiting for the reply",
            test -> test.lab.write("udp-silence", "c0ffee")),
        new Row(
            "ping",
            80,
            "ping: {}",
            test -> test.lab.servers().run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1"),
            Failure.TIMED_OUT,
            "ping 10.9.0.10: timed out waiting for the echo reply",
            test -> test.lab.servers().run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=0")),
        new Row(
            "ping-ipv6",
            80,
            "ping: '2001:db8:9::10'",
            test -> test.lab.servers().run("sysctl", "-qw", "net.ipv6.icmp.echo_ignore_all=1"),
            Failure.TIMED_OUT,
            "ping 2001:db8:9::10: timed out waiting for the echo reply",
            test -> test.lab.servers().run("sysctl", "-qw", "net.ipv6.icmp.echo_ignore_all=0")));
  }

  private static Row talk(
      String name, int port, String check, String talk, Failure failure, String why, String well) {
    return new Row(
        name,
        port,
        check,
        test -> test.lab.write(name, talk),
        failure,
        why,
        test -> test.lab.write(name, well));
  }

  private static List<Row> scripted() {
    var mail = "say 220 mail.example.org\nhear\nsay 250-mail\nsay 250 STARTTLS\nhear\nsay 221 bye";
    return List.of(
        talk(
            "smtp",
            2525,
            "smtp: {helo-name: lb.example.org}",
            "say 554 no mail today",
            Failure.STATUS,
            "smtp 10.9.0.10:2525: the greeting is 554 no mail today, expected 220",
            mail),
        talk(
            "smtp-garbage",
            2526,
            "smtp: {}",
            "say SSH-2.0-OpenSSH_9.2",
            Failure.MALFORMED,
            "smtp 10.9.0.10:2526: the greeting is no SMTP reply: \"SSH-2.0-OpenSSH_9.2\"",
            mail),
        talk(
            "silent",
            2527,
            "http: /silent",
            "hold",
            Failure.TIMED_OUT,
            "http 10.9.0.10:2527/silent: timed out waiting for the response",
            NO_CONTENT),
        talk(
            "dripping",
            2528,
            "http: /dripping",
            "drip",
            Failure.TIMED_OUT,
            "http 10.9.0.10:2528/dripping: timed out waiting for the response",
            NO_CONTENT),
        talk(
            "endless",
            2529,
            "http: {path: /endless, body-limit: 1048576}",
            "hear\nsay HTTP/1.0 200 OK\nsay \nflood",
            Failure.TOO_LONG,
            "http 10.9.0.10:2529/endless: response has a body of more than 1048576 bytes",
            NO_CONTENT),
        talk(
            "agent",
            2530,
            "agent: 2530",
            "say down # maintenance",
            Failure.REPORTED_DOWN,
            "agent 10.9.0.10:2530: agent says down: maintenance",
            "say up"));
  }

  private static List<Row> local() {
    return List.of(
        new Row(
            "script",
            80,
            "script: {command: [/bin/sh, -c, 'echo looking; exit $(cat FOLDER/exit)']}",
            test -> test.lab.write("exit", "3"),
            Failure.EXIT,
            "script /bin/sh -c echo looking; exit $(cat FOLDER/exit): exited with status 3:"
                + " looking",
            test -> test.lab.write("exit", "0")),
        new Row(
            "file",
            80,
            "file: {name: brake, weight: 0}",
            test -> test.lab.write("brake", "1"),
            Failure.VALUE,
            "file brake: the file says 1",
            test -> test.lab.write("brake", "0")),
        new Row(
            "bfd",
            80,
            "bfd: router",
            test -> test.bird.kill(),
            Failure.SESSION_DOWN,
            "bfd router: no packet for 500.0 ms",
            ChecksIT::startBird));
  }

  private Daemon startDnsmasq(String hosts) {
    var file = lab.write("hosts", hosts);
    return lab.servers()
        .start(
            "dnsmasq",
            "--no-daemon",
            "--conf-file=/dev/null",
            "--user=root",
            "--pid-file=" + lab.file("dnsmasq.pid"),
            "--no-resolv",
            "--no-hosts",
            "--addn-hosts=" + file,
            "--auth-server=ns.example.org,eth0",
            "--auth-zone=example.org,10.9.0.0/24");
  }

  /** Sets the records of the name server; starts the server if it was killed. */
  private void hosts(String hosts) {
    if (!dnsmasq.isRunning()) {
      dnsmasq = startDnsmasq(hosts);
    } else {
      lab.write("hosts", hosts);
      lab.servers().run("kill", "-HUP", Long.toString(dnsmasq.pid()));
    }
  }

  private void startBird() {
    bird.start(
        new BfdPeer.Terms(
            IpAddress.of(ServerLab.SERVERS),
            IpAddress.of(ServerLab.DIRECTOR),
            "eth0",
            false,
            false,
            100,
            5));
  }

  private void killDnsmasq() {
    dnsmasq.kill();
  }

  @BeforeAll
  void start() {
    lab.servers().run("ip", "addr", "add", "10.9.0.77/24", "dev", "eth0");
    nginx.publish("/several", "first");
    nginx.publish("/basic-auth", "for friends");
    nginx.publish("/maintenance", "withdrawn at once");
    nginx.start(
        """
        server {
          listen 8080 default_server;
          location /basic-auth { auth_basic friends; auth_basic_user_file %1$s/passwords; }
        }
        server { listen 8080; server_name www.example.com; root %1$s/www/named; }
        """
            .formatted(nginx.directory()));
    lab.owning(
        ScriptedServer.start(
            lab.servers(),
            Stream.concat(scripted().stream(), datagrams().stream())
                .filter(row -> row.port() > 1024)
                .map(row ->
                    "%s:%d:%s"
                        .formatted(
                            row.name().startsWith("udp") ? "udp" : "tcp",
                            row.port(),
                            lab.file(row.name())))
                .toArray(String[]::new)));
    rows().filter(row -> !row.name().equals("refused")).forEach(row -> row.mending().accept(this));
    lab.agent()
        .start(
            inFolder(CONFIGURATION + rows().map(Row::configuration).collect(Collectors.joining())));
  }

  private String inFolder(String text) {
    return text.replace(FOLDER, lab.file("").toString());
  }

  @AfterAll
  void end() {
    lab.close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void goesDownForTheReportedReasonAndComesBack(Row row) {
    lab.awaitUp(row.name());
    row.breaking().accept(this);
    var why = inFolder(row.why());
    lab.awaitDown(row.name(), why);
    assertThat(lab.check(why).orElseThrow().failure()).isEqualTo(row.failure().code());
    row.mending().accept(this);
    lab.awaitUp(row.name());
    assertThat(lab.server(row.name()).why()).isEmpty();
  }
}
