package org.holdfast.agent.snmp.mib;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.load.Reading;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.health.PoolView;
import org.holdfast.health.PoolView.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the tables of virtual servers with those of keepalived 2.2.7: {@code lvs.walk} is what
 * snmpwalk printed of Debian's keepalived with {@code lvs.conf}, on a kernel with IPVS.
 */
final class VirtualServerWalkTest {

  private static final String CHECK = "that of the first check; keepalived has it without checks";

  /** The columns that differ, and why. A name without a row stands for all of its rows. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry(
              "2.1", "a group's members are sorted differently, and a range is its addresses"),
          Map.entry("3.1.10", "the forwarding of the first server, which differs in G"),
          Map.entry("3.1.68", "likewise, its tunnel"),
          Map.entry("3.1.12", "only a check has a Host"),
          Map.entry("3.1.16", CHECK),
          Map.entry("3.1.57", CHECK),
          Map.entry("3.1.58", CHECK),
          Map.entry("3.1.59", CHECK),
          Map.entry("3.1.64", CHECK),
          Map.entry("3.1.65", CHECK),
          Map.entry("3.1.66", CHECK),
          Map.entry("3.1.67", CHECK),
          Map.entry("4.1.43", CHECK),
          Map.entry("4.1.44", CHECK),
          Map.entry("4.1.45", CHECK),
          Map.entry("4.1.46", CHECK),
          Map.entry("4.1.48", CHECK),
          Map.entry("4.1.49", CHECK),
          Map.entry("4.1.50", CHECK),
          Map.entry("4.1.51", CHECK),
          Map.entry("3.1.22.4", "keepalived lowers a quorum that is never reached"),
          Map.entry("3.1.26.4", "likewise, its hysteresis"),
          Map.entry(
              "3.1.51", "keepalived shows the mask of IPv6 for firewall marks and groups too"),
          Map.entry("3.1.71", "a virtual server has a name here"),
          Map.entry("4.1.55", "a real server has a name here"));

  @TempDir Path directory;

  @Test
  void theTablesAreThoseOfKeepalived() throws Exception {
    var config = config();
    var ours = WalkText.of(Mibs.view(facts(config), requireNonNull(config.snmp()), 0));
    ours.keySet().removeIf(name -> !name.startsWith(Roots.CHECKER));
    var theirs = WalkText.parse(text("lvs.walk"));
    var differences = new TreeMap<Oid, String>();
    theirs.forEach((name, value) -> {
      if (!value.equals(ours.get(name))) {
        differences.put(name, "keepalived " + value + ", ours " + ours.get(name));
      }
    });
    ours.forEach((name, value) -> {
      if (!theirs.containsKey(name)) {
        differences.put(name, "only ours: " + value);
      }
    });
    differences.keySet().removeIf(VirtualServerWalkTest::isMeant);
    assertThat(differences).isEmpty();
  }

  private static boolean isMeant(Oid name) {
    var column = Oid.of(name.from(Roots.CHECKER.size())).toString() + ".";
    return DIFFERENCES.keySet().stream().anyMatch(known -> column.startsWith(known + "."));
  }

  private AgentConfig config() throws IOException, ConfigException {
    var file = directory.resolve("lvs.conf");
    Files.writeString(file, text("lvs.conf"));
    return Reading.of(file).loadOffline().loaded().config();
  }

  private static String text(String name) throws IOException {
    try (var in = requireNonNull(VirtualServerWalkTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The state in which keepalived was: the servers of the first virtual server are down. */
  private static MibFacts facts(AgentConfig config) {
    var pools = new ArrayList<PoolView>();
    for (var server : config.virtualServers()) {
      boolean up = !pools.isEmpty();
      long sum = 0;
      var servers = new ArrayList<PoolView.Server>();
      for (var real : server.realServers()) {
        var health = real.health();
        servers.add(new PoolView.Server(health.name(), up, 0, new Place(up, health.weight()), ""));
        sum += health.weight();
      }
      pools.add(
          new PoolView(
              server.name(), up && sum >= server.quorum(), sum, 0, servers, new Place(true, 1), 0));
    }
    return new MibFacts(
        "1",
        config,
        List.of(),
        List.of(),
        pools,
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  @Test
  void onlyTheMibsThatAreAskedForAreShown() throws Exception {
    var config = config();
    var snmp = requireNonNull(config.snmp());
    assertThat(snmp.mibs()).containsExactly(SnmpConfig.Mib.CHECKER);
    assertThat(Mibs.subtrees(snmp)).containsExactly(Roots.GLOBAL, Roots.CHECKER);
    var rfcs =
        new SnmpConfig(
            snmp.socket(), Set.of(SnmpConfig.Mib.RFC2787, SnmpConfig.Mib.RFC6527), false);
    assertThat(Mibs.subtrees(rfcs)).containsExactly(Roots.RFC2787, Roots.RFC6527);
    assertThat(Mibs.view(facts(config), rfcs, 0).objects().keySet())
        .isNotEmpty()
        .allMatch(name -> name.startsWith(Roots.RFC2787) || name.startsWith(Roots.RFC6527));
  }
}
