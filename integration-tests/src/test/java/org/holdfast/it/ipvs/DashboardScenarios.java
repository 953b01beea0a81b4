package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Flood;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.VrrpFrame;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Has a real Prometheus scrape a pair to which everything has happened that the dashboard shows,
 * and evaluates each expression of the dashboard and of the alerts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardScenarios {

  private static final Path MONITORING = Path.of("..", "examples", "monitoring");
  private static final Path METRICS = Path.of("..", "docs", "metrics.md");

  /** Metrics of the reference that this pair has no reason to serve. */
  private static final Map<String, String> ABSENT =
      Map.of("holdfast_bfd_packets_rejected_total", "no BFD packet is wrong");

  private LvsLab lab;
  private Daemon prometheus;
  private final List<Client.Connection> connections = new ArrayList<>();

  @BeforeAll
  void open() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM, Tools.PROMTOOL);
    lab = LvsLab.open();
    lab.a().start(configuration(1, 150));
    lab.b().start(configuration(2, 100));
    lab.await(
        "a is master, b backup",
        () -> lab.a().state("VI_1").equals("MASTER") && lab.b().state("VI_1").equals("BACKUP"));
    var directory = lab.a().node().lab().directory();
    var file =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 2s}
            scrape_configs:
              - job_name: holdfast
                static_configs:
                  - targets: ["10.9.0.1:9650", "10.9.0.2:9650"]
                    labels: {pair: lb1}
            """);
    prometheus =
        lab.clientNode()
            .start(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:9090");
    lab.await("Prometheus is ready", () -> lab.clientNode().call(DashboardScenarios::isReady));
    lab.await("both directors are scraped", () -> values("sum(up)").equals(List.of(2.0)));
    cause();
  }

  /** Before it is ready, Prometheus answers requests for series by 503. */
  private static boolean isReady() throws IOException {
    try {
      return URI.create("http://127.0.0.1:9090/-/ready").toURL().openConnection()
              instanceof HttpURLConnection connection
          && connection.getResponseCode() == 200;
    } catch (ConnectException _) {
      return false;
    }
  }

  @AfterAll
  void close() {
    for (var connection : connections) {
      closeQuietly(connection);
    }
    if (prometheus != null) {
      prometheus.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private static void closeQuietly(Client.Connection connection) {
    try {
      connection.close();
    } catch (IOException _) {
      // The lab ends anyway.
    }
  }

  private static String configuration(int host, int priority) {
    return "metrics: {listen: 10.9.0.%d:9650}\n".formatted(host)
        + LvsLab.instance(priority)
        + """
              routes: [{destination: 203.0.113.0/24, gateway: 10.9.0.3}]
              track:
                scripts: [{script: failing, weight: -10}]
                tcp: {address: 10.9.1.11, port: 80, interval: 1s, weight: 5}
          scripts:
            failing: {command: [/bin/false], interval: 1s}
          static:
            routes: [{destination: 198.51.100.0/24, gateway: 10.9.0.3}]
        bfd:
          sessions:
            peer: {neighbour: 10.9.0.%d, source: 10.9.0.%d, interface: eth0, min-rx: 1s, min-tx: 1s}
            nobody: {neighbour: 10.9.0.77, source: 10.9.0.%d, interface: eth0}
        virtual-servers:
          web:
            address: 10.9.0.100:80
            scheduler: rr
            instance: VI_1
            check: {tcp: {}, interval: 1s}
            real-servers:
              - {address: 10.9.1.11:80, upper-threshold: 100}
              - {address: 10.9.1.12:80, upper-threshold: 100}
              - {address: 10.9.1.13:81, upper-threshold: 100}
        """
            .formatted(3 - host, host, host);
  }

  /** Brings about what the panels show: connections, strange packets, an order, a new master. */
  private void cause() {
    for (int i = 0; i < 4; i++) {
      connections.add(lab.client().connect(LvsLab.NAT, 80));
    }
    lab.a().order("weight", "web", "10.9.1.12:80", "5");
    // A third router with fewer addresses, and a packet that came through a router.
    var stranger = VrrpFrame.v3(51, 50, 30, IpAddress.of("10.9.0.3"), IpAddress.of(LvsLab.NAT));
    var frames = List.of(stranger.bytes(), stranger.withTtl(64).bytes());
    Flood.start(lab.clientNode(), "eth0", frames, Duration.ofSeconds(2), 5)
        .await(Duration.ofMinutes(1));
    assertThat(lab.a().reload().errors()).isEmpty();
    lab.a().stepDown("VI_1");
    lab.await("b is master", () -> lab.b().state("VI_1").equals("MASTER"));
  }

  @Test
  void everyExpressionOfTheDashboardReturnsSeries() throws IOException {
    var expressions = new TreeMap<String, String>();
    collect("dashboard", JSON.std.mapFrom(read("dashboard.json")), expressions);
    assertThat(expressions).hasSizeGreaterThan(30);
    awaitSeries(expressions);
  }

  /** Adds what Prometheus is asked for, by the panel, the annotation or the variable that asks. */
  private static void collect(String place, Object node, Map<String, String> expressions) {
    if (node instanceof Map<?, ?> map) {
      var title = map.get("title") == null ? map.get("name") : map.get("title");
      var here = title == null ? place : place + " > " + title;
      if (map.get("expr") instanceof String expression) {
        expressions.put(here + " " + map.get("refId"), filled(expression));
      }
      if (map.get("query") instanceof String query && query.startsWith("label_values(")) {
        expressions.put(
            here, query.replaceFirst("label_values\\((.*), (\\w+)\\)", "group by ($2) ($1)"));
      }
      map.values().forEach(child -> collect(here, child, expressions));
    } else if (node instanceof List<?> list) {
      list.forEach(child -> collect(place, child, expressions));
    }
  }

  /**
   * Returns an expression as Grafana sends it when all pairs are selected. All windows are so wide
   * that they have in them what was caused, however slow the machine is.
   */
  private static String filled(String expression) {
    return expression
        .replace("$pair", ".*")
        .replace("$__rate_interval", "10m")
        .replace("[1m]", "[10m]");
  }

  private void awaitSeries(Map<String, String> expressions) {
    lab.awaitThat(
        "every expression returns series",
        () -> {
          expressions.values().removeIf(expression -> !values(expression).isEmpty());
          assertThat(expressions).isEmpty();
        });
  }

  /** The names and labels on which the expressions of alerts depend, without their thresholds. */
  @Test
  void everyExpressionOfTheAlertsIsValid() throws IOException {
    var expressions =
        Pattern.compile("(?m)^ +expr: (.*)$")
            .matcher(read("alerts.yml"))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(expressions).hasSizeGreaterThan(20).allSatisfy(this::values);
  }

  @Test
  void everyMetricThatIsNamedIsServed() throws IOException {
    var named = new TreeSet<String>();
    for (var text :
        List.of(read("alerts.yml"), read("dashboard.json"), Files.readString(METRICS))) {
      Pattern.compile("\\bholdfast_[a-z_]+")
          .matcher(text)
          .results()
          .forEach(found -> named.add(found.group()));
    }
    lab.awaitThat(
        "all are served",
        () -> {
          var missing = new TreeSet<>(named);
          missing.removeAll(served());
          assertThat(missing).isEqualTo(ABSENT.keySet());
        });
  }

  /** Returns the names of all series, and those of the histograms that they belong to. */
  private List<String> served() {
    var answer = ask("label/__name__/values", "");
    return answer.get("data") instanceof List<?> names
        ? names.stream()
            .map(String::valueOf)
            .flatMap(name -> List.of(name, name.replaceFirst("_(bucket|sum|count)$", "")).stream())
            .collect(Collectors.toList())
        : List.of();
  }

  /** Returns the values of an expression, without those that are no number. */
  private List<Double> values(String expression) {
    var answer = ask("query", "?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    var values = new ArrayList<Double>();
    if (answer.get("data") instanceof Map<?, ?> data && data.get("result") instanceof List<?> all) {
      for (var one : all) {
        if (one instanceof Map<?, ?> series && series.get("value") instanceof List<?> pair) {
          values.add(Double.valueOf(String.valueOf(pair.get(1))));
        }
      }
    }
    return values.stream().filter(Double::isFinite).toList();
  }

  private Map<?, ?> ask(String path, String query) {
    try {
      var answer = JSON.std.mapFrom(lab.clientNode().call(() -> body(path + query)));
      assertThat(answer.get("status")).as("%s: %s", query, answer).isEqualTo("success");
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the body of an answer, whatever its status, without starting a process. */
  private static String body(String path) throws IOException {
    var url = URI.create("http://127.0.0.1:9090/api/v1/" + path).toURL();
    if (url.openConnection() instanceof HttpURLConnection connection) {
      try (var body =
          connection.getResponseCode() < 400
              ? connection.getInputStream()
              : connection.getErrorStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    throw new IllegalStateException("not HTTP: " + url);
  }

  private static String read(String file) throws IOException {
    return Files.readString(MONITORING.resolve(file));
  }
}
