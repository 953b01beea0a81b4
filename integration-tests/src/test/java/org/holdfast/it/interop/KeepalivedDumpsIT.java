package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests the files that keepalived writes on signals: one keepalived.conf on keepalived and on
 * Holdfast, each alone on a separate network, and the same signals to both.
 */
final class KeepalivedDumpsIT {

  /** keepalived 2.2.7 does not know the words for the paths; it writes to TMPDIR. */
  private static final String CONF =
      """
      global_defs {
        router_id lab
        script_user root
        enable_script_security
        vrrp_garp_master_delay 1
        state_dump_file DIRECTORY/
        stats_dump_file DIRECTORY/
        json_dump_file DIRECTORY/
      }
      vrrp_script ok {
        script "/usr/bin/true a b"
        interval 1
        weight 10
      }
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        priority 150
        advert_int 1
        notify "/usr/bin/true"
        virtual_ipaddress {
          10.9.0.100/24
          10.9.0.101/24 dev eth0 label eth0:x
        }
        virtual_ipaddress_excluded {
          2001:db8:9::5/64
        }
        virtual_routes {
          198.51.100.0/24 via 10.9.0.9 dev eth0
        }
        track_script {
          ok
        }
      }
      vrrp_instance VI_3 {
        interface eth0
        version 3
        virtual_router_id 53
        priority 90
        advert_int 0.5
        nopreempt
        state BACKUP
        virtual_ipaddress {
          10.9.0.103
        }
      }
      """;

  private Lab lab;
  private Node theirs;
  private Node ours;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    lab = Lab.open();
    theirs = node("theirs");
    ours = node("ours");
  }

  private Node node(String name) {
    return lab.addNode(name)
        .attach(lab.addSwitch("lan-" + name), "eth0", "10.9.0.1/24", "2001:db8:9::1/64");
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private Path directory(Node node) throws IOException {
    return Files.createDirectories(lab.directory().resolve(node.name()));
  }

  private Path conf(Node node, String more) throws IOException {
    var directory = directory(node);
    return Files.writeString(
        directory.resolve("k.conf"), CONF.replace("DIRECTORY", directory.toString()) + more);
  }

  private Daemon keepalived() throws IOException {
    var directory = directory(theirs);
    return theirs.start(
        "env",
        "TMPDIR=" + directory,
        "keepalived",
        "--dont-fork",
        "--log-console",
        "--vrrp",
        "--use-file",
        conf(theirs, "").toString(),
        "--pid",
        directory.resolve("keepalived.pid").toString(),
        "--vrrp_pid",
        directory.resolve("vrrp.pid").toString());
  }

  private Daemon holdfast() throws IOException {
    return holdfast("");
  }

  private Daemon holdfast(String more) throws IOException {
    return ours.start(
        launcher().toString(),
        "run",
        "--as-keepalived",
        "--config",
        conf(ours, more).toString(),
        "--pid-file",
        directory(ours).resolve("holdfast.pid").toString(),
        "--control-socket",
        directory(ours).resolve("control.sock").toString());
  }

  /** Sends a signal by keepalived's name for it, and returns the file that it asks for. */
  private String dump(Node node, Daemon daemon, String signal, String suffix) throws IOException {
    var file = directory(node).resolve("keepalived" + suffix);
    Files.deleteIfExists(file);
    var number =
        node == ours
            ? node.run(launcher().toString(), "signum", signal).strip()
            : node.run("keepalived", "--signum=" + signal).strip();
    node.run("kill", "-" + number, Long.toString(daemon.pid()));
    Awaitility.await(file + " of " + signal)
        .atMost(Lab.PATIENCE)
        .until(() -> Files.exists(file) && Files.size(file) > 0 && !isOpen(file, daemon));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    return Files.readString(file);
  }

  /** Returns whether a process of the daemon may still write the file. */
  private static boolean isOpen(Path file, Daemon daemon) {
    var process = ProcessHandle.of(daemon.pid()).orElseThrow();
    return Stream.concat(Stream.of(process), process.descendants())
        .map(each -> Path.of("/proc", Long.toString(each.pid()), "fd"))
        .anyMatch(descriptors -> isAmong(descriptors, file));
  }

  private static boolean isAmong(Path descriptors, Path file) {
    try (var links = Files.list(descriptors)) {
      for (var link : links.toList()) {
        if (Files.exists(link) && Files.isSameFile(link, file)) {
          return true;
        }
      }
      return false;
    } catch (IOException _) {
      return false; // the process or a descriptor of it is gone
    }
  }

  /** Returns the instances of a dump, without the values that depend on the time. */
  private static List<Map<?, ?>> instances(String json) throws IOException {
    var instances = new ArrayList<Map<?, ?>>();
    for (var instance : JSON.std.listFrom(json)) {
      var data = new LinkedHashMap<Object, Object>((Map<?, ?>) part(instance, "data"));
      data.put("last_transition", "some time");
      data.computeIfPresent(
          "vroutes", (_, routes) -> routes.toString().replaceAll(" proto [0-9]+", ""));
      var stats = new LinkedHashMap<Object, Object>((Map<?, ?>) part(instance, "stats"));
      stats.put("advert_sent", "some");
      instances.add(Map.of("data", data, "stats", stats));
    }
    return instances;
  }

  private static Object part(Object instance, String name) {
    return Objects.requireNonNull(((Map<?, ?>) instance).get(name));
  }

  private static List<String> lines(String text) {
    return text.lines()
        .map(line -> line.replaceAll("[0-9]{10}\\.[0-9]{6}.*", "some time"))
        .map(line -> line.replaceAll(" proto [0-9]+|, uid:gid 0:0|, user root", ""))
        .map(line -> line.replaceAll("Sent: [0-9]+", "Sent: some").replace("Flags: none", "Flags:"))
        .toList();
  }

  /** Returns the lines about instances and scripts, without those about keepalived's sockets. */
  private static List<String> topology(List<String> lines) {
    int sockets = lines.indexOf("------< VRRP Sockpool >------");
    int scripts = lines.indexOf("------< VRRP Scripts >------");
    var topology =
        new ArrayList<>(lines.subList(lines.indexOf("------< VRRP Topology >------"), sockets));
    topology.addAll(lines.subList(scripts, lines.indexOf("------< Interfaces >------")));
    topology.removeIf(
        line -> line.matches(" *(fd_in|Result|Timeout|Script uid).*|   VRRP instances :"));
    return topology;
  }

  @Test
  void theFilesAreKeepaliveds() throws IOException {
    try (var keepalived = keepalived();
        var holdfast = holdfast()) {
      Awaitility.await("both are master of both")
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> {
            for (var node : List.of(theirs, ours)) {
              assertThat(node.run("ip", "-o", "addr"))
                  .contains("10.9.0.100", "10.9.0.103", "2001:db8:9::5");
            }
          });
      Awaitility.await("the script has changed the priority")
          .pollDelay(Duration.ofSeconds(2))
          .until(() -> true);

      assertThat(instances(dump(ours, holdfast, "JSON", ".json")))
          .isEqualTo(instances(dump(theirs, keepalived, "JSON", ".json")));
      assertThat(lines(dump(ours, holdfast, "STATS", ".stats")))
          .isEqualTo(lines(dump(theirs, keepalived, "STATS", ".stats")));
      assertThat(lines(dump(ours, holdfast, "DATA", ".data")))
          .containsSubsequence(topology(lines(dump(theirs, keepalived, "DATA", ".data"))));

      dump(ours, holdfast, "STATS_CLEAR", ".stats");
      assertThat(dump(ours, holdfast, "STATS", ".stats")).contains("Became master: 0");
      dump(theirs, keepalived, "STATS_CLEAR", ".stats");
      assertThat(dump(theirs, keepalived, "STATS", ".stats")).contains("Became master: 0");

      ours.run("kill", "-64", Long.toString(holdfast.pid()));
      Awaitility.await("the threads are logged")
          .atMost(Lab.PATIENCE)
          .until(() -> holdfast.log().contains("Thread election"));
    }
  }

  /** keepalived's is compared in KeepalivedCheckDataTest: it writes none without IPVS. */
  @Test
  void theVirtualServersAreInTheCheckersFile() throws IOException {
    var servers =
        """
        virtual_server 10.9.0.100 80 {
          protocol TCP
          real_server 10.9.0.7 80 {
          }
        }
        """;
    try (var holdfast = holdfast(servers)) {
      Awaitility.await("it serves")
          .atMost(Lab.PATIENCE)
          .until(() -> ours.run("ip", "-o", "addr").contains("10.9.0.100"));
      assertThat(dump(ours, holdfast, "DATA", "_check.data").lines())
          .contains(
              " VS VIP = 10.9.0.100, VPORT = 80",
              "   quorum_state_up = 1",
              "   RIP = 10.9.0.7, RPORT = 80, WEIGHT = 1 EFF WEIGHT = 1");
    }
  }

  /** What another user put in the way is replaced, not followed. */
  @Test
  void aLinkInASharedDirectoryIsNotFollowed() throws IOException {
    var directory = directory(ours);
    var precious = Files.writeString(directory.resolve("precious"), "mine");
    for (var suffix : List.of(".json", ".stats", ".data")) {
      Files.createSymbolicLink(directory.resolve("keepalived" + suffix), precious);
    }
    try (var holdfast = holdfast()) {
      Awaitility.await("it serves")
          .atMost(Lab.PATIENCE)
          .until(() -> ours.run("ip", "-o", "addr").contains("10.9.0.100"));
      for (var signal : List.of("-36", "-10", "-12")) {
        ours.run("kill", signal, Long.toString(holdfast.pid()));
      }
      Awaitility.await("all are written")
          .atMost(Lab.PATIENCE)
          .until(() ->
              List.of(".json", ".stats", ".data").stream()
                  .noneMatch(
                      suffix -> Files.isSymbolicLink(directory.resolve("keepalived" + suffix))));
      assertThat(precious).content().isEqualTo("mine");
    }
  }
}
