package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HeldThread;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Systemd;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.UserModeLinux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests the unit files of the tree: systemd is the parent of the agent. */
final class SystemdScenarios {
  private static final String SERVICE = "holdfast.service";
  private static final String RELEASE = "holdfast-release.service";
  private static final Path CONFIGURATION = Path.of("/etc/holdfast/holdfast.yaml");
  private static final Path TREE = Path.of("/opt/holdfast");
  private static final String VIP = "10.9.0.100";
  private static final String OTHER_VIP = "10.9.0.101";
  private static final Duration POLL = Duration.ofMillis(300);
  private static final String FAST = "100ms";

  /** A peer waits for three of them, which is longer than a start takes. */
  private static final String SLOW = "10s";

  @BeforeAll
  static void install() throws IOException {
    // Elsewhere this would change the units and users of the host.
    assertThat(UserModeLinux.isHere()).as("User-Mode Linux").isTrue();
    Needs.tools(Tools.HOLDFAST);
    Path tree = HoldfastDirector.launcher().resolve("../..").normalize();
    Systemd.run("mkdir", "-p", TREE.toString());
    Systemd.run("mount", "--bind", tree.toString(), TREE.toString());
    Systemd.run("systemd-sysusers", TREE.resolve("share/sysusers.d/holdfast.conf").toString());
    for (String unit : new String[] {SERVICE, RELEASE}) {
      Systemd.install(unit, Files.readString(TREE.resolve("share/systemd").resolve(unit)));
      // The JDK of this build may lie where the launcher does not look. Five starts may take longer
      // than a minute in this kernel.
      Systemd.install(
          unit + ".d/lab.conf",
          """
          [Unit]
          StartLimitIntervalSec=10min
          [Service]
          Environment=HOLDFAST_JAVA_HOME=%s
          """
              .formatted(System.getProperty("java.home")));
    }
    Systemd.run("ip", "link", "add", "lan0", "type", "dummy");
    Systemd.run("ip", "addr", "add", "10.9.0.1/24", "dev", "lan0");
    Systemd.run("ip", "link", "set", "lan0", "up");
  }

  @AfterEach
  void stop() {
    Systemd.control("stop", SERVICE);
    Systemd.failure("reset-failed", SERVICE, RELEASE);
  }

  private static void configure(String interval, String addresses) throws IOException {
    Files.createDirectories(CONFIGURATION.getParent());
    Files.writeString(
        CONFIGURATION,
        """
        vrrp:
          instances:
            VI_1:
              interface: lan0
              version: 3
              virtual-router-id: 51
              advertisement-interval: %s
              addresses: [%s]
        """
            .formatted(interval, addresses));
  }

  private static void becomesMaster() throws IOException {
    configure(FAST, VIP + "/24");
    Systemd.control("start", "--no-block", SERVICE);
    eventually("it is master", () -> holds(VIP)); // first, because this starts no process
    eventually("it runs", () -> Systemd.property(SERVICE, "ActiveState").equals("active"));
  }

  /** Starts no process, which takes long in this kernel. */
  private static boolean holds(String address) {
    try {
      return NetworkInterface.getByName("lan0")
          .inetAddresses()
          .anyMatch(each -> each.getHostAddress().equals(address));
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void eventually(String what, Callable<Boolean> condition) {
    try {
      await(what).atMost(Lab.PATIENCE).pollInterval(POLL).until(condition);
    } catch (RuntimeException late) {
      throw new AssertionError(Systemd.journal(SERVICE) + Systemd.journal(RELEASE), late);
    }
  }

  private static void isStartedAgainAfter(long pid) {
    eventually("another agent runs", () -> isActive(Systemd.mainPid(SERVICE), pid));
  }

  private static boolean isActive(long pid, long other) {
    return pid != 0 && pid != other && Systemd.property(SERVICE, "ActiveState").equals("active");
  }

  private static void kill(String signal) {
    Systemd.control("kill", "--kill-who=main", "--signal=" + signal, SERVICE);
  }

  private static boolean hasReleased() {
    return !Systemd.property(RELEASE, "ExecMainStartTimestamp").isEmpty();
  }

  @Test
  void theJournalHasTheFieldsOfTheLog() throws IOException {
    becomesMaster();

    var entry = Systemd.run("journalctl", "-o", "json", "HOLDFAST_EVENT=INSTANCE_MASTER");

    assertThat(entry.lines().toList().getLast())
        .contains("\"MESSAGE\":\"(VI_1) Entering MASTER STATE")
        .contains("\"MESSAGE_ID\":\"a4fe9ee41b22522fb30b398014275b9b\"")
        .contains("\"HOLDFAST_INSTANCE\":\"VI_1\"")
        .contains("\"PRIORITY\":\"6\"")
        .contains("\"SYSLOG_IDENTIFIER\":\"holdfast\"")
        .contains("\"_SYSTEMD_UNIT\":\"holdfast.service\"")
        .contains("\"_TRANSPORT\":\"journal\"");
    assertThat(Systemd.journal(SERVICE)).contains("Starting Holdfast ", " 1 VRRP instance");
  }

  /** Runs what the packages run after an upgrade, in which the tree has not changed. */
  @Test
  void anUpgradeRestartsAnAgentOnlyIfTheNewVersionAcceptsItsConfiguration() throws IOException {
    Path command = Path.of("/usr/bin/holdfast");
    if (Files.notExists(command)) {
      Files.createSymbolicLink(command, TREE.resolve("bin/holdfast"));
    }
    becomesMaster();
    long first = Systemd.mainPid(SERVICE);

    assertThat(upgrade()).contains("Restarting holdfast.service").endsWith("status 0\n");
    isStartedAgainAfter(first);
    eventually("it is master again", () -> holds(VIP));

    long second = Systemd.mainPid(SERVICE);
    configure(FAST, "nonsense");
    assertThat(upgrade())
        .contains("nonsense", "holdfast.service goes on with the version that was installed before")
        .endsWith("status 1\n");
    assertThat(Systemd.mainPid(SERVICE)).isEqualTo(second);
    assertThat(holds(VIP)).isTrue();
  }

  private static String upgrade() {
    String script = "HOLDFAST_JAVA_HOME=$1 $2 2>&1; echo status $?";
    Path restart = Path.of("..", "agent-cli/src/main/packaging/restart-after-upgrade");
    return Systemd.run(
        "sh",
        "-c",
        script,
        "sh",
        System.getProperty("java.home"),
        restart.toAbsolutePath().normalize().toString());
  }

  @Test
  void startReloadAndStop() throws IOException {
    becomesMaster();
    assertThat(Systemd.property(SERVICE, "StatusText")).isEqualTo("1 VRRP instance");
    assertThat(Files.readAllLines(Path.of("/proc/" + Systemd.mainPid(SERVICE) + "/status")))
        .as("its capabilities: CAP_NET_ADMIN and CAP_NET_RAW, and it is not root")
        .contains("CapEff:\t0000000000003000", "CapBnd:\t0000000000003000")
        .noneMatch(line -> line.startsWith("Uid:\t0\t"));

    configure(FAST, VIP + "/24, " + OTHER_VIP + "/24");
    Systemd.control("reload", SERVICE);
    eventually("both addresses are there", () -> holds(OTHER_VIP));

    configure(FAST, "nonsense");
    assertThat(Systemd.failure("reload", SERVICE)).isNotNull();
    assertThat(Systemd.journal(SERVICE)).contains("nonsense");
    assertThat(holds(VIP)).isTrue();

    Systemd.control("stop", SERVICE);
    assertThat(Systemd.property(SERVICE, "Result")).isEqualTo("success");
    assertThat(holds(VIP)).isFalse();
    assertThat(hasReleased()).as("an orderly end leaves nothing").isFalse();
  }

  @Test
  void anAgentThatIsKilledIsStartedAgainAndResumes() throws IOException {
    becomesMaster();
    configure(SLOW, VIP + "/24");
    Systemd.control("reload", SERVICE);
    long pid = Systemd.mainPid(SERVICE);
    int before = Systemd.journal(SERVICE).length();

    try (Daemon addresses = Systemd.start("ip", "monitor", "address")) {
      kill("KILL");
      isStartedAgainAfter(pid);
      eventually(
          "it resumes",
          () ->
              Systemd.journal(SERVICE).substring(before).contains("resumed from an earlier life"));

      assertThat(holds(VIP)).isTrue();
      assertThat(addresses.log()).doesNotContain("Deleted");
    }
    assertThat(Systemd.property(SERVICE, "NRestarts")).isEqualTo("1");
    assertThat(hasReleased()).isFalse();
  }

  @Test
  void anAgentThatHangsIsKilledAndStartedAgain() throws IOException {
    Systemd.install(SERVICE + ".d/soon.conf", "[Service]\nWatchdogSec=6\n");
    try {
      becomesMaster();

      long pid = Systemd.mainPid(SERVICE);
      try (HeldThread _ = HeldThread.of(pid, "election")) {
        isStartedAgainAfter(pid);
      }
      assertThat(Systemd.journal(SERVICE))
          .contains("The election loop has not turned for")
          .doesNotContain("Watchdog timeout");

      long next = Systemd.mainPid(SERVICE);
      kill("STOP");
      isStartedAgainAfter(next);
      assertThat(Systemd.journal(SERVICE)).contains("Watchdog timeout (limit 6s)!");
      eventually("it is master", () -> holds(VIP));
    } finally {
      Systemd.remove(SERVICE + ".d/soon.conf");
    }
  }

  @Test
  void theAddressesOfAnAgentThatDiesAgainAndAgainAreReleased() throws IOException {
    becomesMaster();
    for (int deaths = 1; deaths <= 5; deaths++) {
      long pid = Systemd.mainPid(SERVICE);
      kill("KILL");
      if (deaths < 5) {
        isStartedAgainAfter(pid);
      }
    }

    eventually("the addresses are released", () -> !holds(VIP));
    eventually("systemd gives up", () -> Systemd.property(SERVICE, "ActiveState").equals("failed"));
    eventually(
        "the release ends", () -> Systemd.property(RELEASE, "ActiveState").equals("inactive"));
    assertThat(Systemd.property(RELEASE, "Result")).isEqualTo("success");
    assertThat(Systemd.journal(RELEASE)).contains("Removed addresses, routes and rules: 1");
  }
}
