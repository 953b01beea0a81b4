package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests SNMP beside keepalived, with Debian's snmpd as the master agent of each. */
final class SnmpIT {

  private static final String KEEPALIVED = "1.3.6.1.4.1.9586.100.5";
  private static final String STATE = KEEPALIVED + ".2.3.1.4.";
  private static final String PRIORITY = KEEPALIVED + ".2.3.1.7.";
  private static final String MASTER = "INTEGER: 2";
  private static final String BACKUP = "INTEGER: 1";

  /** The beginnings of names that differ, and why; see docs/snmp.md. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry(KEEPALIVED + ".1.1.0", "the version"),
          Map.entry(KEEPALIVED + ".1.10.0", "links may always come and go here"),
          Map.entry(KEEPALIVED + ".2.6.1.11.", "keepalived's is right for its first instance only"),
          Map.entry(KEEPALIVED + ".2.7.1.18.", "the agent's own protocol number"),
          Map.entry(KEEPALIVED + ".2.7.1.46.", "the MIB's number of an encapsulation"),
          Map.entry("1.3.6.1.2.1.68.1.3.1.7.", "keepalived shows no master's address as master"),
          Map.entry("1.3.6.1.2.1.68.1.3.1.13.", "the time at which it started"),
          Map.entry("1.3.6.1.2.1.207.1.1.1.1.12.", "the time since it started"));

  /** VRRP-MIB's rows of V4, which keepalived leaves out: it shows the first instance only. */
  private static final String ROWS_OF_V4 =
      "1\\.3\\.6\\.1\\.2\\.1\\.68\\.(1\\.3|2\\.4)\\.1\\.\\d+\\.IF\\.54";

  private Lab lab;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.SNMP);
    lab = Lab.open();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private Node node(Switch lan, String name, String... addresses) {
    var node = lab.addNode(name);
    node.attach(lan, "eth0", addresses);
    return node;
  }

  private Daemon keepalived(Node node, String conf) throws IOException {
    var directory = lab.directory();
    return node.start(
        "keepalived",
        "--dont-fork",
        "--log-console",
        "--log-detail",
        "--vrrp",
        "--use-file=" + written(node, conf),
        "--pid=" + directory.resolve(node.name() + ".pid"),
        "--vrrp_pid=" + directory.resolve(node.name() + ".vrrp.pid"));
  }

  private Daemon holdfast(Node node, String conf) throws IOException {
    return node.start(
        launcher().toString(),
        "run",
        "--config",
        written(node, conf).toString(),
        "--control-socket",
        lab.directory().resolve(node.name() + ".sock").toString());
  }

  private Path written(Node node, String conf) throws IOException {
    var file = lab.directory().resolve(node.name() + ".conf");
    Files.writeString(file, conf);
    return file;
  }

  private static String sample(SnmpHost host) throws IOException {
    try (var in = SnmpIT.class.getResourceAsStream("snmp.conf")) {
      assertThat(in).isNotNull();
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("@SOCKET@", host.socket());
    }
  }

  private static Set<String> masters(SnmpHost host) {
    return host.walk(STATE.substring(0, STATE.length() - 1)).entrySet().stream()
        .filter(row -> row.getValue().equals(MASTER))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns a function that replaces what differs between nodes: the link's index and addresses.
   */
  private static UnaryOperator<String> alike(Node node) {
    var index = node.run("cat", "/sys/class/net/eth0/ifindex").strip();
    var mac = node.hardwareAddress("eth0").toUpperCase(Locale.ROOT).replace(':', ' ');
    return text ->
        text.replaceAll("\\." + index + "\\.(5[1-4]|60)\\b", ".IF.$1")
            .replace(mac, "MAC")
            .replaceAll("FE 80 00 00 00 00 00 00 .. .. .. FF FE .. .. ..", "LINK-LOCAL");
  }

  private static Map<String, String> walk(Node node, SnmpHost host) {
    var alike = alike(node);
    var objects = new TreeMap<String, String>();
    for (var root : new String[] {KEEPALIVED, "1.3.6.1.2.1.68", "1.3.6.1.2.1.207"}) {
      host.walk(root)
          .forEach((name, value) -> {
            boolean isIndex =
                name.startsWith(KEEPALIVED + ".2.6.1.7.")
                    || name.startsWith(KEEPALIVED + ".2.7.1.11.")
                    || name.startsWith(KEEPALIVED + ".2.11.1.4.");
            objects.put(alike.apply(name), isIndex ? "INTEGER: IF" : alike.apply(value));
          });
    }
    objects.keySet().removeIf(name -> DIFFERENCES.keySet().stream().anyMatch(name::startsWith));
    return objects;
  }

  @Test
  void theWalkAndTheTrapsAreThoseOfKeepalived() throws Exception {
    var theirs = node(lab.addSwitch("lan-k"), "k", "10.9.0.1/24", "2001:db8:9::1/64");
    var ours = node(lab.addSwitch("lan-h"), "h", "10.9.0.1/24", "2001:db8:9::1/64");
    try (var theirHost = new SnmpHost(theirs);
        var ourHost = new SnmpHost(ours);
        var keepalived = keepalived(theirs, sample(theirHost));
        var holdfast = holdfast(ours, sample(ourHost))) {
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> {
            assertThat(masters(theirHost)).hasSize(5);
            assertThat(masters(ourHost)).hasSize(5);
            assertThat(alike(ours).apply(ourHost.traps().toString()))
                .isEqualTo(alike(theirs).apply(theirHost.traps().toString()));
          });
      assertThat(ourHost.traps()).hasSizeGreaterThan(15);
      var expected = walk(theirs, theirHost);
      assertThat(expected).hasSizeGreaterThan(400);
      var found = walk(ours, ourHost);
      var rowsOfV4 = new TreeMap<>(found);
      rowsOfV4.keySet().removeIf(name -> !name.matches(ROWS_OF_V4));
      assertThat(rowsOfV4).hasSizeGreaterThan(20);
      found.keySet().removeAll(rowsOfV4.keySet());
      assertThat(found).isEqualTo(expected);
      assertThat(keepalived.isRunning()).isTrue();
      assertThat(holdfast.isRunning()).isTrue();
    }
  }

  private static String pair(SnmpHost host, int priority) {
    return """
    global_defs {
      snmp_socket %s
      enable_snmp_vrrp
    }
    vrrp_instance V {
      interface eth0
      virtual_router_id 51
      priority %d
      version 3
      advert_int 0.2
      virtual_ipaddress {
        10.9.0.50/24
      }
    }
    """
        .formatted(host.socket(), priority);
  }

  private static void awaitStates(SnmpHost master, SnmpHost backup) {
    Awaitility.await()
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> {
          assertThat(master.get(STATE + "1")).isEqualTo(MASTER);
          assertThat(backup.get(STATE + "1")).isEqualTo(BACKUP);
        });
  }

  @Test
  void settingThePriorityMovesTheMasterAndALostMasterAgentIsFoundAgain() throws Exception {
    var lan = lab.addSwitch("lan");
    var theirs = node(lan, "k", "10.9.0.1/24");
    var ours = node(lan, "h", "10.9.0.2/24");
    try (var theirHost = new SnmpHost(theirs);
        var ourHost = new SnmpHost(ours);
        var keepalived = keepalived(theirs, pair(theirHost, 150));
        var holdfast = holdfast(ours, pair(ourHost, 100))) {
      awaitStates(theirHost, ourHost);

      ourHost.set(PRIORITY + "1", 200);
      awaitStates(ourHost, theirHost);
      assertThat(ourHost.get(PRIORITY + "1")).isEqualTo("INTEGER: 200");

      theirHost.set(PRIORITY + "1", 240);
      awaitStates(theirHost, ourHost);

      ourHost.restartMaster();
      awaitStates(theirHost, ourHost);
      assertThat(ourHost.get(PRIORITY + "1")).isEqualTo("INTEGER: 200");
      assertThat(keepalived.isRunning()).isTrue();
      assertThat(holdfast.isRunning()).isTrue();
    }
  }

  private static final String ALONE =
      """
      vrrp: {instances: {V: {interface: eth0, virtual-router-id: 51, addresses: [10.9.0.50/24]}}}
      """;

  private void reload(Node node, String conf) throws IOException {
    written(node, conf);
    node.run(
        launcher().toString(),
        "reload",
        "--control-socket",
        lab.directory().resolve(node.name() + ".sock").toString());
  }

  @Test
  void aReloadTurnsSnmpOnAndOff() throws Exception {
    var ours = node(lab.addSwitch("lan"), "h", "10.9.0.2/24");
    try (var host = new SnmpHost(ours);
        var holdfast = holdfast(ours, ALONE)) {
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> holdfast.log().contains("MASTER STATE"));
      assertThat(host.get(STATE + "1")).doesNotContain("INTEGER");
      reload(ours, ALONE + "snmp: {socket: \"" + host.socket() + "\"}\n");
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> host.get(STATE + "1").equals(MASTER));
      reload(ours, ALONE);
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .until(() -> host.get(STATE + "1").startsWith("No Such"));
      assertThat(holdfast.isRunning()).isTrue();
    }
  }

  @Test
  void theMasterAgentIsReachedByTcp() throws Exception {
    var socket = "tcp:127.0.0.1:7705";
    var theirs = node(lab.addSwitch("lan-k"), "k", "10.9.0.1/24");
    var ours = node(lab.addSwitch("lan-h"), "h", "10.9.0.1/24");
    try (var theirHost = new SnmpHost(theirs, socket);
        var ourHost = new SnmpHost(ours, socket);
        var keepalived = keepalived(theirs, pair(theirHost, 150));
        var holdfast = holdfast(ours, pair(ourHost, 150))) {
      awaitMaster(ourHost);
      ourHost.set(PRIORITY + "1", 200);
      assertThat(ourHost.get(PRIORITY + "1")).isEqualTo("INTEGER: 200");
      ourHost.restartMaster();
      awaitMaster(ourHost);
      awaitMaster(theirHost);
      assertThat(keepalived.isRunning()).isTrue();
      assertThat(holdfast.isRunning()).isTrue();
    }
  }

  /**
   * The reason why Holdfast refuses a UDP socket; when this fails, snmpd has learned to use it.
   * keepalived's traps arrive, but each query of one of its objects, or a walk across them, times
   * out.
   */
  @Test
  void overUdpTheMasterAgentSendsKeepalivedNoRequests() throws Exception {
    var theirs = node(lab.addSwitch("lan-k"), "k", "10.9.0.1/24");
    var query = "snmpget -v2c -c public -t 1 -r 1 127.0.0.1:1161 ";
    var upTime = "1.3.6.1.2.1.1.3.0";
    try (var host = new SnmpHost(theirs, "udp:127.0.0.1:7705")) {
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> !host.get(upTime).isEmpty());
      var snmp = "enable_traps\nenable_snmp_vrrp\nsnmp_socket " + host.socket();
      try (var keepalived = keepalived(theirs, router(snmp, 150, "version 3"))) {
        Awaitility.await()
            .atMost(Lab.PATIENCE)
            .until(() -> host.traps().toString().contains("\"V\""));
        assertThat(theirs.run("sh", "-c", query + STATE + "1 2>&1 || true"))
            .contains("No Response");
        assertThat(theirs.run("sh", "-c", query + upTime)).contains("Timeticks");
        assertThat(keepalived.isRunning()).isTrue();
      }
    }
  }

  /** The file says nothing of SNMP, and the options are keepalived's. */
  @Test
  void keepalivedsOptionsTurnSnmpOnAndNameTheSocket() throws Exception {
    var theirs = node(lab.addSwitch("lan-k"), "k", "10.9.0.1/24");
    var ours = node(lab.addSwitch("lan-h"), "h", "10.9.0.1/24");
    var conf = router("", 150, "version 3");
    var shim = launcher().resolveSibling("keepalived").toString();
    var socket = "--control-socket=" + lab.directory().resolve("h.sock");
    try (var theirHost = new SnmpHost(theirs);
        var ourHost = new SnmpHost(ours);
        var keepalived = command(theirs, theirHost, conf, "keepalived");
        var holdfast = command(ours, ourHost, conf, shim, socket)) {
      awaitMaster(theirHost);
      awaitMaster(ourHost);
      assertThat(keepalived.isRunning()).isTrue();
      assertThat(holdfast.isRunning()).isTrue();
    }
  }

  private Daemon command(Node node, SnmpHost host, String conf, String... program)
      throws IOException {
    var files = lab.directory().resolve(node.name()).toString();
    var command = new ArrayList<>(List.of(program));
    command.addAll(
        List.of(
            "-nlPxA",
            host.socket(),
            "-f" + written(node, conf),
            "-p" + files + ".pid",
            "-r" + files + ".vrrp.pid"));
    return node.start(command.toArray(String[]::new));
  }

  private static void awaitMaster(SnmpHost host) {
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> host.get(STATE + "1").equals(MASTER));
  }

  private static String router(String global, int priority, String version) {
    return """
    global_defs {
      %s
    }
    vrrp_instance V {
      interface eth0
      virtual_router_id 51
      priority %d
      advert_int 1
      %s
      virtual_ipaddress {
        10.9.0.50/24
      }
    }
    """
        .formatted(global, priority, version);
  }

  private static final String PASSWORD =
      "version 2\nauthentication {\nauth_type PASS\nauth_pass x\n}";

  /** The stranger is a keepalived on the same network that the router disagrees with. */
  @ParameterizedTest
  @CsvSource({
    "a password and none, 1.3.6.1.2.1.68.0.2",
    "versions 3 and 2, 1.3.6.1.2.1.207.0.2",
  })
  void aStrangerIsReportedByTheTrapsOfTheRfcs(String difference, String trap) throws Exception {
    boolean isVersion = difference.startsWith("versions");
    var own = isVersion ? "version 3" : PASSWORD;
    var theirLan = lab.addSwitch("lan-k");
    var ourLan = lab.addSwitch("lan-h");
    var theirs = node(theirLan, "k", "10.9.0.1/24");
    var ours = node(ourLan, "h", "10.9.0.1/24");
    var snmp = "enable_traps\nenable_snmp_rfc\nsnmp_socket ";
    try (var theirHost = new SnmpHost(theirs);
        var ourHost = new SnmpHost(ours);
        var keepalived = keepalived(theirs, router(snmp + theirHost.socket(), 150, own));
        var holdfast = holdfast(ours, router(snmp + ourHost.socket(), 150, own));
        var theirStranger =
            keepalived(node(theirLan, "s", "10.9.0.3/24"), router("", 100, "version 2"));
        var ourStranger =
            keepalived(node(ourLan, "t", "10.9.0.3/24"), router("", 100, "version 2"))) {
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .untilAsserted(() ->
              assertThat(errors(ours, ourHost, trap))
                  .isNotEmpty()
                  .isEqualTo(errors(theirs, theirHost, trap)));
      for (var daemon : new Daemon[] {keepalived, holdfast, theirStranger, ourStranger}) {
        assertThat(daemon.isRunning()).isTrue();
      }
    }
  }

  private static Set<String> errors(Node node, SnmpHost host, String trap) {
    return host.traps().stream()
        .filter(text -> text.startsWith("." + trap))
        .map(alike(node))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
