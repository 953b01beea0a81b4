package org.holdfast.agent.dumps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.holdfast.vrrp.io.PeersStatus;
import org.junit.jupiter.api.Test;

/**
 * Compares our forms with files that keepalived 2.2.7 wrote for an instance that is configured in
 * the same way.
 */
final class KeepalivedFormsTest {

  private static final AgentConfig CONFIG =
      Configs.of(
          """
          router-id: lab
          notifications:
            mail: {server: mx, to: ops@example.org, on: []}
          vrrp:
            defaults:
              version: 2
              advert-before-yielding: false
              gratuitous-arp: {refresh: 60s}
            scripts:
              ok: {command: /usr/bin/true, interval: 1s, rise: 2, weight: 10}
              bad: {command: [/usr/bin/false, a, b], interval: 2s, timeout: 1s, fall: 3, weight: -5}
            track-files:
              tf: {path: /tmp/tf, weight: 1}
            track-processes:
              px: {command: sleep, weight: 3}
            instances:
              VI_1:
                interface: v0
                virtual-router-id: 51
                priority: 150
                unicast: {peers: [10.9.0.2, 10.9.0.3], source: 10.9.0.1, check-source: false}
                addresses:
                  - {address: 10.9.0.100/24, scope: link}
                  - {address: 10.9.0.101/24, interface: v1, broadcast: 10.9.0.255}
                excluded-addresses: [2001:db8::5/64]
                routes:
                  - {destination: 10.77.0.0/24, gateway: 10.9.0.2, interface: v0, table: 7, metric: 3}
                track:
                  own-interface: false
                  scripts: [ok, {script: bad, weight: -7}]
                  files: [tf]
                  processes: [px]
                  interfaces: [{interface: v1, weight: 5}]
                notify: {master: [/usr/bin/true, m], any: /usr/bin/true, mail: true}
          """);

  /** Returns the facts of a master with scripts, files and processes. */
  static DumpFacts facts(Map<String, KeepalivedCounters> cleared) {
    return new DumpFacts(
        CONFIG,
        List.of(master(5)),
        List.of(script("ok", "up"), script("bad", "down")),
        List.of(),
        cleared,
        Instant.parse("2026-11-29T18:11:41.520121Z"));
  }

  private static ScriptStatus script(String name, String state) {
    return new ScriptStatus(name, state, "", 3, null, "", false, 0.5, 1, 0, 0, 0, 0);
  }

  private static InstanceStatus master(long sent) {
    return InstanceStatus.of(
        new Configured("VI_1", "v0", 51, 2, "IPV4", null),
        new ElectionStatus(
            VrrpState.MASTER, false, "", 7, "", "", "it hears no other master", List.of()),
        new NextTransition(
            new PriorityStatus(150, 160, "150 + 10", ""),
            List.of(
                new TrackStatus("file", "tf", "7", 1, 1, false, false, 7),
                new TrackStatus("process", "px", "failed", 1, 3, false, false, 0)),
            List.of(),
            null,
            new TimerStatus(1, null, 0.5, null, null)),
        new HoldingsStatus(
            "10.9.0.1",
            List.of(
                new AddressStatus("10.9.0.101/24", "v1", true, true, true, false, null),
                new AddressStatus("2001:db8::5/64", "v0", false, true, true, false, null)),
            List.of(
                new ObjectStatus(
                    "route",
                    "10.77.0.0/24 via 10.9.0.2 dev v0 table 7 metric 3",
                    true,
                    true,
                    false,
                    null))),
        new Counts(
            new PacketStatus(sent, 0, 0, 0, 0, 2, Map.of(), Map.of("TTL", 3L)),
            new HistoryStatus(1, 0, Map.of(), 0, 0, Map.of()),
            PeersStatus.NONE,
            Timeliness.NONE));
  }

  private static String golden(String suffix) {
    try (var file = KeepalivedFormsTest.class.getResourceAsStream("keepalived-2.2.7" + suffix)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> theirs() throws IOException {
    return first(Json.object("{\"vrrp\": " + golden(".json") + "}"));
  }

  private static Map<?, ?> part(Map<?, ?> whole, String name) {
    return (Map<?, ?>) Objects.requireNonNull(whole.get(name));
  }

  private static Map<?, ?> first(Map<String, Object> dump) {
    return (Map<?, ?>) ((List<?>) Objects.requireNonNull(dump.get("vrrp"))).getFirst();
  }

  @Test
  void theJsonHasKeepalivedsNamesInItsOrderAndItsValues() throws IOException {
    var json = KeepalivedJson.of(facts(Map.of()), 1);
    var ours = first(Json.object("{\"vrrp\": " + json + "}"));
    var expected = part(theirs(), "data");
    var data = part(ours, "data");
    var names = new ArrayList<Object>(expected.keySet());
    names.add(names.indexOf("auth_type"), "track_process"); // 2.2.7 does not list the processes
    assertThat(new ArrayList<Object>(data.keySet())).isEqualTo(names);
    for (var name : expected.keySet()) {
      if (!name.equals("vroutes")) {
        assertThat(String.valueOf(data.get(name)))
            .as(name.toString())
            .isEqualTo(String.valueOf(expected.get(name)));
      }
    }
    assertThat((List<?>) data.get("vroutes"))
        .first()
        .isEqualTo("prepend 10.77.0.0/24 via inet 10.9.0.2 dev v0 table 7 metric 3 proto 72");
    var counters = part(ours, "stats");
    assertThat(new ArrayList<Object>(counters.keySet()))
        .isEqualTo(new ArrayList<Object>(part(theirs(), "stats").keySet()));
    assertThat(counters.get("ip_ttl_err")).isEqualTo(3);
    assertThat(counters.get("addr_list_err")).isEqualTo(2);
  }

  @Test
  void version2AlsoHasTheProcesses() throws IOException {
    var dump = Json.object(KeepalivedJson.of(facts(Map.of()), 2));
    assertThat(dump).containsOnlyKeys("vrrp", "track_process");
    assertThat(String.valueOf(dump.get("track_process")))
        .contains("process=sleep", "param_match=none", "min_processes=1", "have_quorum=false");
  }

  @Test
  void aPasswordIsHidden() {
    var config =
        Configs.of(
            """
            vrrp:
              instances:
                VI_1:
                  interface: v0
                  virtual-router-id: 51
                  version: 2
                  addresses: [10.9.0.100]
                  authentication: {type: pass, password: secret}
            """);
    var facts =
        new DumpFacts(
            config, List.of(master(1)), List.of(), List.of(), Map.of(), Instant.ofEpochSecond(1));
    assertThat(KeepalivedJson.of(facts, 1)).contains("\"auth_type\":1").doesNotContain("secret");
    assertThat(KeepalivedData.of(facts, ZoneOffset.UTC))
        .contains("Authentication type = SIMPLE_PASSWORD")
        .doesNotContain("secret");
  }

  @Test
  void theTextHasKeepalivedsLines() {
    var ours = KeepalivedData.of(facts(Map.of()), ZoneOffset.UTC).lines().toList();
    var theirs =
        golden(".data")
            .lines()
            .filter(line -> !line.matches(" *(fd_in|Read timeout|Num|Result|Current).*"))
            .filter(
                line -> !line.matches(" *(add|prepend) .*|.*delay timer not running|.*uid:gid.*"))
            .filter(line -> !line.matches(" *(VRRP instances|Parameters) :|   Weight = [13]"))
            .map(line -> line.replace("Timeout = 0 sec", "Timeout = 1 sec"))
            .toList();
    assertThat(ours).containsSubsequence(theirs);
  }

  @Test
  void theCountersHaveKeepalivedsLines() {
    var labels = new ArrayList<String>();
    KeepalivedStats.of(facts(Map.of())).lines().forEach(line -> labels.add(label(line)));
    assertThat(labels).isEqualTo(golden(".stats").lines().map(KeepalivedFormsTest::label).toList());
  }

  @Test
  void clearedCountersCountFromZero() {
    var cleared = Map.of("VI_1", KeepalivedCounters.of(master(3)));
    assertThat(KeepalivedStats.of(facts(cleared))).contains("Sent: 2", "TTL: 0");
    assertThat(KeepalivedJson.of(facts(cleared), 1)).contains("\"advert_sent\":2");
    var restarted = Map.of("VI_1", KeepalivedCounters.of(master(9)));
    assertThat(KeepalivedStats.of(facts(restarted))).contains("Sent: 0");
  }

  private static String label(String line) {
    return line.replaceFirst("[0-9]+$", "");
  }
}
