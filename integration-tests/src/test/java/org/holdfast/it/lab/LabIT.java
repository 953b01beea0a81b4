package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.holdfast.it.lab.PairLab.VIP;
import static org.holdfast.it.lab.PairLab.VIP6;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the lab with routers that are known to work. */
final class LabIT {
  @BeforeEach
  void needsTools() {
    Needs.tools(Tools.KEEPALIVED, Tools.TSHARK);
  }

  @Test
  void nothingOfALabSurvivesItsClose() {
    Path directory;
    Daemon sleeper;
    try (PairLab lab = PairLab.open()) {
      directory = lab.a().lab().directory();
      sleeper = lab.a().start("sleep", "1000");
      awaitAnswer(lab.client(), PairLab.ADDRESS_OF_A);
    }

    assertThat(sleeper.exitStatus()).isEqualTo(128 + 9);
    assertThat(Files.exists(directory)).isFalse();
  }

  @Test
  void labsDoNotSeeEachOther() {
    try (PairLab one = PairLab.open();
        PairLab other = PairLab.open()) {
      one.b().powerOff();

      awaitAnswer(other.client(), PairLab.ADDRESS_OF_B);
      assertThat(one.client().succeeds("ping", "-c1", "-W1", PairLab.ADDRESS_OF_B)).isFalse();
    }
  }

  @Test
  void tsharkJudgesWhatACaptureCaught() {
    RouterSpec spec = RouterSpec.v3(VIP).withPriority(150);
    try (PairLab lab = PairLab.open();
        Capture capture = lab.lan().capture("adverts.pcap");
        Director director = new KeepalivedDirector(lab.a(), spec)) {
      director.start();
      await().atMost(Lab.PATIENCE).until(director::holdsAddresses);
      director.stop();
      Pcap pcap = capture.stop();

      List<List<String>> adverts =
          pcap.rows("vrrp", "ip.src", "ip.ttl", "vrrp.virt_rtr_id", "vrrp.prio");
      assertThat(adverts).hasSizeGreaterThan(1).startsWith(advert("150")).endsWith(advert("0"));
      assertThat(pcap.malformed()).isEmpty();
      assertThat(pcap.count("arp.isgratuitous")).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void tsharkFindsABadSumAndATruncatedAdvert(@TempDir Path directory) throws IOException {
    String header = "01005e000012 00005e000133 0800 ";
    String ip = "45c0 0020 0000 4000 ff70 5a4d 0a090001 e0000012 ";
    String advert = "3133 9601 000a ffff 0a090064";
    Path file = directory.resolve("bad.pcap");
    Files.write(
        file, pcapOf(header + ip + advert, header + ip.replace("0020", "001a") + "3133 9601 000a"));

    assertThat(new Pcap(file).malformed()).hasSize(2);
  }

  /** Returns a little-endian pcap file of Ethernet frames. */
  private static byte[] pcapOf(String... frames) {
    ByteBuffer file = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0xa1b2c3d4)
        .putShort((short) 2)
        .putShort((short) 4)
        .putLong(0)
        .putInt(65535)
        .putInt(1);
    for (String frame : frames) {
      byte[] bytes = HexFormat.of().parseHex(frame.replace(" ", ""));
      file.putLong(0).putInt(bytes.length).putInt(bytes.length).put(bytes);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  private static List<String> advert(String priority) {
    return List.of(PairLab.ADDRESS_OF_A, "255", "51", priority);
  }

  static Stream<Arguments> versionsOfFrr() {
    return Stream.of(
        Arguments.of("v2", RouterSpec.v2(VIP)),
        Arguments.of("v3", RouterSpec.v3(VIP)),
        Arguments.of("v3 IPv6", RouterSpec.v3(VIP6_LINK_LOCAL, VIP6)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versionsOfFrr")
  void frrAndKeepalivedElectAMasterAndItsSuccessor(String name, RouterSpec spec) {
    Needs.tools(Tools.FRR);
    try (PairLab lab = PairLab.open();
        Director frr = new FrrDirector(lab.a(), spec.withPriority(150));
        Director keepalived = new KeepalivedDirector(lab.b(), spec.withPriority(100))) {
      keepalived.start();
      frr.start();
      await().atMost(Lab.PATIENCE).until(() -> frr.holdsAddresses() && keepalived.holdsNoAddress());

      frr.stop();

      await().atMost(Lab.PATIENCE).until(keepalived::holdsAddresses);
      awaitAnswer(lab.client(), spec.vip().toString());
    }
  }

  private static void awaitAnswer(Node client, String address) {
    await("an answer from " + address)
        .atMost(Lab.PATIENCE)
        .until(() -> client.succeeds("ping", "-c1", "-W1", address));
  }
}
