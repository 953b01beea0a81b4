package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ProcessTerms;
import org.holdfast.agent.config.ProcessTerms.RealTimeTerms;
import org.holdfast.agent.config.ProcessTerms.ReloadTerms;
import org.holdfast.agent.config.ProcessTerms.Threads;
import org.holdfast.vrrp.NotifyCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands around the agent's life, and how its process runs, as read from keepalived.conf. */
class KeepalivedProcessTest {

  private final FakeHost host = new FakeHost();

  private ProcessTerms terms(String globals) throws ConfigException {
    return host.load(
            "global_defs {\n"
                + globals
                + "\n}\nvrrp_instance A {\n interface eth0\n virtual_router_id 1\n}\n")
        .config()
        .process()
        .terms();
  }

  @Test
  void commandsRunAsTheirUserOrAsTheUserOfAllScripts() throws ConfigException {
    var terms =
        terms(
            """
            script_user nobody
            startup_script "/bin/start a" daemon sys
            startup_script_timeout 20
            shutdown_script /bin/end
            shutdown_script_timeout 1000
            """);
    assertThat(terms.startup())
        .isEqualTo(new NotifyCommand(List.of("/bin/start", "a"), "daemon", "sys"));
    assertThat(terms.startupLimit()).isEqualTo(Duration.ofSeconds(20));
    assertThat(terms.shutdown()).isEqualTo(new NotifyCommand(List.of("/bin/end"), "nobody", null));
    assertThat(terms.shutdownLimit()).isEqualTo(Duration.ofSeconds(1000));
  }

  @Test
  void theGreatestOfTheLimitsHoldsForTheOneProcess() throws ConfigException {
    assertThat(terms("vrrp_rlimit_rttime 300000\nbfd_rlimit_rtime 5000000").realTime().limit())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(terms("checker_rlimit_rttime 10000").realTime().limit())
        .isEqualTo(Duration.ofMillis(200));
    assertThat(terms("").realTime()).isEqualTo(RealTimeTerms.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({"'', 99", " 20, 20", " 0, 0", " -1, 0"})
  void thePriorityIsRaisedAsFarAsTheFileSays(String value, int highest) throws ConfigException {
    var terms = terms("max_auto_priority " + value + "\nmin_auto_priority_delay 500000");
    assertThat(terms.realTime())
        .isEqualTo(new RealTimeTerms(null, highest, Duration.ofMillis(500)));
  }

  @Test
  void theFilesOfReloadsAreThoseOfTheFile() throws ConfigException {
    assertThat(terms("reload_file\nreload_time_file /run/t\nreload_repeat").reload())
        .isEqualTo(new ReloadTerms("/run/keepalived.reload", "/run/t", true));
    assertThat(terms("reload_file /run/r\nreload_repeat").reload())
        .isEqualTo(new ReloadTerms("/run/r", null, false));
  }

  @Test
  void threadsAreScheduledLikeKeepalivedsProcesses() throws ConfigException {
    var terms =
        terms(
            """
            vrrp_priority -20
            vrrp_cpu_affinity 0 1
            checker_priority 19
            checker_rt_priority 5
            bfd_cpu_affinity 3
            bfd_rt_priority 60
            """);
    assertThat(terms.election()).isEqualTo(new Threads(-20, List.of(0, 1), 0));
    assertThat(terms.checks()).isEqualTo(new Threads(19, List.of(), 5));
    assertThat(terms.bfd()).isEqualTo(new Threads(null, List.of(3), 60));
  }

  @Test
  void memoryIsLockedForTheWholeAgent() throws ConfigException {
    var conf =
        "global_defs {\n bfd_no_swap\n}\nvrrp_instance A {\n interface eth0\n virtual_router_id"
            + " 1\n}\n";
    assertThat(host.load(conf).config().vrrp().lockMemory()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"IWGRP|IWOTH, 18", "0027, 23", "0x1f, 31", "18, 18", "IRWXU, -1", "01000, -1"})
  void theUmaskIsANumberOrNamesOfBits(String text, int umask) throws ConfigException {
    assertThat(terms("umask " + text).umask()).isEqualTo(umask < 0 ? null : umask);
  }

  @Test
  void anImpossibleUmaskIsAnError() {
    assertThatThrownBy(() ->
            host.load(
                """
                process: {umask: "0089"}
                vrrp: {instances: {A: {interface: eth0, virtual-router-id: 1}}}
                """))
        .hasMessageContaining("0089 (expected: an octal number from 0 to 0777");
  }
}
