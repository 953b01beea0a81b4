package org.holdfast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.holdfast.agent.listen.Bodies;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExpositionTest {

  private final Exposition exposition = new Exposition(NanoClock.system());

  @AfterEach
  void close() {
    exposition.close();
  }

  private List<String> scrape(AgentFacts facts, String accept) {
    return Bodies.text(exposition.write(facts, accept).body()).lines().toList();
  }

  @Test
  void showsAnInstance() {
    assertThat(scrape(FactsOf.agent(2), ""))
        .contains(
            "holdfast_build_info{version=\"1.2.3\"} 1.0",
            "holdfast_instance_state{family=\"ipv4\",interface=\"eth0\",state=\"master\","
                + "vrid=\"51\",vrrp_instance=\"VI_1\"} 1.0",
            "holdfast_instance_state{family=\"ipv4\",interface=\"eth0\",state=\"backup\","
                + "vrid=\"51\",vrrp_instance=\"VI_1\"} 0.0",
            "holdfast_instance_priority{vrrp_instance=\"VI_1\"} 90.0",
            "holdfast_instance_base_priority{vrrp_instance=\"VI_1\"} 150.0",
            "holdfast_instance_transitions_total{reason=\"master_silent\",vrrp_instance=\"VI_1\"}"
                + " 2.0",
            "holdfast_instance_adverts_rejected_total{defect=\"ttl\",vrrp_instance=\"VI_1\"} 12.0",
            "holdfast_instance_addresses_missing{vrrp_instance=\"VI_1\"} 1.0",
            "holdfast_instance_objects_missing{kind=\"route\",vrrp_instance=\"VI_1\"} 1.0",
            "holdfast_instance_objects_missing{kind=\"rule\",vrrp_instance=\"VI_1\"} 0.0",
            "holdfast_instance_objects_unwanted{kind=\"route\",vrrp_instance=\"VI_1\"} 0.0",
            "holdfast_instance_objects_restored_total{kind=\"route\",vrrp_instance=\"VI_1\"} 3.0",
            "holdfast_instance_track_share{kind=\"interface\",track=\"eth1\","
                + "vrrp_instance=\"VI_1\"} -60.0",
            "holdfast_instance_peer_priority{peer=\"192.0.2.2\",vrrp_instance=\"VI_1\"} 80.0");
  }

  @Test
  void showsStaticObjects() {
    assertThat(scrape(FactsOf.agent(2), ""))
        .contains(
            "holdfast_static_objects{kind=\"address\"} 1.0",
            "holdfast_static_objects{kind=\"route\"} 2.0",
            "holdfast_static_objects_missing{kind=\"address\"} 0.0",
            "holdfast_static_objects_missing{kind=\"route\"} 2.0",
            "holdfast_static_objects_refused{kind=\"route\"} 1.0",
            "holdfast_static_objects_restored_total{kind=\"address\"} 0.0",
            "holdfast_static_objects_restored_total{kind=\"route\"} 4.0")
        .noneMatch(line -> line.startsWith("holdfast_static_objects{kind=\"rule\"}"));
  }

  @Test
  void showsTheOrdersOfOperators() {
    assertThat(scrape(FactsOf.agent(2), ""))
        .contains(
            "holdfast_order{kind=\"drain\",target=\"web 10.0.0.1:80\"} 1.0",
            "holdfast_order{kind=\"step-down\",target=\"VI_1\"} 1.0");
    assertThat(scrape(FactsOf.reloading(), ""))
        .anyMatch(line -> line.startsWith("holdfast_order{"));
  }

  @Test
  void showsThePhasesOfATakeoverReachedSoFar() {
    assertThat(scrape(FactsOf.agent(2), "").stream().filter(l -> l.contains("takeover_seconds{")))
        .containsExactlyInAnyOrder(
            "holdfast_instance_takeover_seconds{span=\"detected\",vrrp_instance=\"VI_1\"} 3.5",
            "holdfast_instance_takeover_seconds{span=\"promoted\",vrrp_instance=\"VI_1\"} 0.001",
            "holdfast_instance_takeover_seconds{span=\"ready\",vrrp_instance=\"VI_1\"} 0.002",
            "holdfast_instance_takeover_seconds{span=\"addresses_up\",vrrp_instance=\"VI_1\"}"
                + " 0.003");
  }

  @Test
  void addsUpTheBucketsOfAHistogram() {
    var name = "holdfast_instance_advert_lateness_seconds";
    assertThat(scrape(FactsOf.agent(2), ""))
        .contains(
            name + "_bucket{vrrp_instance=\"VI_1\",le=\"0.001\"} 1",
            name + "_bucket{vrrp_instance=\"VI_1\",le=\"0.01\"} 2",
            name + "_bucket{vrrp_instance=\"VI_1\",le=\"+Inf\"} 3",
            name + "_count{vrrp_instance=\"VI_1\"} 3",
            name + "_sum{vrrp_instance=\"VI_1\"} 0.0225");
  }

  @Test
  void showsServicesAndServersBesideTheKernelsFacts() {
    var first = "{server=\"10.0.0.1:80\",service=\"web\"}";
    var second = "{server=\"10.0.0.2:80\",service=\"web\"}";
    assertThat(scrape(FactsOf.agent(3), ""))
        .contains(
            "holdfast_service_quorum{service=\"web\"} 1.0",
            "holdfast_service_servers{service=\"web\"} 3.0",
            "holdfast_service_servers_up{service=\"web\"} 2.0",
            "holdfast_service_connections_total{service=\"web\"} 10.0",
            "holdfast_service_check_runs_total{result=\"failed\",service=\"web\"} 1.0",
            "holdfast_service_check_runs_total{result=\"passed\",service=\"web\"} 2.0",
            "holdfast_service_check_failures_total{reason=\"refused\",service=\"web\"} 1.0",
            "holdfast_service_check_latency_seconds_count{service=\"web\"} 3",
            "holdfast_server_up" + first + " 0.0",
            "holdfast_server_up" + second + " 1.0",
            "holdfast_server_weight" + second + " 1.0",
            "holdfast_server_kernel_weight" + second + " 7.0",
            "holdfast_server_as_wanted" + second + " 0.0",
            "holdfast_server_connection_limit" + second + " 100.0",
            "holdfast_server_check_latency_seconds" + second + " 0.001",
            "holdfast_ipvs_repairs_total 2.0")
        .noneMatch(line -> line.startsWith("holdfast_server_kernel_weight" + first));
  }

  @Test
  void theKernelsFactsStandBesideTheirServerWhileAReloadReplacesAndReordersServers() {
    var kept = "{server=\"10.0.0.2:80\",service=\"web\"}";
    var added = "{server=\"10.0.0.9:80\",service=\"web\"}";
    assertThat(scrape(FactsOf.reloading(), ""))
        .contains(
            "holdfast_server_up" + kept + " 1.0",
            "holdfast_server_kernel_weight" + kept + " 7.0",
            "holdfast_server_up" + added + " 1.0")
        .noneMatch(line -> line.startsWith("holdfast_server_kernel_weight" + added));
  }

  @Test
  void everyMetricOfAnInstanceAServiceAndAServerIsInTheScrape() {
    var lines = scrape(FactsOf.agent(2), "");
    for (var metric : Metric.values()) {
      if (metric.title().matches("holdfast_(instance|service|server|ipvs)_.*")) {
        assertThat(lines).anyMatch(line -> line.startsWith("# TYPE " + metric.title() + " "));
      }
    }
  }

  @Test
  void addsMicrometersFiguresOfTheJvm() {
    assertThat(scrape(FactsOf.agent(1), ""))
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(line -> line.startsWith("process_files_open_files "))
        .anyMatch(line -> line.startsWith("holdfast_resident_memory_bytes "));
  }

  @Test
  void writesOpenMetricsOnRequest() {
    var accept = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    assertThat(exposition.write(FactsOf.agent(1), accept).contentType())
        .startsWith("application/openmetrics-text");
    assertThat(scrape(FactsOf.agent(1), accept)).last().isEqualTo("# EOF");
  }

  @Test
  void aLargePageIsMadeInSmallPieces() {
    var body = exposition.write(FactsOf.agent(10_000), "").body();
    var lengths = new ArrayList<Integer>();
    body.pieces().forEachRemaining(piece -> lengths.add(piece.length));
    assertThat(lengths).hasSizeGreaterThan(10).allMatch(length -> length <= 64 * 1024);
  }

  @Test
  void theLinesOfAMetricStandTogetherBelowItsHeading() {
    for (var accept : List.of("", "application/openmetrics-text;version=1.0.0")) {
      var seen = new HashSet<String>();
      var family = "";
      for (var line : scrape(FactsOf.agent(10_000), accept)) {
        if (line.startsWith("# TYPE ")) {
          family = line.split(" ", -1)[2];
          assertThat(seen.add(family)).as(line).isTrue();
        } else if (!line.startsWith("#")) {
          assertThat(line).startsWith(family);
        }
      }
    }
  }

  @Test
  void aCounterOfOpenMetricsHasItsSuffixInItsLinesOnly() {
    var accept = "application/openmetrics-text;version=1.0.0";
    assertThat(scrape(FactsOf.agent(2), accept))
        .containsSubsequence(
            "# TYPE holdfast_server_connections counter",
            "# HELP holdfast_server_connections " + Metric.SERVER_CONNECTIONS_TOTAL.help(),
            "holdfast_server_connections_total{server=\"10.0.0.2:80\",service=\"web\"} 10.0");
  }

  @Test
  void quotesInLabelsAreEscaped() {
    assertThat(Metric.SCRIPT_UP.with("a\"b\\c\nd").text())
        .isEqualTo("{script=\"a\\\"b\\\\c\\nd\"}");
  }

  @Test
  void everySecondReaderOfAPageGetsTheSameText() {
    var body = exposition.write(FactsOf.agent(100), "").body();
    assertThat(Bodies.text(body)).isEqualTo(Bodies.text(body));
  }

  @Test
  void tenThousandServersAreShownEachOnce() {
    assertThat(scrape(FactsOf.agent(10_000), ""))
        .filteredOn(line -> line.startsWith("holdfast_server_up{"))
        .hasSize(10_000)
        .doesNotHaveDuplicates();
  }
}
