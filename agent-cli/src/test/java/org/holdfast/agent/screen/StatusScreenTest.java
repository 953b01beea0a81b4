package org.holdfast.agent.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.screen.View.Detail;
import org.holdfast.agent.status.Reports;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;
import org.holdfast.agent.status.TableReport;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares screens with the files beside this test. {@code -Dholdfast.screens=rewrite} writes them:
 * look at every one of them afterwards.
 */
class StatusScreenTest {

  private static final Path FILES = Path.of("src/test/resources/org/holdfast/agent/screen");

  private static final TableReport NO_IP_VS =
      new TableReport(
          0,
          List.of(),
          List.of(),
          0,
          0,
          "no_ip_vs",
          "open IPVS: no such module: " + "x".repeat(200),
          "",
          "");

  record Screen(String name, StatusReport report, View view) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static View view(Detail detail, int width, String... names) {
    return new View(detail, List.of(names), width, false, true);
  }

  private static List<Screen> screens() {
    var small = Farms.healthy(2, 2);
    var trouble = Reports.full();
    var half =
        Farms.report(200, 10, (service, server) -> service >= 198 || server > service % 10, null);
    var dead = Farms.report(200, 10, (_, _) -> false, null);
    return List.of(
        new Screen("small-80", small, view(Detail.SCREEN, 80)),
        new Screen("small-120", small, view(Detail.SCREEN, 120)),
        new Screen("trouble-80", trouble, view(Detail.SCREEN, 80)),
        new Screen("trouble-120", trouble, view(Detail.SCREEN, 120)),
        new Screen("trouble-brief-80", trouble, view(Detail.BRIEF, 80)),
        new Screen("trouble-all-80", trouble, view(Detail.ALL, 80)),
        new Screen("trouble-all-120", trouble, view(Detail.ALL, 120)),
        new Screen("farm-80", half, view(Detail.SCREEN, 80)),
        new Screen("farm-120", half, view(Detail.SCREEN, 120)),
        new Screen("farm-one-service-120", half, view(Detail.SCREEN, 120, "svc-117")),
        new Screen("farm-dead-80", dead, view(Detail.SCREEN, 80)),
        new Screen(
            "not-served-80",
            Farms.report(2, 2, (_, _) -> true, NO_IP_VS),
            view(Detail.SCREEN, 80)));
  }

  @Test
  void missingStaticObjectsAreAProblem() {
    var route = "192.0.2.0/24 via 10.7.0.2";
    var report =
        Reports.keeping(
            new ObjectStatus("address", "10.7.0.1/24 dev eth1", true, true, false, null),
            new ObjectStatus("route", route, true, false, false, "Network is unreachable"),
            new ObjectStatus(
                "rule", "from all lookup 100 priority 1000", true, false, false, null));
    assertThat(Problems.of(report))
        .extracting(Problem::text)
        .containsExactly(
            "static objects: lacks route " + route + " (Network is unreachable) and 1 more");
    assertThat(MonitoringVerdict.of(report).level()).isEqualTo(MonitoringVerdict.Level.WARNING);
    assertThat(StatusScreen.text(report, view(Detail.SCREEN, 80)))
        .contains("static objects: 1 of 3 held");
  }

  @ParameterizedTest
  @MethodSource("screens")
  void aScreenLooksAsItsFileShows(Screen screen) throws IOException {
    var text = StatusScreen.text(screen.report(), screen.view());
    var file = FILES.resolve(screen.name() + ".txt");
    if ("rewrite".equals(System.getProperty("holdfast.screens"))) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("screens")
  void noLineIsWiderThanTheTerminal(Screen screen) {
    assertThat(StatusScreen.text(screen.report(), screen.view()).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(screen.view().width()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10})
  void aFarmOfAnyHealthHasFewerThan60Lines(int down) {
    var farm = Farms.report(200, 10, (_, server) -> server >= down, null);
    for (int width : new int[] {40, 80, 120, 200}) {
      assertThat(StatusScreen.text(farm, view(Detail.SCREEN, width)).lines().count())
          .isLessThan(60);
    }
  }

  @Test
  void allProblemsAreShownToWhoeverAsks() {
    var dead = Farms.report(200, 10, (_, _) -> false, null);
    assertThat(StatusScreen.text(dead, view(Detail.PROBLEMS, 120)).lines())
        .filteredOn(line -> line.contains("connection refused"))
        .hasSize(200);
  }

  @Test
  void everythingIsShownToWhoeverAsks() {
    var all = StatusScreen.text(Farms.healthy(200, 10), view(Detail.ALL, 120));
    assertThat(all).contains("10.0.0.1:80", "10.0.199.10:80", "history");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void nothingOfEverythingIsCut(int width) {
    var everything = StatusTable.details(Reports.full(), _ -> true);
    assertThat(unspaced(StatusScreen.text(Reports.full(), view(Detail.ALL, width))))
        .endsWith(unspaced(everything));
  }

  private static String unspaced(String text) {
    return text.replaceAll("\\s", "");
  }

  @Test
  void coloursChangeNoText() {
    var plain = StatusScreen.text(Reports.full(), view(Detail.SCREEN, 100));
    var coloured =
        StatusScreen.text(Reports.full(), new View(Detail.SCREEN, List.of(), 100, true, true));
    assertThat(coloured).contains("\033[1;31m");
    assertThat(coloured.replaceAll("\033\\[[0-9;]*m", "").lines().map(String::stripTrailing))
        .containsExactlyElementsOf(plain.lines().toList());
  }

  @Test
  void aTerminalWithoutUnicodeIsSentAscii() {
    var view = new View(Detail.SCREEN, List.of(), 60, false, false);
    var text = StatusScreen.text(Reports.full(), view);
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).isTrue();
    assertThat(text).contains("~\n");
  }

  @Test
  void aViewIsTheSameAfterItsWayThroughAQuery() {
    var query =
        Map.of(
            "detail",
            "problems",
            "width",
            "132",
            "colour",
            "true",
            "unicode",
            "true",
            "names",
            "web\nVI_1");
    assertThat(View.of(query))
        .isEqualTo(new View(Detail.PROBLEMS, List.of("web", "VI_1"), 132, true, true));
    assertThat(View.of(Map.of("width", "99999", "detail", "x"))).isEqualTo(View.PLAIN);
  }

  @Test
  void aVerdictForMonitoringIsOneLineWithFigures() {
    var well = MonitoringVerdict.of(Farms.healthy(2, 2));
    assertThat(well.line())
        .isEqualTo(
            "OK - 1 instance, 2 services, no problems | instances=1;;;0 masters=1;;;0"
                + " services=2;;;0 services_up=2;;;0 servers=4;;;0 servers_up=4;;;0"
                + " active_connections=28;;;0 connections_per_second=48;;;0");
    assertThat(well.level().code()).isZero();
    var one = MonitoringVerdict.of(Farms.report(2, 2, (_, server) -> server > 0, null));
    assertThat(one.level().code()).isEqualTo(1);
    assertThat(one.line()).startsWith("WARNING - svc-0: 1 of 2 servers down, 10.0.0.1:80");
    var dead = MonitoringVerdict.of(Farms.report(9, 2, (_, _) -> false, null));
    assertThat(dead.level().code()).isEqualTo(2);
    assertThat(dead.line())
        .startsWith("CRITICAL - svc-0: 2 of 2 servers down, connection refused; ")
        .contains("; and 4 more | ");
    assertThat(MonitoringVerdict.Level.of(dead.line())).isEqualTo(dead.level());
    assertThat(MonitoringVerdict.Level.of("what").code()).isEqualTo(3);
  }
}
