package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.it.interop.SnmpHost;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the SNMP objects of virtual servers beside keepalived, and SET of a server's weight. */
final class ServerSnmpScenarios {

  private static final String CHECKER = "1.3.6.1.4.1.9586.100.5.3";
  private static final String WEIGHT = CHECKER + ".4.1.7.";

  /** Columns that differ, and the rows where only some do; see docs/snmp.md. */
  private static final List<String> DIFFERENCES =
      List.of(
          // delay loop, retries, warm-up and time-outs are those of the first check
          ".3.1.16.",
          ".3.1.58.",
          ".3.1.59.",
          ".3.1.64.",
          ".3.1.65.",
          ".3.1.66.",
          ".3.1.67.",
          ".4.1.44.",
          ".4.1.45.",
          ".4.1.46.",
          ".4.1.48.",
          ".4.1.49.",
          ".4.1.50.",
          ".4.1.51.",
          // names
          ".3.1.71.",
          ".4.1.55.",
          // granularity without persistence
          ".3.1.51.",
          // inhibit_on_failure of the servers alone
          ".3.1.56.3");

  private static final String CONF =
      """
      global_defs {
        script_user root
        router_id lab
        snmp_socket @SOCKET@
        enable_snmp_checker
        enable_traps
      }
      virtual_server_group several {
        10.9.0.110 443
        10.9.0.120 444
      }
      virtual_server 10.9.0.100 80 {
        delay_loop 1
        protocol TCP
        lvs_sched wrr
        lvs_method NAT
        persistence_timeout 300
        quorum 2
        sorry_server 10.9.1.11 8090
        @SERVERS@
      }
      virtual_server fwmark 7 {
        delay_loop 1
        lvs_sched rr
        lvs_method DR
        real_server 10.9.0.11 {
          weight 4
        }
      }
      virtual_server group several {
        delay_loop 1
        protocol TCP
        lvs_sched sed
        lvs_method NAT
        real_server 10.9.1.11 443 {
          inhibit_on_failure
          uthreshold 1000
          lthreshold 600
        }
      }
      """;

  private static final String SERVER =
      """
      real_server 10.9.1.%d 80 {
          weight %d
          TCP_CHECK {
            connect_timeout 1
            retry 0
          }
        }
      """;

  private LvsLab lab;
  private SnmpHost ours;
  private SnmpHost theirs;
  private Daemon keepalived;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.IPVSADM, Tools.SNMP);
    lab = LvsLab.open();
    ours = new SnmpHost(lab.a().node());
    theirs = new SnmpHost(lab.b().node());
    var node = lab.b().node();
    var file = node.lab().directory().resolve("keepalived.conf");
    try {
      Files.writeString(file, conf(theirs));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keepalived =
        node.start("keepalived", "--dont-fork", "--log-console", "-C", "-f", file.toString());
    lab.a().start(conf(ours));
  }

  private static String conf(SnmpHost host) {
    return CONF.replace("@SOCKET@", host.socket())
        .replace("@SERVERS@", SERVER.formatted(11, 1) + SERVER.formatted(12, 3));
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private void await(String number, String value) {
    lab.awaitThat(
        WEIGHT + number + " is " + value,
        () -> {
          assertThat(theirs.get(WEIGHT + number)).as(keepalived.log()).isEqualTo(value);
          assertThat(ours.get(WEIGHT + number)).isEqualTo(value);
        });
  }

  private static Map<String, String> walk(SnmpHost host) {
    var objects = new TreeMap<>(host.walk(CHECKER));
    objects
        .keySet()
        .removeIf(name -> DIFFERENCES.stream().anyMatch(each -> name.startsWith(CHECKER + each)));
    return objects;
  }

  @Test
  void theWalkIsThatOfKeepalived() {
    await("1.2", "INTEGER: 1");
    lab.awaitThat(
        "the same objects",
        () -> assertThat(walk(ours)).hasSizeGreaterThan(350).isEqualTo(walk(theirs)));
  }

  @Test
  void theWeightThatIsSetIsInTheKernelsTable() {
    await("1.2", "INTEGER: 1");

    setBoth("1.2", 5);
    awaitRule("-a -t 10.9.0.100:80 -r 10.9.1.11:80 -m -w 5");
    await("1.2", "INTEGER: 5");

    lab.kill(2);
    lab.awaitTables(
        "the server has left the table",
        () ->
            assertThat(LvsLab.rules(lab.b().node()))
                .noneMatch(rule -> rule.contains("10.9.1.12:80")));
    setBoth("1.3", 7);
    await("1.3", "INTEGER: 7");
    lab.revive(2);
    awaitRule("-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 7");

    setBoth("1.2", 0);
    setBoth("1.3", 1);
    awaitRule("-a -t 10.9.0.100:80 -r 10.9.1.11:8090 -m -w 1");
    setBoth("1.3", 3);
    awaitRule("-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 3");
    lab.awaitThat(
        "the same traps, of which keepalived sends those of the start only to a master agent that"
            + " listens already",
        () -> {
          assertThat(ours.traps()).hasSize(6).containsAll(theirs.traps());
          assertThat(theirs.traps()).hasSizeGreaterThanOrEqualTo(4);
        });
  }

  private void setBoth(String number, int weight) {
    theirs.set(WEIGHT + number, weight);
    ours.set(WEIGHT + number, weight);
  }

  private void awaitRule(String rule) {
    lab.awaitTables(
        "both tables have " + rule,
        () -> {
          assertThat(LvsLab.rules(lab.b().node())).contains(rule);
          assertThat(LvsLab.rules(lab.a().node())).isEqualTo(LvsLab.rules(lab.b().node()));
        });
  }
}
