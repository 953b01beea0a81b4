package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  private static ServerStatus server(
      String name, int upper, @Nullable String order, @Nullable KernelStatus kernel) {
    boolean in = kernel != null;
    return new ServerStatus(
        "web",
        name,
        in ? "up" : "down",
        "",
        5.0,
        in ? null : "refused",
        in ? "" : "tcp " + name + ": connection refused",
        null,
        "nat",
        100,
        0,
        upper,
        0,
        in,
        kernel == null ? 0 : kernel.weight(),
        kernel,
        order);
  }

  private static KernelStatus entry(int weight, long active) {
    return new KernelStatus(1, weight, true, active, 20, 1000, 12, 0, 0, "");
  }

  private static VirtualServerStatus service(String instance, ServerStatus... servers) {
    return service(instance, "wlc", servers);
  }

  private static VirtualServerStatus scheduled(String scheduler, ServerStatus... servers) {
    return service("VI_1", scheduler, servers);
  }

  private static VirtualServerStatus service(
      String instance, String scheduler, ServerStatus... servers) {
    return new VirtualServerStatus(
        "web",
        "up",
        "2026-01-31T07:58:00.000+00:00",
        10_920.0,
        List.of("TCP 203.0.113.10:80"),
        List.of(),
        "TCP",
        "nat",
        scheduler,
        List.of(),
        300,
        null,
        instance,
        "warm",
        true,
        200,
        1,
        0,
        servers.length,
        Reports.traffic(List.of(servers)),
        List.of(servers),
        null);
  }

  private static StatusReport report(VirtualServerStatus service) {
    var full = Reports.full();
    var services = new ArrayList<>(List.of(service));
    return new StatusReport(
        full.time(),
        full.host(),
        full.version(),
        full.configuration(),
        full.routerId(),
        full.pid(),
        full.upSeconds(),
        full.instances(),
        List.of(),
        full.syncGroups(),
        services,
        List.of(),
        List.of(),
        List.of(),
        full.table(),
        null);
  }

  private static Diagnosis of(String server, VirtualServerStatus service) {
    return Diagnosis.ofServer(report(service), "web", server).orElseThrow();
  }

  @Test
  void aServerWithMoreThanItsShareIsTold() throws IOException {
    var busy =
        service(
            "VI_1",
            server("a:80", 0, null, entry(100, 180)),
            server("b:80", 0, null, entry(100, 20)));
    var diagnosis = of("a:80", busy);
    assertThat(diagnosis.verdict())
        .isEqualTo(
            "web/a:80 gets connections: weight 100, 180 active and 20 inactive, 12 a second");
    assertThat(diagnosis.facts())
        .contains("a:80 has 90 % of the active connections and 50 % of the weight")
        .anyMatch(fact -> fact.startsWith("a client stays with its server for 300 s"))
        .anyMatch(fact -> fact.startsWith("scheduler wlc: the server with the fewest"));
    assertThat(Diagnosis.unevenness(busy))
        .hasValueSatisfying(words -> assertThat(words).startsWith("uneven: b:80 has 10 %"));
    assertThat(Diagnosis.fromJson(Json.pretty(diagnosis))).isEqualTo(diagnosis);
    assertThat(diagnosis.toText().lines().skip(1)).allMatch(line -> line.startsWith("  "));
  }

  @Test
  void fewConnectionsAndEvenOnesAreNotUneven() {
    assertThat(
            Diagnosis.unevenness(
                service(
                    "VI_1",
                    server("a:80", 0, null, entry(1, 30)),
                    server("b:80", 0, null, entry(1, 9)))))
        .isEmpty();
    assertThat(
            Diagnosis.unevenness(
                service(
                    "VI_1",
                    server("a:80", 0, null, entry(3, 300)),
                    server("b:80", 0, null, entry(1, 100)))))
        .isEmpty();
  }

  @Test
  void aServerWithoutConnectionsIsTold() {
    var service =
        service(
            "VI_1",
            server("down:80", 0, null, null),
            server("drained:80", 0, "being drained by root", entry(0, 3)),
            server("full:80", 50, null, entry(100, 40)));
    assertThat(of("down:80", service).verdict())
        .isEqualTo("web/down:80 gets no connections: it is not in the kernel's table");
    assertThat(of("down:80", service).facts()).contains("down: tcp down:80: connection refused");
    assertThat(of("drained:80", service).verdict()).endsWith("no new connections: its weight is 0");
    assertThat(of("drained:80", service).facts())
        .contains(
            "an order holds: being drained by root", "its weight is 0, and 100 is configured");
    assertThat(of("full:80", service).verdict())
        .endsWith("gets no new connections: it has 60, its upper threshold is 50");
    assertThat(of("full:80", service).facts())
        .contains("with 50 connections it gets no new ones until it has fewer than 38");
    var atItsThreshold = service("VI_1", server("full:80", 60, null, entry(100, 40)));
    assertThat(of("full:80", atItsThreshold).verdict())
        .endsWith("gets no new connections: it has 60, its upper threshold is 60");
    var below = service("VI_1", server("full:80", 61, null, entry(100, 40)));
    assertThat(of("full:80", below).verdict()).contains("gets connections: weight 100");
  }

  @Test
  void unevennessIsJudgedByWhatTheSchedulerGoesBy() {
    var first = server("a:80", 0, null, entry(3, 100));
    var second = server("b:80", 0, null, entry(1, 100));
    assertThat(Diagnosis.unevenness(scheduled("rr", first, second))).isEmpty();
    assertThat(Diagnosis.unevenness(scheduled("wrr", first, second)))
        .hasValue("uneven: b:80 has 50 % of the active connections and 25 % of the weight");
    assertThat(Diagnosis.unevenness(scheduled("fo", first, second))).isEmpty();
    var busy = server("b:80", 0, null, entry(1, 300));
    assertThat(Diagnosis.unevenness(scheduled("lc", first, busy)))
        .hasValue(
            "uneven: a:80 has 25 % of the active connections, and lc gives each of the 2 servers"
                + " the same");
  }

  @Test
  void aStandbyTellsWhoseConnectionsTheseAre() {
    var standby = service("VI_2", server("a:80", 0, null, entry(1, 5)));
    var diagnosis = of("a:80", standby);
    assertThat(diagnosis.verdict())
        .isEqualTo(
            "web/a:80 gets no new connections from this director: VI_2 is BACKUP here, so clients"
                + " reach another director");
    assertThat(diagnosis.facts())
        .contains(
            "its entry here has weight 1, 5 active and 20 inactive connections; they come from the"
                + " sync daemon, or are left from an earlier mastership");
    assertThat(Diagnosis.of(report(standby), "web").orElseThrow().facts())
        .contains("VI_2 is BACKUP here, so clients reach another director");
  }

  @Test
  void servicesAreExplainedByName() {
    var report = Reports.full();
    assertThat(Diagnosis.of(report, "web").orElseThrow().verdict())
        .isEqualTo("web is up: 1 of 2 servers, total weight 100; the quorum needs 1");
    assertThat(Diagnosis.of(report, "web").orElseThrow().facts())
        .contains("192.168.1.11:80 is down: tcp 192.168.1.11:80: connection refused");
    assertThat(Diagnosis.of(report, "mail").orElseThrow().verdict())
        .contains(
            "has lost its quorum, and the sorry server serves: ",
            "total weight 0; the quorum needs");
    assertThat(Diagnosis.of(report, "VI_1")).isEmpty();
    assertThat(Diagnosis.ofServer(report, "web", "nope")).isEmpty();
  }

  private static Explanation explained(
      InstanceStatus instance, List<String> toBecome, List<String> toLose) {
    return new Explanation(instance, "", toBecome, toLose, List.of(), true, 0, 0.5, 3.5);
  }

  @Test
  void aSyncGroupTellsWhatItsMembersWaitForAndWhatWouldMoveThem() {
    var all = Reports.full().instances();
    var members =
        List.of(
            explained(all.get(0), List.of(), List.of("a fault: eth0 goes down")),
            explained(all.get(1), List.of("no advert for 3.61 s"), List.of()));
    var waiting =
        new SyncGroupStatus(
            "VG_1",
            "MIXED",
            List.of("VI_1 MASTER", "VI_2 BACKUP"),
            List.of("VI_2 still hears 192.0.2.2"));
    assertThat(Diagnosis.of(waiting, members))
        .isEqualTo(
            new Diagnosis(
                "VG_1",
                "Sync group VG_1 is MIXED: VI_2 still hears 192.0.2.2",
                List.of(
                    "VI_1 has been MASTER for 12 min 5 s: " + all.get(0).why(),
                    "VI_2 has been BACKUP for " + span(all.get(1)) + ": " + all.get(1).why(),
                    "the members become master together, as soon as each of them can, by one of"
                        + " these:",
                    "VI_2: no advert for 3.61 s")));

    var master = new SyncGroupStatus("VG_1", "MASTER", List.of("VI_1 MASTER"), List.of());
    assertThat(Diagnosis.of(master, members.subList(0, 1)).toText())
        .contains(
            "Sync group VG_1 is master with all its members: VI_1",
            "all members lose the mastership as soon as one does, by one of these:",
            "VI_1: a fault: eth0 goes down");

    var fault = new SyncGroupStatus("VG_1", "FAULT", List.of("VI_6 FAULT"), List.of());
    assertThat(Diagnosis.of(fault, List.of(explained(all.get(2), List.of(), List.of()))).verdict())
        .isEqualTo(
            "Sync group VG_1 is in FAULT: VI_6 has " + String.join(", ", all.get(2).faults()));
  }

  @Test
  void aGroupWaitsForTheOwnFaultsOfItsMembersOnly() throws IOException {
    var through =
        Json.pretty(Reports.full())
            .replace("tracked script web-alive failed", "sync group VG_6 in fault");
    var instances = StatusReport.fromJson(through).instances();
    var group = new SyncGroupConfig("VG_6", List.of("VI_6"), NotifyCommands.NONE);
    assertThat(SyncGroupStatus.of(group, instances).waitsFor())
        .containsExactly("VI_6 is at fault: interface eth1 down");
  }

  private static String span(InstanceStatus instance) {
    return SpanWords.age(instance.forSeconds());
  }

  @Test
  void aMasterTellsWhatWouldTakeItsPlace() {
    assertThat(MasterLoss.of(Reports.full().instances().getFirst()))
        .containsExactly(
            "a router that preempts and advertises a priority above 90, or 90 from a higher"
                + " address",
            "a fault: eth0 goes down",
            "script web-alive fails, and a router with a priority above 80 preempts",
            "a fault or a better router of another instance in sync group VG_1",
            "192.0.2.2 would take over: its last priority was 100, 12 min 8 s ago; a backup is"
                + " silent, so whether it runs is not known");
  }

  @Test
  void aRouterThatResignedIsASuccessorToo() {
    assertThat(MasterLoss.successor(List.of(heard("192.0.2.2", 0))))
        .isEqualTo(
            "192.0.2.2 would take over: it gave the mastership up (priority 0) 31.00 s ago; a"
                + " backup is silent, so whether it runs is not known");
    assertThat(MasterLoss.successor(List.of(heard("192.0.2.2", 0), heard("192.0.2.3", 90))))
        .startsWith("192.0.2.3 would take over: its last priority was 90, 31.00 s ago; ");
    assertThat(MasterLoss.successor(List.of()))
        .isEqualTo("no other router has been heard since the start, so none is known to take over");
  }

  private static RouterStatus heard(String source, int priority) {
    return new RouterStatus(source, 3, priority, 1, "none", List.of(), false, 31, 60, 0, null);
  }
}
