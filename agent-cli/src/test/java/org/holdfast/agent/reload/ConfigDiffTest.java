package org.holdfast.agent.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigDiffTest {

  private static final String FILE =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            version: 2
            priority: 100
            authentication: { type: pass, password: first }
            addresses: [10.0.0.100/24]
      virtual-servers:
        web:
          address: 10.0.0.100:80
          protocol: tcp
          forwarding: nat
          real-servers:
            - { address: 10.0.0.1:80, weight: 1 }
            - { address: 10.0.0.2:80, weight: 1 }
      """;

  @TempDir Path directory;

  private ConfigFile.Loaded load(String yaml) throws IOException, ConfigException {
    return ConfigFile.load(Files.writeString(directory.resolve("a.yaml"), yaml));
  }

  private List<String> changes(String before, String after) throws IOException, ConfigException {
    return ConfigDiff.of(load(before), load(after)).changes();
  }

  private List<String> changes(String after) throws IOException, ConfigException {
    return changes(FILE, after);
  }

  @Test
  void theSameFileTwiceIsNoDifference() throws IOException, ConfigException {
    assertThat(ConfigDiff.of(load(FILE), load(FILE)).isEmpty()).isTrue();
  }

  @Test
  void anotherFormOfTheSameConfigurationIsNoDifference() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("weight: 1 }", "weight: 1, tier: 0 } # same"))).isEmpty();
    assertThat(changes(FILE.replace("priority: 100", "preempt: true"))).isEmpty();
  }

  @Test
  void aKeyThatChangedIsNamedWithBothValues() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("priority: 100", "priority: 150")))
        .containsExactly("vrrp.instances.VI_1.priority 100 -> 150");
  }

  @Test
  void anAddedKeyIsReportedWithThePreviousValue() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("priority: 100", "preempt-delay: 5s")))
        .containsExactly("vrrp.instances.VI_1.preempt-delay 0 -> 5s");
    assertThat(changes(FILE.replace("priority: 100", "advertisement-interval: 2s")))
        .containsExactly(
            "vrrp.instances.VI_1.advertisement-interval (that of vrrp.defaults) -> 2s");
    assertThat(changes(FILE.replace("priority: 100", "source-address: 10.0.0.9")))
        .containsExactly(
            "vrrp.instances.VI_1.source-address (the link's first address; for IPv6 its"
                + " link-local address) -> 10.0.0.9");
  }

  @Test
  void aServerIsReportedByItsName() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("10.0.0.1:80, weight: 1", "10.0.0.1:80, weight: 5")))
        .containsExactly("virtual-servers.web.real-servers[10.0.0.1:80].weight 1 -> 5");
    assertThat(changes(FILE.replace("10.0.0.2:80", "10.0.0.3:80")))
        .containsExactly(
            "- virtual-servers.web.real-servers {address: 10.0.0.2:80, weight: 1}",
            "+ virtual-servers.web.real-servers {address: 10.0.0.3:80, weight: 1}");
  }

  @Test
  void addedAndRemovedListItemsAreReported() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("[10.0.0.100/24]", "[10.0.0.101/24]")))
        .containsExactly(
            "- vrrp.instances.VI_1.addresses 10.0.0.100/24",
            "+ vrrp.instances.VI_1.addresses 10.0.0.101/24");
    var two = FILE.replace("[10.0.0.100/24]", "[10.0.0.100/24, 10.0.0.101/24]");
    assertThat(changes(two, FILE.replace("[10.0.0.100/24]", "[10.0.0.101/24, 10.0.0.100/24]")))
        .containsExactly("vrrp.instances.VI_1.addresses in another order");
  }

  private static final String SERVERS =
      """
      # a comment & more
      virtual-servers:
        a: {address: 10.0.0.100:80, real-servers: [10.0.0.1:80]}
        b: {address: 10.0.0.101:80, real-servers: [10.0.0.1:80]}
        c: {address: 10.0.0.102:80, real-servers: [10.0.0.1:80]}
      """;

  /** Lines that are equal in both files are left out of the comparison, except for their order. */
  @Test
  void virtualServersInAnotherOrderAreReportedAsWithoutEffect()
      throws IOException, ConfigException {
    var lines = SERVERS.lines().toList();
    var moved =
        String.join("\n", lines.get(0), lines.get(1), lines.get(4), lines.get(2), lines.get(3));
    assertThat(changes(SERVERS, moved + "\n"))
        .containsExactly("virtual-servers in another order, which has no effect");
    assertThat(changes(SERVERS, moved.replace("10.0.0.1:80", "10.0.0.2:80")))
        .contains("virtual-servers in another order, which has no effect");
    var changed =
        moved
            .replace("b: {", "b: {quorum: 2, ")
            .replace("[10.0.0.1:80]", "[10.0.0.1:80, 10.0.0.3:80]");
    assertThat(changes(SERVERS, changed)).contains("virtual-servers.b.quorum 1 -> 2");
  }

  @Test
  void secretsAreNotShown() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("first", "second")))
        .containsExactly("vrrp.instances.VI_1.authentication.password changed");
    var hooks = FILE + "notifications: {webhooks: [\"https://h.example/a?token=T\"]}\n";
    assertThat(changes(hooks, hooks.replace("=T", "=U")))
        .containsExactly("notifications.webhooks.url changed");
    assertThat(changes(hooks))
        .containsExactly("+ notifications.webhooks https://h.example/(hidden)");
    var sent = "check: {http: {method: POST, body: one, headers: {A: two}}}\n    forwarding: nat";
    var before = FILE.replace("forwarding: nat", sent);
    assertThat(changes(before, before.replace("one", "1").replace("two", "2")))
        .containsExactly(
            "virtual-servers.web.check.http.headers.A changed",
            "virtual-servers.web.check.http.body changed");
  }

  @Test
  void wholeSectionsAreAddedAndRemoved() throws IOException, ConfigException {
    assertThat(changes(FILE.substring(0, FILE.indexOf("virtual-servers:"))))
        .containsExactly("- virtual-servers.web");
    assertThat(changes(FILE + "  api: {address: \"10.0.0.100:81\", real-servers: [10.0.0.1]}\n"))
        .containsExactly("+ virtual-servers.api");
  }

  @Test
  void anotherVridIsAnotherInstanceAndAnotherNameIsNot() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("id: 51", "id: 52")))
        .containsExactly("- vrrp.instances.VI_1", "+ vrrp.instances.VI_1");
    assertThat(changes(FILE.replace("VI_1", "main")))
        .containsExactly("vrrp.instances.main (renamed from VI_1)");
    assertThat(changes(FILE.replace("VI_1", "main").replace("priority: 100", "priority: 99")))
        .containsExactly(
            "vrrp.instances.main (renamed from VI_1)", "vrrp.instances.main.priority 100 -> 99");
  }

  @Test
  void theEffectOnAMemberOfASyncGroupIsReported() throws IOException, ConfigException {
    var more =
        """
            VI_2: {interface: eth0, virtual-router-id: 52}
            VI_3: {interface: eth0, virtual-router-id: 53}
          sync-groups: {G: {instances: [VI_1, VI_2]}}
        virtual-servers:
        """
            .indent(0);
    var before = FILE.replace("virtual-servers:\n", more);
    assertThat(changes(before, before.replace("[VI_1, VI_2]", "[VI_1, VI_2, VI_3]")))
        .containsExactly(
            "+ vrrp.sync-groups.G.instances VI_3",
            "vrrp.instances.VI_3 joins sync group G: master where the group is, and its faults are"
                + " the group's");
  }

  @Test
  void notificationsControlAndMetricsNeedNoRestart() throws IOException, ConfigException {
    var after =
        load(
            FILE
                + """
                control: {group: ops}
                metrics: {listen: "127.0.0.1:9999"}
                notifications: {states-on-reload: true}
                """);

    var diff = ConfigDiff.of(load(FILE), after);

    assertThat(diff.changes())
        .containsExactly(
            "control.group holdfast -> ops",
            "+ metrics {listen: 127.0.0.1:9999}",
            "notifications.states-on-reload false -> true");
    assertThat(diff.restart()).isEmpty();
  }

  @Test
  void changesThatNeedARestartAreMarked() throws IOException, ConfigException {
    var after =
        load(FILE.replace("vrrp:\n", "vrrp:\n  startup-delay: 5s\n") + "pid-file: /run/p\n");

    var diff = ConfigDiff.of(load(FILE), after);

    assertThat(diff.changes())
        .containsExactly("vrrp.startup-delay 0 -> 5s", "pid-file (none) -> /run/p");
    assertThat(diff.restart()).isEqualTo(diff.changes());
  }

  /** Every file here has the keys of one row once, and the change is that of one value. */
  static Stream<Arguments> rows() {
    var bfd =
        "bfd: {sessions: {S: {neighbour: 10.0.0.9, multihop: true, source: 10.0.0.8, min-rx: 10ms,"
            + " max-hops: 3}}}\n";
    var files = "  track-files: {f: {path: /run/f, init-value: 1}}\n";
    var ipvs = "ipvs: {flush: true, sync-daemon: {interface: eth0, max-length: 1000}}\n";
    var unicast = "priority: 100\n      unicast: {ttl: 9, peers: [10.0.0.7]}";
    var arp = "priority: 100\n      gratuitous-arp: {na-interval: 1s}";
    var notify = "priority: 100\n      notify: {master: /bin/true}";
    var check = "forwarding: nat\n    check: {tcp: {}, interval: 2s, retries: 3, start: down}";
    var instance = "vrrp.instances.VI_1.";
    return Stream.of(
        row(FILE + bfd, "min-rx: 10ms", "min-rx: 20ms", "bfd.sessions.S.min-rx 10ms -> 20ms"),
        row(FILE + bfd, "max-hops: 3", "max-hops: 4", "bfd.sessions.S.max-hops 3 -> 4"),
        row(
            FILE.replace("virtual-servers:", files + "virtual-servers:"),
            "init-value: 1",
            "init-value: 2",
            "vrrp.track-files.f.init-value 1 -> 2"),
        row(FILE + ipvs, "flush: true", "flush: false", "ipvs.flush true -> false"),
        row(FILE + ipvs, ": 1000", ": 1400", "ipvs.sync-daemon.max-length 1000 -> 1400"),
        row(
            FILE.replace("priority: 100", unicast),
            "ttl: 9",
            "ttl: 8",
            instance + "unicast.ttl 9 -> 8"),
        row(
            FILE.replace("priority: 100", unicast),
            "peers: [10.0.0.7]",
            "peers: [10.0.0.7, {address: 10.0.0.6, min-ttl: 254}]",
            "+ " + instance + "unicast.peers {address: 10.0.0.6, min-ttl: 254}"),
        row(
            FILE.replace("priority: 100", arp),
            "na-interval: 1s",
            "na-interval: 2s",
            instance + "gratuitous-arp.na-interval 1s -> 2s"),
        row(
            FILE.replace("priority: 100", notify),
            "/bin/true",
            "/bin/false",
            instance + "notify.master /bin/true -> /bin/false"),
        row(
            FILE.replace("forwarding: nat", check),
            "interval: 2s",
            "interval: 4s",
            "virtual-servers.web.check.interval 2s -> 4s"),
        row(
            FILE.replace("forwarding: nat", check),
            "retries: 3",
            "retries: 4",
            "virtual-servers.web.check.retries 3 -> 4"),
        row(
            FILE.replace("forwarding: nat", check),
            "start: down",
            "start: up",
            "virtual-servers.web.check.start down -> up"));
  }

  private static Arguments row(String before, String value, String other, String line) {
    return Arguments.of(before, before.replace(value, other), line);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aChangeIsReportedInTheWordsOfTheFile(String before, String after, String line)
      throws IOException, ConfigException {
    assertThat(changes(before, after)).containsExactly(line);
  }

  @Test
  void aChangeOutsideTheFileIsReportedToo() throws IOException, ConfigException {
    var secret = directory.resolve("hmac");
    var file =
        FILE.replace("version: 2", "version: 3")
            .replace(
                "{ type: pass, password: first }",
                "{type: hmac, keys: [{id: 1, secret: \"file:" + secret + "\"}]}");
    Files.writeString(secret, "0123456789abcdef0123456789abcdef\n");
    var before = load(file);
    Files.writeString(secret, "fedcba9876543210fedcba9876543210\n");

    assertThat(ConfigDiff.of(before, load(file)).changes())
        .containsExactly(
            "no key has changed, but what the keys mean has: this host, or a file that one of them"
                + " names");
  }

  @Test
  void severalChecksAreDistinguishedByTheirKinds() throws IOException, ConfigException {
    var checks = "forwarding: nat\n    check: [{tcp: {}}, {http: /ok}]";
    var before = FILE.replace("forwarding: nat", checks);

    assertThat(changes(before, before.replace("{http: /ok}", "{http: /ok, interval: 9s}")))
        .containsExactly("virtual-servers.web.check[http].interval (that of check-timing) -> 9s");
    assertThat(changes(before, before.replace("{http: /ok}", "{ping: {}}")))
        .containsExactly(
            "- virtual-servers.web.check {http: /ok}", "+ virtual-servers.web.check ping");
  }

  @Test
  void anAliasMayChangeAServerWhoseTextIsTheSame() throws IOException, ConfigException {
    var before =
        FILE.replace("forwarding: nat", "forwarding: nat\n    check: &c {tcp: {}, interval: 3s}")
            + "  api: {address: \"10.0.0.100:81\", check: *c, real-servers: [10.0.0.1]}\n";

    assertThat(changes(before, before.replace("3s", "4s")))
        .containsExactly(
            "virtual-servers.web.check.interval 3s -> 4s",
            "virtual-servers.api.check.interval 3s -> 4s");
  }
}
