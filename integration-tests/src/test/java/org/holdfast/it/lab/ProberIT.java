package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests what the lab measures, with outages of a known length. */
@Isolated("measures times")
final class ProberIT {

  @BeforeEach
  void needsTools() {
    Needs.tools(Tools.KEEPALIVED);
  }

  @Test
  void proberMeasuresAPulledCableInMilliseconds() {
    try (PairLab lab = PairLab.open();
        LabProber prober = LabProber.start(lab.client(), IpAddress.of(PairLab.ADDRESS_OF_A))) {
      measureAPulledCable(lab, prober);
    }
  }

  @Test
  void proberOfAUdpServerMeasuresAPulledCableInMilliseconds() {
    try (PairLab lab = PairLab.open();
        Daemon _ = LabDatagrams.serve(lab.a(), 7000);
        LabProber prober =
            LabProber.startUdp(
                lab.client(), IpAddress.of(PairLab.ADDRESS_OF_A), 7000, Duration.ofMillis(1))) {
      measureAPulledCable(lab, prober);
    }
  }

  @Test
  void aUdpServerOutlivesAnAnswerThatItCannotSend() {
    try (PairLab lab = PairLab.open();
        Daemon _ = LabDatagrams.serve(lab.a(), 7000)) {
      lab.client().run("ip", "address", "add", "203.0.113.1/32", "dev", "eth0");
      lab.a()
          .run("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.eth0.rp_filter=0");
      var to = IpAddress.of(PairLab.ADDRESS_OF_A);
      try (var prober = LabProber.startUdp(lab.client(), to, 7000, Duration.ofMillis(1))) {
        prober.awaitAnswered(Lab.PATIENCE);
      }

      // The node has no route to this source, so its kernel refuses the answers.
      lab.client().run("ip", "route", "add", to + "/32", "dev", "eth0", "src", "203.0.113.1");
      try (var prober = LabProber.startUdp(lab.client(), to, 7000, Duration.ofMillis(1))) {
        await().atMost(Lab.PATIENCE).until(prober::isSilent);
      }
      lab.client().run("ip", "route", "delete", to + "/32", "dev", "eth0");

      try (var prober = LabProber.startUdp(lab.client(), to, 7000, Duration.ofMillis(1))) {
        prober.awaitAnswered(Lab.PATIENCE);
      }
    }
  }

  private static void measureAPulledCable(PairLab lab, LabProber prober) {
    prober.awaitAnswered(Lab.PATIENCE);
    Instant from = Instant.now();

    // The shell does the timing, because this JVM takes milliseconds to start a command.
    lab.a().run("sh", "-c", "ip link set eth0 down; sleep 0.3; ip link set eth0 up");
    await().atMost(Lab.PATIENCE).until(() -> !prober.gapsSince(from).isEmpty());

    assertThat(prober.gapsSince(from))
        .singleElement()
        .satisfies(gap -> {
          assertThat(gap.millis()).isBetween(300.0, 500.0);
          assertThat((double) gap.lost()).isBetween(0.5 * gap.millis(), gap.millis() + 1);
        });
    assertThat(prober.stop()).startsWith("total ");
  }

  @Test
  void proberSeesWhatKeepalivedsFailoverCosts() {
    RouterSpec spec = RouterSpec.v3(PairLab.VIP);
    try (PairLab lab = PairLab.open();
        Director master = new KeepalivedDirector(lab.a(), spec.withPriority(150));
        Director backup = new KeepalivedDirector(lab.b(), spec.withPriority(100));
        LabProber prober = LabProber.start(lab.client(), spec.vip())) {
      master.start();
      backup.start();
      await().atMost(Lab.PATIENCE).until(master::holdsAddresses);
      prober.awaitAnswered(Lab.PATIENCE);
      Instant crash = Instant.now();

      lab.a().powerOff();

      await().atMost(Lab.PATIENCE).until(backup::holdsAddresses);
      prober.awaitAnswered(Lab.PATIENCE);
      // The master-down timer starts at the last received advert, up to one interval before the
      // crash.
      double masterDown = backup.spec().masterDown().toMillis();
      assertThat(prober.outageMillisSince(crash)).isBetween(masterDown - 110, masterDown + 100);

      lab.a().powerOn();
      master.start();
      await().atMost(Lab.PATIENCE).until(() -> master.holdsAddresses() && backup.holdsNoAddress());
      master.stop();
      await().atMost(Lab.PATIENCE).until(backup::holdsAddresses);
      assertThat(backup.log())
          .extracting(Daemon.Line::text)
          .anyMatch(line -> line.contains("(VI_1) Entering MASTER STATE"));
    }
  }
}
