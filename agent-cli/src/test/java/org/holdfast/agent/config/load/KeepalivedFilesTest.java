package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.DumpConfig;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.Overrides;
import org.holdfast.agent.config.Overrides.Scope;
import org.holdfast.agent.config.Overrides.Snmp;
import org.holdfast.agent.config.ProcessConfig;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.table.Report;
import org.holdfast.ipvs.OnStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests where a keepalived.conf and the command line have files written, and what is run. */
class KeepalivedFilesTest {

  private static final String REST =
      """
      vrrp_instance A {
       interface eth0
       virtual_router_id 1
       virtual_ipaddress {
        10.0.0.9
       }
      }
      virtual_server 10.0.0.9 80 {
       protocol TCP
       real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
       }
      }
      """;

  private static AgentConfig read(String conf) throws ConfigException {
    var report = new Report("k.conf", KeepalivedWords.ALL);
    return ConfigFile.load((conf + REST).getBytes(StandardCharsets.UTF_8), report, new FakeHost())
        .config();
  }

  private static AgentConfig global(String lines) throws ConfigException {
    return read("global_defs {\n" + lines.replace("; ", "\n") + "\n}\n");
  }

  @Test
  void withoutAWordThereAreNoDumps() throws ConfigException {
    assertThat(global("router_id x").dumps()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "json_version 2, /tmp/keepalived.data /tmp/keepalived.stats /tmp/keepalived.json 2",
    "state_dump_file /run/a, /run/a /tmp/keepalived.stats /tmp/keepalived.json 1",
    "stats_dump_file /run/d/, /tmp/keepalived.data /run/d/keepalived.stats /tmp/keepalived.json 1",
    "json_dump_file /run/j, /tmp/keepalived.data /tmp/keepalived.stats /run/j 1",
  })
  void aWordForADumpAsksForThem(String line, String expected) throws ConfigException {
    var words = expected.split(" ", -1);
    assertThat(global(line).dumps())
        .isEqualTo(new DumpConfig(words[0], words[1], words[2], Integer.parseInt(words[3])));
  }

  /** The names are those that keepalived 2.2.7 writes. */
  @Test
  void theNameOfTheInstanceIsInTheNameOfTheData() throws ConfigException {
    var config = read("instance blue\nglobal_defs {\n data_use_instance\n}\n");
    assertThat(config.dumps())
        .isEqualTo(
            new DumpConfig(
                "/tmp/keepalived.blue.data", "/tmp/keepalived.stats", "/tmp/keepalived.json", 1));
    assertThat(config.process().pidFile()).isEqualTo("/run/keepalived/keepalived_blue.pid");
  }

  @Test
  void thePidFileIsInTheDirectory() throws ConfigException {
    assertThat(read("use_pid_dir\n").process().pidFile())
        .isEqualTo("/run/keepalived/keepalived.pid");
    assertThat(read("").process().pidFile()).isNull();
  }

  @Test
  void theObjectsOnTheBusNeedEnableDbus() throws ConfigException {
    assertThat(global("enable_dbus").dbus())
        .isEqualTo(new BusConfig("org.keepalived.Vrrp1", "none"));
    assertThat(global("enable_dbus; dbus_service_name org.x; dbus_no_interface_name nil").dbus())
        .isEqualTo(new BusConfig("org.x", "nil"));
    assertThat(global("dbus_service_name org.x").dbus()).isNull();
  }

  @Test
  void asKeepalivedItsPathsAreUsedUnlessTheFileSaysOtherwise() throws ConfigException {
    var habits = new Overrides(ProcessConfig.DEFAULT, Scope.ALL, false, false, true);
    var plain = read("").under(habits);
    assertThat(plain.dumps()).isEqualTo(DumpConfig.DEFAULT);
    assertThat(plain.process().pidFile()).isEqualTo("/run/keepalived.pid");
    var said = read("use_pid_dir\nglobal_defs {\n json_version 2\n}\n").under(habits);
    assertThat(said.dumps()).extracting(DumpConfig::jsonVersion).isEqualTo(2);
    assertThat(said.process().pidFile()).isEqualTo("/run/keepalived/keepalived.pid");
  }

  @Test
  void theCommandLineShowsEverythingBySnmp() throws ConfigException {
    var socket = new MasterSocket(MasterSocket.Kind.UNIX, "/run/m", 0);
    var shown =
        new Overrides(
            ProcessConfig.DEFAULT, Scope.ALL, false, false, false, new Snmp(true, socket));
    var all = EnumSet.allOf(SnmpConfig.Mib.class);
    assertThat(read("").under(shown).snmp()).isEqualTo(new SnmpConfig(socket, all, false));
    var said = read("global_defs {\n snmp_socket unix:/run/x\n enable_traps\n}\n");
    assertThat(said.snmp()).extracting(SnmpConfig::isShown).isEqualTo(false);
    assertThat(said.under(shown).snmp()).isEqualTo(new SnmpConfig(socket, all, true));
    assertThat(read("").under(Overrides.NONE).snmp()).isNull();
  }

  @Test
  void aScopeLeavesTheOtherPartOut() throws ConfigException {
    var vrrp =
        read("").under(new Overrides(ProcessConfig.DEFAULT, Scope.VRRP, false, false, false));
    assertThat(vrrp.summary()).isEqualTo("1 VRRP instance");
    var checks =
        read("").under(new Overrides(ProcessConfig.DEFAULT, Scope.CHECKS, true, false, false));
    assertThat(checks.summary()).isEqualTo("1 virtual server");
    assertThat(checks.virtualServers().getFirst().instance()).isNull();
    assertThat(checks.ipvs().onStop()).isEqualTo(OnStop.KEEP);
  }
}
