package org.holdfast.agent.snmp.mib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.SnmpConfig.Mib;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.holdfast.health.PoolView;
import org.holdfast.health.PoolView.Place;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

/** The expected traps are those that snmptrapd printed of Debian's keepalived 2.2.7. */
final class TrapsTest {

  private static final String KEEPALIVED = "1.3.6.1.4.1.9586.100.5.";
  private static final SnmpConfig SNMP =
      new SnmpConfig(
          new MasterSocket(MasterSocket.Kind.UNIX, "/m", 0), EnumSet.allOf(Mib.class), true);
  private static final MibFacts FACTS =
      new MibFacts(
          "1",
          Configs.of(
              "router-id: lab1\n"
                  + "virtual-servers: {web: {address: 10.9.0.100:80, quorum: 2, real-servers: ["
                  + "{address: 10.9.0.2, weight: 3}, {address: 10.9.0.3, weight: 2}]},"
                  + " marked: {firewall-mark: 7, real-servers: [10.9.0.2:80]}}"),
          List.of(),
          List.of(),
          List.of(
              new PoolView(
                  "web",
                  false,
                  0,
                  0,
                  List.of(new PoolView.Server("10.9.0.2:80", true, 0, new Place(true, 1), "")),
                  null,
                  0)),
          Optional.empty(),
          List.of(),
          List.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of());

  private static List<String> names(TrapNews news) {
    var traps = Traps.of(news, FACTS, SNMP);
    assertThat(traps).hasSize(1);
    return traps.getFirst().stream()
        .map(bind -> bind.name().toString().replace(KEEPALIVED, ""))
        .toList();
  }

  @Test
  void aServersTrapHasKeepalivedsObjects() {
    assertThat(names(new TrapNews.ServerTurned("web", "10.9.0.2:80", false)))
        .containsExactly(
            "1.3.6.1.6.3.1.1.4.1.0",
            "3.4.1.3",
            "3.4.1.4",
            "3.4.1.5",
            "3.4.1.6",
            "3.3.1.2",
            "3.3.1.5",
            "3.3.1.6",
            "3.3.1.7",
            "3.3.1.8",
            "3.3.1.21",
            "3.3.1.20",
            "1.2.0");
  }

  @Test
  void aQuorumsTrapHasKeepalivedsObjects() {
    assertThat(names(new TrapNews.QuorumTurned("web", true)))
        .containsExactly(
            "1.3.6.1.6.3.1.1.4.1.0",
            "3.3.1.2",
            "3.3.1.5",
            "3.3.1.6",
            "3.3.1.7",
            "3.3.1.8",
            "3.3.1.23",
            "3.3.1.22",
            "3.3.1.21",
            "3.3.1.20",
            "1.2.0");
  }

  /** {@code ServerSnmpScenarios} compares it with keepalived's. */
  @Test
  void theTrapOfAFirewallMarkSaysUdp() {
    var trap = Traps.of(new TrapNews.QuorumTurned("marked", true), FACTS, SNMP).getFirst();
    assertThat(trap)
        .contains(
            new VarBind(VirtualServerTables.SERVICE_ENTRY.with(4), Value.gauge(7)),
            new VarBind(VirtualServerTables.SERVICE_ENTRY.with(8), Value.integer(2)));
  }

  @Test
  void aGroupsTrapHasKeepalivedsObjects() {
    assertThat(names(new TrapNews.GroupMoved("SG", MibWords.MASTER)))
        .containsExactly("1.3.6.1.6.3.1.1.4.1.0", "2.1.1.2", "2.1.1.3", "1.2.0");
  }

  @Test
  void anInstancesTrapHasKeepalivedsObjects() {
    assertThat(names(new TrapNews.InstanceMoved("V2", MibWords.BACKUP, 0)))
        .containsExactly("1.3.6.1.6.3.1.1.4.1.0", "2.3.1.2", "2.3.1.4", "2.3.1.5", "1.2.0");
  }

  /** {@code SnmpIT} compares the trap of an instance that runs with keepalived's. */
  @Test
  void anAuthenticationFailureOfAnInstanceThatIsGoneIsNotReported() {
    var news = new TrapNews.AuthenticationFailed("V2", IpAddress.of("10.0.0.9"), 2);
    assertThat(Traps.of(news, FACTS, SNMP)).isEmpty();
  }

  @Test
  void withoutTrapsNothingIsReported() {
    var silent = new SnmpConfig(SNMP.socket(), SNMP.mibs(), false);
    assertThat(Traps.of(new TrapNews.GroupMoved("SG", 1), FACTS, silent)).isEmpty();
    var checker = new SnmpConfig(SNMP.socket(), EnumSet.of(Mib.CHECKER), true);
    assertThat(Traps.of(new TrapNews.GroupMoved("SG", 1), FACTS, checker)).isEmpty();
  }
}
