package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the effect on clients when one director takes over from the other. */
final class FailoverScenarios {

  private static final List<String> TABLE =
      List.of(
          "-A -t 10.9.0.100:80 -s rr",
          "-a -t 10.9.0.100:80 -r 10.9.1.11:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.13:80 -m -w 1");

  private static final String ANNOUNCEMENT =
      "arp.isgratuitous && arp.src.proto_ipv4 == " + LvsLab.NAT;

  private LvsLab lab;
  private Client client;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM, Tools.TSHARK);
    lab = LvsLab.open();
    client = lab.client();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private void start(String standby) {
    lab.start(
        """
        ipvs:
          sync-daemon: {interface: eth1, instance: VI_1}
        virtual-servers:
          web:
            address: 10.9.0.100:80
            scheduler: rr
            instance: VI_1
            standby: %s
            check: {tcp: 80, interval: 500ms}
            real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
        """
            .formatted(standby));
    lab.awaitThat(
        "all serve",
        () ->
            assertThat(client.tcp(LvsLab.NAT, 80, 3)).containsExactlyInAnyOrder("s1", "s2", "s3"));
  }

  @Test
  void anOpenConnectionAndADownloadOutliveTheirDirector() throws Exception {
    start("warm");
    try (var talk = client.connect(LvsLab.NAT, 80);
        var download = client.connect(LvsLab.NAT, 80)) {
      for (int i = 0; i < 8; i++) {
        assertThat(talk.ask("before " + i)).isEqualTo(talk.server() + " before " + i);
        assertThat(download.ask("before " + i)).isEqualTo(download.server() + " before " + i);
      }
      lab.await("the backup has both connections", () -> isKnownTo(lab.b().node(), talk, download));

      var received = new AtomicLong();
      var isOff = new CompletableFuture<Void>();
      download.send(NamedServer.DOWNLOAD);
      var sum = CompletableFuture.supplyAsync(() -> sumOf(download, received, isOff));
      lab.await("a part of the file has arrived", () -> received.get() > 1 << 20);
      lab.a().node().powerOff();
      assertThat(received).hasValueLessThan(NamedServer.DOWNLOAD_BYTES);
      isOff.complete(null);

      assertThat(talk.ask("after")).isEqualTo(talk.server() + " after");
      assertThat(lab.b().state("VI_1")).isEqualTo("MASTER");
      assertThat(sum.get()).isEqualTo(expectedSum());
    }
  }

  private static boolean isKnownTo(Node node, Client.Connection... connections) {
    var table = node.run("ipvsadm", "-Lnc");
    for (var connection : connections) {
      if (!table.matches("(?s).*ESTABLISHED +\\S+:" + connection.port() + " .*")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the whole file; reads the second half, which no buffer holds, only after the director is
   * off.
   */
  private static String sumOf(
      Client.Connection connection, AtomicLong received, CompletableFuture<Void> isOff) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      connection.socket().setSoTimeout(120_000);
      var input = connection.socket().getInputStream();
      var buffer = new byte[1 << 16];
      while (received.get() < NamedServer.DOWNLOAD_BYTES) {
        if (received.get() > NamedServer.DOWNLOAD_BYTES / 2) {
          isOff.join();
        }
        int count = input.read(buffer);
        if (count < 0) {
          throw new IOException("ended after " + received);
        }
        digest.update(buffer, 0, count);
        received.addAndGet(count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String expectedSum() throws GeneralSecurityException {
    var digest = MessageDigest.getInstance("SHA-256");
    NamedServer.eachChunk(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void aWarmStandbyHasTheTableAlreadyAndServesWhenTheAgentIsKilled() {
    start("warm");
    lab.awaitTables(
        "the backup holds the table",
        () -> assertThat(LvsLab.rules(lab.b().node())).isEqualTo(TABLE));

    lab.a().kill();
    long before = System.nanoTime();
    lab.await("b is master", () -> lab.b().state("VI_1").equals("MASTER"));
    System.out.printf(
        "b was master %d ms after the kill%n", (System.nanoTime() - before) / 1_000_000);
    // Until it hears b's announcement, the client sends to a, whose kernel still forwards.
    lab.awaitThat(
        "the client sends to b",
        () ->
            assertThat(lab.clientNode().run("ip", "neigh", "show", LvsLab.NAT))
                .contains(hardware(lab.b().node())));
    assertThat(client.tcp(LvsLab.NAT, 80, 3)).containsExactlyInAnyOrder("s1", "s2", "s3");
    assertThat(lab.b().log()).noneMatch(line -> line.contains("repairing"));
  }

  private static String hardware(Node node) {
    return node.run("cat", "/sys/class/net/eth0/address").strip();
  }

  @Test
  void aColdStandbyWritesTheTableThenTheAddressThenAnnouncesIt() {
    start("cold");
    assertThat(LvsLab.rules(lab.b().node())).isEmpty();
    // The client sends to b from the start: the first packets that b accepts show the order of
    // events.
    lab.clientNode()
        .run(
            ("ip neigh replace " + LvsLab.NAT + " dev eth0 lladdr " + hardware(lab.b().node()))
                .split(" ", -1));
    var outcomes = new ArrayList<String>();
    var done = new AtomicBoolean();
    try (var addresses = watchAddresses(lab.b().node());
        var capture = lab.front().capture("takeover.pcap", "arp")) {
      var probing =
          CompletableFuture.runAsync(() -> {
            while (!done.get()) {
              outcomes.add(client.knock(LvsLab.NAT, 80, 20));
            }
          });
      lab.a().node().powerOff();
      lab.await("b is master", () -> lab.b().state("VI_1").equals("MASTER"));
      lab.await("b serves", () -> client.tcp(LvsLab.NAT, 80, 1).getFirst().startsWith("s"));
      done.set(true);
      probing.join();
      assertThat(outcomes)
          .contains(Client.LOST, Client.TAKEN)
          .doesNotContain(Client.REFUSED); // which an address without a table would answer
      assertThat(LvsLab.rules(lab.b().node())).isEqualTo(TABLE);
      lab.await("b has announced its address", () -> announcements(lab.b()) > 0);
      // Captured packets remain in the kernel until dumpcap reads them.
      Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
      // The old director may still send the second burst that follows its own takeover.
      assertThat(
              capture.stop().seconds(ANNOUNCEMENT + " && eth.src == " + hardware(lab.b().node())))
          .isNotEmpty()
          .first(InstanceOfAssertFactories.DOUBLE)
          .isGreaterThan(addedAt(addresses.log()));
    }
  }

  private static long announcements(LabAgent agent) {
    return agent.report().stream()
        .flatMap(report -> report.instances().stream())
        .mapToLong(instance -> instance.history().announcements())
        .sum();
  }

  /**
   * Starts a monitor for the addresses of a node. It stamps each event when it reads it, unlike the
   * capture, which has the kernel's times. It therefore runs ahead of all other processes, and the
   * agent continues only when the address event has its stamp.
   */
  private static Daemon watchAddresses(Node node) {
    return node.start("chrt", "--fifo", "99", "ip", "-ts", "-o", "monitor", "address");
  }

  /**
   * Returns the time in seconds since the epoch from a line such as {@code
   * [2026-01-31T12:00:00.000001] 2: ...}.
   */
  private static double addedAt(String log) {
    var line =
        log.lines()
            .filter(each -> each.contains(" " + LvsLab.NAT + "/24"))
            .findFirst()
            .orElseThrow();
    var time = LocalDateTime.parse(line.substring(1, line.indexOf(']')));
    var instant = time.atZone(ZoneId.systemDefault()).toInstant();
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }

  @Test
  void anOrderlyStopLosesNoAttempt() {
    start("warm");
    var outcomes = new ArrayList<String>();
    var done = new AtomicBoolean();
    var probing =
        CompletableFuture.runAsync(() -> {
          while (!done.get()) {
            outcomes.addAll(client.tcp(LvsLab.NAT, 80, 1));
          }
        });
    lab.a().stop();
    lab.await("b is master", () -> lab.b().state("VI_1").equals("MASTER"));
    done.set(true);
    probing.join();
    System.out.println("during an orderly stop: " + Client.count(outcomes));
    // A connection that b does not know yet when its packets arrive there may break off, but must
    // not be refused.
    assertThat(outcomes).doesNotContain(Client.REFUSED);
    assertThat(outcomes).filteredOn(Client.LOST::equals).hasSizeLessThan(2);
    assertThat(LvsLab.rules(lab.a().node())).isEmpty();
  }
}
