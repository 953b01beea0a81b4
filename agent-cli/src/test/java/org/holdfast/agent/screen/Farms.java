package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.Reports;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.TableReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
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
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.holdfast.vrrp.io.PeersStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;
import org.jspecify.annotations.Nullable;

/** Reports of directors with healthy and unhealthy farms of servers. */
public final class Farms {

  private static final String SINCE = "2026-01-31T09:00:00.000+01:00";

  private Farms() {}

  /** A master with that many virtual servers of so many servers each, all up. */
  public static StatusReport healthy(int services, int servers) {
    return report(services, servers, (_, _) -> true, null);
  }

  /** Tells whether a server is up. */
  public interface Health {
    boolean isUp(int service, int server);
  }

  /**
   * A master of one instance.
   *
   * @param table the state of the kernel's table; null for one in which everything is well
   */
  public static StatusReport report(
      int services, int servers, Health health, @Nullable TableReport table) {
    var made = new ArrayList<VirtualServerStatus>();
    for (int service = 0; service < services; service++) {
      made.add(service(service, servers, health, table == null));
    }
    return new StatusReport(
        "2026-01-31T11:00:00.000+01:00",
        "lvs1.example.org",
        "0.1.0",
        new ConfigurationStatus("/etc/holdfast/holdfast.yaml", SINCE),
        "lvs1",
        4711,
        7200,
        List.of(master()),
        List.of(),
        List.of(),
        made,
        List.<CheckStatus>of(),
        List.of(),
        List.of(),
        table == null ? new TableReport(0, List.of(), List.of(), 0, 0, null, "", "", "") : table,
        null);
  }

  private static VirtualServerStatus service(int number, int servers, Health health, boolean kept) {
    var made = new ArrayList<ServerStatus>();
    int up = 0;
    for (int server = 0; server < servers; server++) {
      boolean well = health.isUp(number, server);
      up += well ? 1 : 0;
      made.add(server("svc-" + number, "10.0.%d.%d:80".formatted(number, server + 1), well, kept));
    }
    return new VirtualServerStatus(
        "svc-" + number,
        !kept ? "not_served" : up > 0 ? "up" : "down",
        SINCE,
        7200.0,
        List.of("TCP 203.0.113.%d:80".formatted(number)),
        List.of(),
        "TCP",
        "dr",
        "wlc",
        List.of(),
        number % 2 == 0 ? 300 : 0,
        null,
        "VI_1",
        "warm",
        up > 0,
        100L * up,
        1,
        0,
        up,
        Reports.traffic(made),
        made,
        null);
  }

  private static ServerStatus server(String service, String name, boolean up, boolean kept) {
    return new ServerStatus(
        service,
        name,
        up ? "up" : "down",
        SINCE,
        7200.0,
        up ? null : "refused",
        up ? "" : "tcp " + name + ": connection refused",
        new ServerCheck(
            "tcp " + name,
            up ? "up" : "down",
            up ? null : "refused",
            up ? "connected" : "connection refused",
            0.0004),
        "dr",
        100,
        0,
        0,
        0,
        up,
        up ? 100 : 0,
        up && kept ? new KernelStatus(1, 100, true, 7, 21, 5000, 12, 4000, 9000, "") : null,
        null);
  }

  private static InstanceStatus master() {
    return InstanceStatus.of(
        new Configured("VI_1", "eth0", 51, 3, "IPV4", null),
        new ElectionStatus(
            VrrpState.MASTER,
            false,
            SINCE,
            7200,
            "preempted",
            "preempted 192.0.2.2, which advertised priority 100, ours was 150",
            "it hears no other master",
            List.of()),
        new NextTransition(
            new PriorityStatus(150, 150, "150", ""),
            List.of(),
            List.of(
                new LinkStatus("eth0", "up", true, null), new LinkStatus("eth1", "up", true, null)),
            null,
            new TimerStatus(1, null, 0.3, null, null)),
        new HoldingsStatus(
            "192.0.2.1",
            List.of(new AddressStatus("203.0.113.1/24", "eth0", true, true, true, false, null)),
            List.of()),
        new Counts(
            new PacketStatus(7200, 0, 3, 0, 0, 0, Map.of(), Map.of()),
            new HistoryStatus(1, 0, Map.of(), 10, 0, Map.of()),
            new PeersStatus(
                List.of(
                    new RouterStatus(
                        "192.0.2.2", 3, 100, 1, "none", List.of(), false, 7200, 3, 0, null)),
                List.of(),
                Map.of()),
            Timeliness.NONE));
  }
}
