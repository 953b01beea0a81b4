package org.holdfast.agent.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.TrafficStatus;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.holdfast.vrrp.io.PeersStatus;
import org.holdfast.vrrp.io.PeersStatus.DisagreementStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;
import org.jspecify.annotations.Nullable;

/** A report with an instance in every state that is shown differently. */
public final class Reports {

  private Reports() {}

  public static StatusReport full() {
    return new StatusReport(
        "2026-01-31T11:00:00.000+00:00",
        "lvs1.example.org",
        "0.1.0",
        new ConfigurationStatus("/etc/holdfast/holdfast.yaml", "2026-01-31T09:00:00.000+00:00"),
        "lvs1",
        4711,
        93_784,
        List.of(master(), backup(), fault(), handingOver()),
        List.of(),
        List.of(
            new SyncGroupStatus(
                "VG_1",
                "MIXED",
                List.of("VI_1 MASTER", "VI_2 BACKUP"),
                List.of("VI_2 still hears 192.0.2.2"))),
        List.of(web(), mail()),
        List.of(
            new CheckStatus(
                "http 192.168.1.10:80/healthz",
                "http",
                "up",
                10_920,
                null,
                "status 200",
                0.00042,
                0.8,
                5460,
                2,
                0,
                0),
            new CheckStatus(
                "tcp 192.168.1.11:80",
                "tcp",
                "down",
                12,
                "refused",
                "connection refused",
                0.061,
                null,
                5400,
                12,
                3,
                1),
            new CheckStatus(
                "bfd rack7", "bfd", "undecided", 1, null, null, null, null, 0, 0, 0, 0)),
        List.of(
            new ScriptStatus(
                "web-alive",
                "down",
                "2026-01-31T10:59:57.000+00:00",
                3,
                "exited with status 2",
                "first\nno such host",
                false,
                0.5,
                90,
                3,
                0,
                0,
                0)),
        List.of(
            new BfdStatus(
                "rack7",
                "192.0.2.7",
                false,
                "Up",
                60,
                "the neighbour is up",
                "none",
                7,
                10,
                30,
                true,
                new BfdStatus.Remote("Up", "none", 9, 10, 10, 3),
                new BfdStatus.Packets(100, 0, 100, Map.of(), 1, 0))),
        new TableReport(
            2,
            List.of("TCP 10.77.0.55:99", "UDP 10.77.0.55:53"),
            List.of("master eth0 id 51"),
            3,
            0,
            null,
            "",
            "",
            ""),
        new RefusedReloadStatus(
            "2026-01-31T10:00:00.000+00:00",
            2,
            "/etc/holdfast/holdfast.yaml:3:1: error: unknown key \"x\""));
  }

  /** Returns a report about one virtual server with one server that is up. */
  public static StatusReport ofServer(
      String service, String forwarding, String server, KernelStatus kernel) {
    var full = full();
    var template = web();
    var up = template.servers().getFirst();
    var only =
        new ServerStatus(
            service,
            server,
            up.state(),
            up.since(),
            up.forSeconds(),
            null,
            "",
            up.check(),
            forwarding,
            kernel.weight(),
            0,
            0,
            0,
            true,
            kernel.weight(),
            kernel,
            null);
    var served =
        new VirtualServerStatus(
            service,
            "up",
            template.since(),
            template.forSeconds(),
            template.services(),
            List.of(),
            "TCP",
            forwarding,
            "wlc",
            List.of(),
            0,
            null,
            null,
            "warm",
            true,
            kernel.weight(),
            1,
            0,
            1,
            traffic(List.of(only)),
            List.of(only),
            null);
    return new StatusReport(
        full.time(),
        full.host(),
        full.version(),
        full.configuration(),
        full.routerId(),
        full.pid(),
        full.upSeconds(),
        List.of(),
        List.of(),
        List.of(),
        List.of(served),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }

  /** Returns the report of an agent that has only these static objects. */
  public static StatusReport keeping(ObjectStatus... objects) {
    var full = full();
    return new StatusReport(
        full.time(),
        full.host(),
        full.version(),
        full.configuration(),
        full.routerId(),
        full.pid(),
        full.upSeconds(),
        List.of(),
        List.of(objects),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }

  private static VirtualServerStatus web() {
    var servers =
        List.of(
            new ServerStatus(
                "web",
                "192.168.1.10:80",
                "up",
                "2026-01-31T07:58:00.000+00:00",
                10_920.0,
                null,
                "",
                new ServerCheck("http 192.168.1.10:80/healthz", "up", null, "status 200", 0.00042),
                "dr",
                100,
                0,
                0,
                0,
                true,
                100,
                new KernelStatus(2, 100, true, 31, 12, 4000, 10, 1000, 2000, ""),
                null),
            new ServerStatus(
                "web",
                "192.168.1.11:80",
                "down",
                "2026-01-31T10:59:48.000+00:00",
                12.0,
                "refused",
                "tcp 192.168.1.11:80: connection refused",
                new ServerCheck(
                    "tcp 192.168.1.11:80", "down", "refused", "connection refused", 0.061),
                "dr",
                100,
                0,
                0,
                0,
                false,
                0,
                new KernelStatus(1, 100, false, 1, 2, 30, 0, 0, 0, "Operation not permitted"),
                null));
    return new VirtualServerStatus(
        "web",
        "up",
        "2026-01-31T07:58:00.000+00:00",
        10_920.0,
        List.of("TCP 203.0.113.10:80", "TCP 203.0.113.10:443"),
        List.of("TCP 203.0.113.10:443 is not as configured: scheduler rr (expected: wlc); no wlc"),
        "TCP",
        "dr",
        "wlc",
        List.of(),
        300,
        null,
        "VI_1",
        "warm",
        true,
        100,
        1,
        0,
        1,
        traffic(servers),
        servers,
        sorry("web", "192.168.1.99:80", "idle", false, null));
  }

  private static VirtualServerStatus mail() {
    return new VirtualServerStatus(
        "mail",
        "sorry",
        "2026-01-31T07:58:00.000+00:00",
        10_920.0,
        List.of("FWM 7"),
        List.of(),
        "FWM",
        "nat",
        "rr",
        List.of(),
        0,
        null,
        null,
        "warm",
        false,
        0,
        2,
        null,
        0,
        null,
        List.of(),
        sorry(
            "mail",
            "192.168.1.99:25",
            "serving",
            true,
            new KernelStatus(0, 0, false, 0, 0, 0, 0, 0, 0, "")));
  }

  private static ServerStatus sorry(
      String service, String name, String state, boolean inTable, @Nullable KernelStatus kernel) {
    return new ServerStatus(
        service,
        name,
        state,
        null,
        null,
        null,
        "",
        null,
        "nat",
        1,
        0,
        0,
        0,
        inTable,
        inTable ? 1 : 0,
        kernel,
        null);
  }

  private static InstanceStatus master() {
    return InstanceStatus.of(
        new Configured("VI_1", "eth0", 51, 3, "IPV4", "VG_1"),
        new ElectionStatus(
            VrrpState.MASTER,
            false,
            "2026-01-31T10:47:55.000+00:00",
            725,
            "master_silent",
            "no advert had come for 3.414 s",
            "it hears no other master",
            List.of()),
        new NextTransition(
            new PriorityStatus(150, 90, "150 - 60 (interface eth1 failed) = 90", ""),
            List.of(
                new TrackStatus("interface", "eth1", "failed", 725, -60, false, false, -60),
                new TrackStatus("script", "web-alive", "ok", 3, 10, false, false, 10),
                new TrackStatus("file", "load", "0", 0.2, -10, false, false, 0)),
            List.of(
                new LinkStatus("eth0", "up", true, null),
                new LinkStatus("eth1", "down", false, null)),
            null,
            new TimerStatus(1, null, 0.312, null, null)),
        new HoldingsStatus(
            "192.0.2.1",
            List.of(
                new AddressStatus("203.0.113.10/24", "eth0", true, true, true, false, null),
                new AddressStatus("203.0.113.9/24", "eth0.100", true, true, false, false, null),
                new AddressStatus("2001:db8::10/64", "eth0", false, true, true, false, null)),
            List.of(
                new ObjectStatus("route", "192.0.2.0/24 via 203.0.113.1", true, true, false, null),
                new ObjectStatus(
                    "route",
                    "default via 203.0.113.7 table 100",
                    true,
                    false,
                    false,
                    "add route default via 203.0.113.7 table 100: Network is unreachable"),
                new ObjectStatus(
                    "rule",
                    "from 203.0.113.10/32 lookup 100 priority 1000",
                    true,
                    false,
                    false,
                    null))),
        new Counts(
            new PacketStatus(
                726, 2, 3, 0, 0, 1, Map.of("pseudo_header", 3L), counts("ttl", 12, "password", 1)),
            new HistoryStatus(
                1,
                0,
                Map.of("started", 1L, "master_silent", 1L),
                10,
                2,
                Map.of("route", 1L, "rule", 0L)),
            new PeersStatus(List.of(heard("192.0.2.2", 100, false, 728)), List.of(), Map.of()),
            Timeliness.NONE));
  }

  private static InstanceStatus backup() {
    return InstanceStatus.of(
        new Configured("VI_2", "eth0", 52, 2, "IPV4", "VG_1"),
        new ElectionStatus(
            VrrpState.BACKUP,
            false,
            "2026-01-31T10:59:00.001+00:00",
            59.999,
            "started",
            "the agent started",
            "192.0.2.2 is master with priority 150, ours is 100",
            List.of()),
        new NextTransition(
            new PriorityStatus(100, 100, "100", ""),
            List.of(),
            List.of(new LinkStatus("eth0", "up", true, null)),
            new PeerStatus("192.0.2.2", 150, 1, 0.0613),
            new TimerStatus(1, 3.548, null, 30.0, null)),
        new HoldingsStatus(
            "192.0.2.1",
            List.of(new AddressStatus("203.0.113.11/24", "eth0", true, false, true, false, null)),
            List.of()),
        new Counts(
            new PacketStatus(0, 0, 60, 0, 0, 0, Map.of(), Map.of()),
            new HistoryStatus(0, 0, Map.of("started", 1L), 0, 0, Map.of()),
            new PeersStatus(
                List.of(
                    new RouterStatus(
                        "192.0.2.2",
                        2,
                        150,
                        1,
                        "none",
                        List.of("203.0.113.11", "203.0.113.12"),
                        true,
                        0.0613,
                        60,
                        0,
                        null)),
                List.of(
                    new DisagreementStatus(
                        "other_addresses",
                        "192.0.2.2",
                        "192.0.2.2 lists 203.0.113.12 too, we do not",
                        61)),
                Map.of("other_addresses", 1L)),
            Timeliness.NONE));
  }

  private static InstanceStatus fault() {
    return InstanceStatus.of(
        new Configured("VI_6", "eth1", 61, 3, "IPV6", null),
        new ElectionStatus(
            VrrpState.FAULT,
            false,
            "2026-01-31T10:59:59.000+00:00",
            0.9999,
            "faulted",
            "interface eth1 down",
            "interface eth1 is up again, which counts in 2.50 s; tracked script web-alive failed",
            List.of("interface eth1 down", "tracked script web-alive failed")),
        new NextTransition(
            new PriorityStatus(100, 100, "100", ""),
            List.of(
                new TrackStatus("script", "web-alive", "failed", 3, 0, false, true, 0),
                new TrackStatus("process", "maintenance", "failed", 61, 0, true, false, 0)),
            List.of(new LinkStatus("eth1", "down", true, 2.5)),
            null,
            new TimerStatus(0.1, null, null, null, null)),
        new HoldingsStatus(
            null,
            List.of(new AddressStatus("fe80::100/64", "eth1", true, false, false, false, null)),
            List.of()),
        new Counts(
            new PacketStatus(0, 0, 0, 0, 0, 0, Map.of(), Map.of()),
            new HistoryStatus(0, 0, Map.of(), 0, 0, Map.of()),
            PeersStatus.NONE,
            Timeliness.NONE));
  }

  private static InstanceStatus handingOver() {
    return InstanceStatus.of(
        new Configured("VI_7", "eth0", 53, 3, "IPV4", null),
        new ElectionStatus(
            VrrpState.STOP,
            true,
            "2026-01-31T10:59:59.880+00:00",
            0.12,
            "stopping",
            "the agent stops",
            "the agent stops: it serves until a successor does, for 580 ms at most",
            List.of()),
        new NextTransition(
            new PriorityStatus(150, 150, "150", ""),
            List.of(),
            List.of(new LinkStatus("eth0", "up", true, null)),
            null,
            new TimerStatus(1, null, null, null, 0.58)),
        new HoldingsStatus("192.0.2.1", List.of(), List.of()),
        new Counts(
            new PacketStatus(90_000, 0, 0, 1, 0, 0, Map.of(), Map.of()),
            new HistoryStatus(3, 3, Map.of(), 30, 0, Map.of()),
            new PeersStatus(List.of(heard("192.0.2.3", 0, false, 0.4)), List.of(), Map.of()),
            Timeliness.NONE));
  }

  private static RouterStatus heard(
      String source, int priority, boolean advertising, double secondsAgo) {
    return new RouterStatus(
        source, 3, priority, 1, "none", List.of(), advertising, secondsAgo, 60, 0, null);
  }

  private static Map<String, Long> counts(String one, long times, String other, long otherTimes) {
    var counts = new LinkedHashMap<String, Long>();
    counts.put(one, times);
    counts.put(other, otherTimes);
    return counts;
  }

  /** Returns what {@link VirtualServerStatus#traffic} makes of the rows of these servers. */
  public static @Nullable TrafficStatus traffic(List<ServerStatus> servers) {
    return VirtualServerStatus.traffic(
        servers.stream().flatMap(server -> Stream.ofNullable(server.kernel())).toList());
  }
}
