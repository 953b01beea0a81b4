package org.holdfast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.pages.ManualPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the reference page and the metrics in the examples agree with the table. */
final class DocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/metrics.md");
  private static final Path MONITORING = ROOT.resolve("examples/monitoring");
  private static final String BEGIN = "<!-- The table is generated. -->\n";

  @Test
  void theReferenceInTheRepositoryMatchesTheTable() throws IOException {
    var page = Files.readString(PAGE);
    assertThat(page).contains(BEGIN);
    var current = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table();
    if ("rewrite".equals(System.getProperty("holdfast.docs"))) {
      Files.writeString(PAGE, current);
    }
    assertThat(PAGE)
        .as(
            "To bring it up to date: mvn -pl agent-cli -am test -Dtest=DocumentationTest"
                + " -Dholdfast.docs=rewrite -Dsurefire.failIfNoSpecifiedTests=false")
        .hasContent(current);
  }

  @Test
  void theManualPageInTheRepositoryMatchesTheTable() throws IOException {
    var page = ROOT.resolve("agent-cli/src/main/dist/share/man/man7/holdfast-metrics.7");
    if ("rewrite".equals(System.getProperty("holdfast.docs"))) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, manual());
    }
    assertThat(page).as("To bring it up to date: see the other page's test").hasContent(manual());
  }

  private static String manual() {
    var page =
        new ManualPage(
            "holdfast-metrics",
            7,
            "Miscellaneous Information Manual",
            "the metrics of the holdfast agent");
    page.section("DESCRIPTION")
        .paragraph(
            "With the block metrics in its configuration, the agent serves these metrics under"
                + " /metrics, in the text format of Prometheus and in OpenMetrics. Each metric is"
                + " followed by its type and its labels.");
    page.section("METRICS");
    for (var metric : Metric.values()) {
      var labels = metric.labels().isEmpty() ? "" : " {" + String.join(", ", metric.labels()) + "}";
      page.item(
          metric.title() + " (" + metric.type().name().toLowerCase(Locale.ROOT) + ")" + labels,
          metric.help());
    }
    return page.section("FILES")
        .item("/usr/share/doc/holdfast/monitoring", "Alerts and a dashboard that use the metrics.")
        .section("SEE ALSO")
        .paragraph("holdfast(8), holdfast.yaml(5)")
        .text();
  }

  private static String table() {
    return "\n| metric | type | labels | meaning |\n|---|---|---|---|\n"
        + Arrays.stream(Metric.values())
            .map(DocumentationTest::row)
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(Metric metric) {
    var labels =
        metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |"
        .formatted(
            metric.title(), metric.type().name().toLowerCase(Locale.ROOT), labels, metric.help());
  }

  @Test
  void helpIsASentence() {
    for (var metric : Metric.values()) {
      assertThat(metric.help())
          .as(metric.title())
          .matches("(A|An|Clients|The|This) .* .*[a-z0-9)]\\.")
          .doesNotContain("  ");
    }
  }

  @Test
  void namesAreThoseOfPrometheus() {
    for (var metric : Metric.values()) {
      assertThat(metric.title()).matches("holdfast_[a-z_]+[a-z]");
      assertThat(metric.title().endsWith("_total"))
          .as(metric.title())
          .isEqualTo(metric.type() == Metric.Type.COUNTER);
      assertThat(metric.labels()).doesNotContain("instance", "job", "le");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "alerts-test.yml", "dashboard.json"})
  void theExamplesNameOnlyServedMetrics(String file) throws IOException {
    var served = Arrays.stream(Metric.values()).flatMap(DocumentationTest::series).toList();
    var named = named(file);
    assertThat(named).isNotEmpty();
    assertThat(served).containsAll(named);
  }

  private static Stream<String> series(Metric metric) {
    return metric.type() == Metric.Type.HISTOGRAM
        ? Stream.of("_bucket", "_sum", "_count").map(ending -> metric.title() + ending)
        : Stream.of(metric.title());
  }

  private static Set<String> named(String file) throws IOException {
    return Pattern.compile("\\bholdfast_[a-z_]+")
        .matcher(Files.readString(MONITORING.resolve(file)))
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyAlertIsTried() throws IOException {
    var alerts = found("alerts.yml", "- alert: (\\w+)");
    assertThat(alerts).isNotEmpty();
    assertThat(found("alerts-test.yml", "alertname: (\\w+)")).isEqualTo(alerts);
  }

  @Test
  void noTwoAlertsShareAName() throws IOException {
    assertThat(all("alerts.yml", "- alert: (\\w+)")).doesNotHaveDuplicates();
  }

  @Test
  void eachAlertHasARunbookThatExists() throws IOException {
    var runbooks = all("alerts.yml", "runbook_url: \"https://docs.example.org/holdfast/([^\"]+)\"");
    assertThat(runbooks).hasSameSizeAs(all("alerts.yml", "- alert: (\\w+)"));
    for (var runbook : runbooks) {
      var parts = Pattern.compile("#").splitAsStream(runbook).toList();
      var page = ROOT.resolve("docs").resolve(parts.getFirst());
      assertThat(page).isRegularFile();
      if (parts.size() == 2) {
        assertThat(anchors(page)).as(runbook).contains(parts.getLast());
      }
    }
  }

  /** Returns the anchors of a page's headings, as GitHub creates them. */
  private static Set<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void inhibitionsNameAlertsThatExist() throws IOException {
    var named = found("alertmanager.yml", "(Holdfast\\w+)");
    assertThat(named).isNotEmpty();
    assertThat(found("alerts.yml", "- alert: (\\w+)")).containsAll(named);
  }

  private static Set<String> found(String file, String pattern) throws IOException {
    return new TreeSet<>(all(file, pattern));
  }

  private static List<String> all(String file, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(MONITORING.resolve(file)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
