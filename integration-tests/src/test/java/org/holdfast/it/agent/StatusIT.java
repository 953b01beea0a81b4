package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.Make.KEEPALIVED;
import static org.holdfast.it.lab.PairLab.ADDRESS_OF_A;
import static org.holdfast.it.lab.PairLab.VIP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.Duel;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.Tools;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.junit.jupiter.api.Test;

/** Compares {@code status} and the log with the actual state. */
final class StatusIT {

  private static final RouterSpec SPEC = RouterSpec.v3(VIP);

  private static Duel duel() {
    return duel(SPEC);
  }

  private static Duel duel(RouterSpec spec) {
    Needs.tools(Tools.HOLDFAST, Tools.TSHARK);
    Duel duel = new Duel(HOLDFAST, spec.withPriority(150), HOLDFAST, spec.withPriority(100));
    duel.a().start();
    duel.awaitOnlyMaster(duel.a());
    duel.b().start();
    duel.await(
        "b hears a",
        () -> duel.b().log().stream().anyMatch(line -> line.text().contains("BACKUP STATE")));
    duel.await("b knows its master", () -> Answers.instance(duel.b()).master() != null);
    return duel;
  }

  @Test
  void theStatusMatchesTheKernelAndTheWire() {
    try (Duel duel = duel()) {
      InstanceStatus master = Answers.instance(duel.a());
      InstanceStatus backup = Answers.instance(duel.b());
      int onTheWire = duel.stopCapture().count("vrrp && ip.src == " + ADDRESS_OF_A);

      assertThat(master.state()).isEqualTo(VrrpState.MASTER);
      assertThat(master.why()).startsWith("no advert had come for ");
      assertThat(master.source()).isEqualTo(ADDRESS_OF_A);
      assertThat(master.priority())
          .isEqualTo(new InstanceStatus.PriorityStatus(150, 150, "150", ""));
      assertThat(master.master()).isNull();
      assertThat(master.timers().nextAdvertInSeconds()).isLessThanOrEqualTo(0.1);
      assertThat(master.timers().masterDownInSeconds()).isNull();
      assertThat(master.addresses())
          .containsExactly(new AddressStatus(VIP, "eth0", true, true, true, false, null));
      assertThat(master.packets().sent()).isPositive().isLessThanOrEqualTo(onTheWire);
      assertThat(master.history().becameMaster()).isEqualTo(1);
      assertThat(master.history().announcements()).isPositive();

      assertThat(backup.state()).isEqualTo(VrrpState.BACKUP);
      assertThat(backup.master()).isNotNull();
      assertThat(backup.master().source()).isEqualTo(ADDRESS_OF_A);
      assertThat(backup.master().priority()).isEqualTo(150);
      assertThat(backup.master().intervalSeconds()).isCloseTo(0.1, within(1e-9));
      assertThat(backup.master().heardSecondsAgo()).isBetween(0.0, 1.0);
      assertThat(backup.timers().masterDownInSeconds()).isLessThan(0.4);
      assertThat(backup.addresses())
          .containsExactly(new AddressStatus(VIP, "eth0", true, false, false, false, null));
      assertThat(backup.packets().sent()).isZero();
      assertThat(backup.packets().received()).isPositive().isLessThanOrEqualTo(onTheWire);
    }
  }

  @Test
  void anAddressRemovedByHandIsPutBackAndCountedAndOneAddedByHandIsShown() {
    try (Duel duel = duel()) {
      duel.a().node().run("ip", "addr", "del", VIP, "dev", "eth0");

      duel.await("put back", duel.a()::holdsAddresses);
      duel.await("counted", () -> Answers.instance(duel.a()).history().addressesRestored() == 1);
      assertThat(Answers.instance(duel.a()).state()).isEqualTo(VrrpState.MASTER);

      duel.b().node().run("ip", "addr", "add", VIP, "dev", "eth0");

      assertThat(Answers.instance(duel.b()).addresses())
          .containsExactly(new AddressStatus(VIP, "eth0", true, false, true, false, null));
      assertThat(table(duel.b())).contains("dev eth0  NOT WANTED BUT PRESENT");
    }
  }

  private static String table(Director director) {
    Path socket =
        director.node().lab().directory().resolve(director.node().name()).resolve("control.sock");
    return director
        .node()
        .run(
            HoldfastDirector.launcher().toString(),
            "status",
            "--all",
            "--control-socket",
            socket.toString());
  }

  @Test
  void aForeignAdvertIncrementsOnlyTheCounterOfItsDefect() {
    Needs.tools(Tools.KEEPALIVED);
    // The default interval, so that a machine busy with other labs does not look like a dead
    // master.
    try (Duel duel = duel(SPEC.withInterval(Duration.ofSeconds(1)));
        Director stranger =
            KEEPALIVED.director(duel.lab().client(), RouterSpec.v2(VIP).withPriority(200))) {
      stranger.start();

      duel.await(
          "rejected", () -> rejectedVersions(duel.a()) > 0 && rejectedVersions(duel.b()) > 0);

      assertThat(Answers.instance(duel.a()).state()).isEqualTo(VrrpState.MASTER);
      assertThat(Answers.instance(duel.b()).state()).isEqualTo(VrrpState.BACKUP);
      assertThat(Answers.instance(duel.a()).history().leftMaster()).isZero();
      assertThat(Answers.instance(duel.b()).history().becameMaster()).isZero();
      assertThat(table(duel.a())).contains(" version");
    }
  }

  private static long rejectedVersions(Director director) {
    return Answers.instance(director).packets().rejected().getOrDefault("version", 0L);
  }

  @Test
  void theLogKeepsTheWordsThatOperatorsSearchFor() {
    try (Duel duel = duel()) {
      assertLogged(
          duel.a(),
          "(VI_1) Entering BACKUP STATE (init)",
          "(VI_1) Receive advertisement timeout",
          "(VI_1) Entering MASTER STATE",
          "(VI_1) setting VIPs.");

      duel.a().stop();
      duel.awaitOnlyMaster(duel.b());
      assertLogged(duel.a(), "(VI_1) sent 0 priority", "(VI_1) removing VIPs.");
      assertLogged(duel.b(), "(VI_1) Backup received priority 0 advertisement");

      duel.a().start();
      duel.awaitOnlyMaster(duel.a());
      assertLogged(
          duel.b(),
          "(VI_1) Master received advert from %s with higher priority 150, ours 100"
              .formatted(ADDRESS_OF_A),
          "(VI_1) Entering BACKUP STATE");

      duel.a().node().unplug("eth0");
      duel.awaitOnlyMaster(duel.b());
      duel.a().node().plug("eth0");
      duel.awaitOnlyMaster(duel.a());
      assertLogged(
          duel.a(),
          "Netlink reports eth0 down",
          "(VI_1): entering FAULT state (interface eth0 down)",
          "(VI_1) Entering FAULT STATE",
          "Netlink reports eth0 up");
    }
  }

  @Test
  void theLogOfScriptsGroupsAndAnnouncementsKeepsThemToo() throws IOException {
    Needs.tools(Tools.HOLDFAST);
    try (PairLab lab = PairLab.open()) {
      Path directory = lab.a().lab().directory();
      Path well = Files.createFile(directory.resolve("well"));
      Path file =
          Files.writeString(
              directory.resolve("scripts.yaml"),
              """
              router-id: lvs1
              vrrp:
                scripts:
                  web: {command: [/usr/bin/test, -e, %s], interval: 1s, timeout: 500ms, weight: -10}
                instances:
                  VI_1:
                    interface: eth0
                    virtual-router-id: 51
                    version: 3
                    advertisement-interval: 100ms
                    addresses: [%s]
                    track: {scripts: [web]}
                sync-groups:
                  VG_1: {instances: [VI_1], tracking-weight: true}
              """
                  .formatted(well, VIP));
      try (Daemon agent =
          lab.a()
              .start(
                  HoldfastDirector.launcher().toString(),
                  "run",
                  "-D",
                  "-c",
                  file.toString(),
                  "--control-socket",
                  directory.resolve("control.sock").toString())) {
        awaitLine(agent, "VRRP_Script(web) succeeded");
        awaitLine(agent, "VRRP_Group(VG_1) Syncing instances to MASTER state");
        awaitLine(agent, "Sending gratuitous ARP on eth0 for 10.9.0.100");

        Files.delete(well);

        awaitLine(agent, "VRRP_Script(web) failed");
        awaitLine(agent, "(VI_1) Changing effective priority from 100 to 90");
      }
    }
  }

  private static void awaitLine(Daemon agent, String words) {
    Awaitility.await(words)
        .failFast("the agent ended", () -> !agent.isRunning())
        .until(() -> agent.log().contains(words));
  }

  private static void assertLogged(Director director, String... words) {
    List<String> lines = director.log().stream().map(Daemon.Line::text).toList();
    for (String wanted : words) {
      assertThat(lines).as("log of %s", director).anyMatch(line -> line.contains(wanted));
    }
  }
}
