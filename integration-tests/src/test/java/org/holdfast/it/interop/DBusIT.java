package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.KeepalivedCommand;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests the objects on D-Bus beside those of keepalived: each daemon alone on a network with a bus
 * of its own, with the same file and the same calls.
 */
final class DBusIT {

  private static final String NAME = "org.keepalived.Vrrp1";
  private static final String VRRP = "/org/keepalived/Vrrp1/Vrrp";
  private static final String V4 = "/org/keepalived/Vrrp1/Instance/eth0/51/IPv4";
  private static final String V6 = "/org/keepalived/Vrrp1/Instance/eth0/52/IPv6";

  private static final String CONF =
      """
      global_defs {
        enable_dbus
      }
      vrrp_instance V {
        interface eth0
        virtual_router_id 51
        priority 100
        virtual_ipaddress {
          10.9.0.100
        }
      }
      vrrp_instance V6 {
        interface eth0
        virtual_router_id 52
        priority 90
        virtual_ipaddress {
          2001:db8:9::100/64
        }
      }
      """;

  private static final String BUS =
      """
      <busconfig>
        <type>system</type>
        <listen>unix:path=DIRECTORY/bus</listen>
        <auth>EXTERNAL</auth>
        <policy context="default">
          <allow user="*"/>
          <allow own="*"/>
          <allow send_destination="*" eavesdrop="true"/>
          <allow eavesdrop="true"/>
        </policy>
      </busconfig>
      """;

  private Lab lab;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.DBUS);
    lab = Lab.open();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  /** A director and its bus. */
  private final class Side {
    final Node node;
    final Path directory;
    final String address;
    Daemon bus;
    Daemon monitor;
    private @Nullable Daemon router;

    Side(String name) throws IOException {
      node =
          lab.addNode(name)
              .attach(lab.addSwitch("lan-" + name), "eth0", "10.9.0.1/24", "2001:db8:9::1/64");
      directory = Files.createDirectories(lab.directory().resolve(name));
      address = "unix:path=" + directory.resolve("bus");
      Files.writeString(directory.resolve("k.conf"), CONF);
      Files.writeString(
          directory.resolve("bus.conf"), BUS.replace("DIRECTORY", directory.toString()));
      startBus();
    }

    void startBus() {
      bus =
          node.start(
              "dbus-daemon",
              "--config-file=" + directory.resolve("bus.conf"),
              "--nofork",
              "--nopidfile");
      Awaitility.await("the bus")
          .atMost(Lab.PATIENCE)
          .until(() -> node.succeeds("busctl", "--address=" + address, "list"));
      monitor =
          node.start(
              "dbus-monitor",
              "--address",
              address,
              "type='signal',path_namespace='/org/keepalived'");
    }

    Daemon router() {
      return Objects.requireNonNull(router);
    }

    void startRouter(String... command) {
      var line = new ArrayList<>(List.of("env", "DBUS_SYSTEM_BUS_ADDRESS=" + address));
      line.add("TMPDIR=" + directory);
      line.addAll(List.of(command));
      router = node.start(line.toArray(String[]::new));
    }

    void keepalived() {
      startRouter(KeepalivedCommand.vrrp(directory.resolve("k.conf"), directory, "--log-detail"));
    }

    void holdfast() {
      startRouter(
          launcher().toString(),
          "run",
          "--log-detail",
          "--config",
          directory.resolve("k.conf").toString(),
          "--control-socket",
          directory.resolve("control.sock").toString());
    }

    String busctl(String... words) {
      var quoted = new StringBuilder("busctl --address=" + address);
      for (var word : words) {
        quoted.append(" '").append(word).append('\'');
      }
      return node.run("sh", "-c", quoted + " 2>&1 || :").strip();
    }

    String introspection(String path) {
      return node.run(
              "gdbus",
              "call",
              "--address",
              address,
              "--dest",
              NAME,
              "--object-path",
              path,
              "--method",
              "org.freedesktop.DBus.Introspectable.Introspect")
          .replace("\\n", "\n")
          .replaceAll("<!--.*-->\n", "")
          .replaceAll("(?<!/)>\\s*</(method|signal|arg|property)>", "/>");
    }

    /** The signals so far, as {@code PATH MEMBER [NUMBER]}. */
    List<String> signals() {
      var signals = new ArrayList<String>();
      var pattern = Pattern.compile("^signal .* path=(/org/keepalived/\\S*);.* member=(\\S*)");
      for (var line : monitor.lines()) {
        var matcher = pattern.matcher(line.text());
        if (matcher.find()) {
          signals.add(matcher.group(1) + " " + matcher.group(2));
        } else if (line.text().startsWith("   uint32 ") && !signals.isEmpty()) {
          signals.set(signals.size() - 1, signals.getLast() + line.text().substring(9));
        }
      }
      return signals;
    }

    void awaitSignal(String signal) {
      Awaitility.await(node + ": " + signal)
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> assertThat(signals()).contains(signal));
    }
  }

  @Test
  void theObjectsMethodsAndSignalsAreKeepaliveds() throws IOException {
    var theirs = new Side("theirs");
    var ours = new Side("ours");
    theirs.keepalived();
    ours.holdfast();
    for (var side : List.of(theirs, ours)) {
      side.awaitSignal(V4 + " VrrpStatusChange 2");
      side.awaitSignal(V6 + " VrrpStatusChange 2");
      assertThat(side.signals())
          .containsSubsequence(
              VRRP + " VrrpStarted", V4 + " VrrpStatusChange 1", V4 + " VrrpStatusChange 2");
    }
    for (var path :
        List.of(
            "/", "/org/keepalived/Vrrp1", "/org/keepalived/Vrrp1/Instance/eth0", VRRP, V4, V6)) {
      assertThat(nodes(ours.introspection(path)))
          .as(path)
          .isEqualTo(nodes(theirs.introspection(path)));
    }
    assertThat(ours.busctl("tree", NAME)).isEqualTo(theirs.busctl("tree", NAME));
    for (var path : List.of(VRRP, V4, V6)) {
      assertThat(members(ours.busctl("introspect", NAME, path)))
          .isEqualTo(members(theirs.busctl("introspect", NAME, path)));
    }
    var instance = NAME + ".Instance";
    var properties = "org.freedesktop.DBus.Properties";
    for (var call :
        new String[][] {
          {"get-property", NAME, V4, instance, "Name", "State"},
          {"call", NAME, V6, properties, "GetAll", "s", instance},
          {"call", NAME, V4, instance, "SendGarp"},
          {"call", NAME, VRRP, NAME + ".Vrrp", "PrintStats"},
          {"call", NAME, VRRP, "org.freedesktop.DBus.Peer", "Ping"},
          {"call", NAME, VRRP, "org.freedesktop.DBus.Peer", "GetMachineId"},
          {"call", NAME, VRRP, NAME + ".Vrrp", "PrintStats", "b", "true"},
        }) {
      assertThat(ours.busctl(call))
          .as(String.join(" ", call))
          .isEqualTo(theirs.busctl(call).replaceAll("[“”]", ""));
    }
    assertThat(ours.busctl("call", NAME, VRRP, NAME + ".Vrrp", "Nope")).contains("No such method");
    assertThat(ours.busctl("call", NAME, "/nope", NAME + ".Vrrp", "PrintData"))
        .contains("No such object");
    assertThat(ours.busctl("set-property", NAME, V4, instance, "Name", "s", "x"))
        .contains("not writable");
    assertThat(ours.busctl("get-property", NAME, V4, instance, "Nope"))
        .contains("No such property");
    Awaitility.await("the dump")
        .atMost(Lab.PATIENCE)
        .until(() -> Files.exists(ours.directory.resolve("control.sock.stats")));

    for (var side : List.of(theirs, ours)) {
      side.busctl("call", NAME, VRRP, NAME + ".Vrrp", "ReloadConfig");
      side.awaitSignal(VRRP + " VrrpReloaded");
      side.router().terminate();
      side.awaitSignal(VRRP + " VrrpStopped");
      assertThat(side.signals()).contains(V4 + " VrrpStatusChange 98");
    }
    assertThat(ours.router().stop()).isZero();
  }

  /** Returns the names, kinds and signatures; busctl reads the values only of ours. */
  private static List<String> members(String table) {
    return table.lines().map(line -> line.replaceFirst("^(\\S+ +\\S+ +\\S+).*", "$1")).toList();
  }

  private static List<String> nodes(String xml) {
    return xml.lines().map(String::strip).sorted().toList();
  }

  @Test
  void aBusThatEndsOrHangsHarmsNothingAndIsFoundAgain() throws IOException {
    var side = new Side("a");
    side.holdfast();
    side.awaitSignal(V4 + " VrrpStatusChange 2");
    side.bus.kill();
    Awaitility.await("it is told")
        .atMost(Lab.PATIENCE)
        .until(() -> side.router().log().contains("D-Bus at "));
    Files.deleteIfExists(side.directory.resolve("bus"));
    side.startBus();
    Awaitility.await("it is found again")
        .atMost(Lab.PATIENCE)
        .until(() -> side.busctl("tree", NAME).contains(V4));
    side.node.run("kill", "-STOP", Long.toString(side.bus.pid()));
    assertThat(side.node.run("ip", "-o", "addr")).contains("10.9.0.100");
    assertThat(side.router().stop()).isZero();
    assertThat(side.node.run("ip", "-o", "addr")).doesNotContain("10.9.0.100");
    side.node.run("kill", "-CONT", Long.toString(side.bus.pid()));
  }

  @Test
  void aBusThatDoesNotAnswerIsAskedAgain() throws IOException {
    var side = new Side("a");
    var bus = Long.toString(side.bus.pid());
    side.node.run("kill", "-STOP", bus);
    side.holdfast();
    Awaitility.await("it serves, and tells of the bus")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() ->
            assertThat(side.router().log())
                .contains("(V) Entering MASTER STATE", "the bus does not answer; the agent tries"));
    side.node.run("kill", "-CONT", bus);
    Awaitility.await("it is on the bus")
        .atMost(Lab.PATIENCE)
        .until(() -> side.busctl("tree", NAME).contains(V4));
    assertThat(side.busctl("get-property", NAME, V4, NAME + ".Instance", "State"))
        .contains("2 \"Master\"");
    assertThat(side.router().stop()).isZero();
  }
}
