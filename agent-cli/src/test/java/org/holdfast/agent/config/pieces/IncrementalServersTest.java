package org.holdfast.agent.config.pieces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.config.load.FakeHost;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that reading a file one virtual server at a time gives the same result as reading the
 * whole.
 */
final class IncrementalServersTest {

  private static final String FILE =
      """
      # The services of a small pair.
      router-id: lb1
      vrrp:
        instances:
          VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
        track-files:
          load: {path: /run/load}
      virtual-servers:  # one by one
        # the first
        web:
          address: 203.0.113.10:80
          instance: VI_1
          check: {tcp: {}}
          real-servers:
            - {address: 10.0.0.1, weight: 10}
            - {address: 10.0.0.2, weight: 20}

        dns:
          address: 203.0.113.10:53
          protocol: udp
          real-servers: [
            {address: 10.0.0.3, check: {file: load}},
          ]
        "mail": {
          address: 203.0.113.10:25, real-servers: [{address: 10.0.0.4}]
        }
      # behind all of them
      ipvs:
        timeouts: {tcp: 5m}
      """;

  private final FakeHost host = new FakeHost();

  private AgentConfig inPieces(String yaml) {
    var read = IncrementalServers.read(yaml, host, FilePieces.NONE);
    assertThat(read).as("read in pieces").isNotNull();
    return read.config();
  }

  private AgentConfig whole(String yaml) throws ConfigException {
    return ConfigFile.whole(yaml, new Report("f.yaml"), host).config();
  }

  private boolean isReadWhole(String yaml) {
    return IncrementalServers.read(yaml, host, FilePieces.NONE) == null;
  }

  @Test
  void meanTheSameAsInTheWholeFile() throws ConfigException {
    assertThat(inPieces(FILE)).isEqualTo(whole(FILE));
    assertThat(inPieces(FILE).virtualServers())
        .extracting(VirtualServerConfig::name)
        .containsExactly("web", "dns", "mail");
    assertThat(inPieces(FILE.replace("\n", "\r\n"))).isEqualTo(whole(FILE));
  }

  @Test
  void areReusedIfTheyAndTheirSurroundingsAreUnchanged() throws ConfigException {
    var before = host.load(FILE);
    var after = again(FILE.replace("weight: 20", "weight: 21"), before);
    assertThat(servers(after).get(0)).isNotEqualTo(servers(before).get(0));
    assertThat(servers(after).get(1)).isSameAs(servers(before).get(1));
    assertThat(servers(after).get(2)).isSameAs(servers(before).get(2));
    assertThat(servers(again(FILE, after)).get(2)).isSameAs(servers(before).get(2));
  }

  @Test
  void areReadAgainIfTheirSurroundingsChanged() throws ConfigException {
    var before = host.load(FILE);
    var after = again(FILE.replace("/run/load}", "/run/load, weight: 3}"), before);
    assertThat(servers(after).get(1)).isNotEqualTo(servers(before).get(1));
    assertThat(servers(after).get(2)).isNotSameAs(servers(before).get(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notify: {up: [/bin/up]}",
        "check: {https: {tls: {ca: /etc/ca.pem}}}",
      })
  void areReadAgainIfTheyDependOnTheMachine(String key) throws ConfigException {
    host.files.put("/etc/ca.pem", "");
    var yaml = FILE.replace("weight: 20", "weight: 20, " + key);
    var before = host.load(yaml);
    var after = again(yaml, before);
    assertThat(servers(after).get(0)).isNotSameAs(servers(before).get(0));
    assertThat(servers(after).get(1)).isSameAs(servers(before).get(1));
  }

  @Test
  void keepTheirOwnMailSetting() throws ConfigException {
    var yaml =
        FILE.replace("weight: 20", "weight: 20, notify: {mail: false}")
            + "notifications: {mail: {server: mail.example.com, to: [ops@example.com]}}\n";
    var before = host.load(yaml);
    assertThat(before.config()).isEqualTo(whole(yaml));
    var after = again(yaml, before);
    assertThat(after.config()).isEqualTo(whole(yaml));
    assertThat(servers(after).get(0)).isSameAs(servers(before).get(0));
  }

  @Test
  void followTheMailSettingOfTheFileWithoutTheirOwn() throws ConfigException {
    var yaml =
        FILE + "notifications: {mail: {server: mail.example.com, to: [ops@example.com]%s}}\n";
    var before = host.load(yaml.formatted(""));
    var after = again(yaml.formatted(", on: [instances]"), before);
    assertThat(isMailed(before)).isTrue();
    assertThat(isMailed(after)).isFalse();
  }

  private static boolean isMailed(ConfigFile.Loaded loaded) {
    var server = servers(loaded).getFirst().realServers().getFirst();
    return loaded.config().notifications().isMailed(Subject.SERVERS, server.mailed());
  }

  @Test
  void twoForOneServiceAreAnErrorWithItsPlace() {
    assertThat(host.problems(FILE.replace("203.0.113.10:25", "203.0.113.10:80")))
        .singleElement()
        .asString()
        .startsWith("f.yaml:25:14: error: virtual-servers.mail.address: ")
        .contains("already belongs to web");
  }

  @Test
  void oneForTheServiceOfAReusedOneIsAnError() throws ConfigException {
    var before = host.load(FILE);
    var twice =
        FILE.replace(
            "\"mail\": {\n    address: 203.0.113.10:25",
            "\"mail\": {\n    address: 203.0.113.10:80");
    assertThat(IncrementalServers.read(twice, host, before.pieces())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "router-id: \"lb1\nvirtual-servers:\n  web: {address: 203.0.113.10:80}\n\"\n",
        "virtual-servers: {web: {address: 203.0.113.10:80, real-servers: []}}\n",
        "virtual-servers:\n  web: {address: 203.0.113.10:80,\n  real-servers: []}\n",
        "virtual-servers:\n  <<: {web: {address: 203.0.113.10:80, real-servers: []}}\n",
        "virtual-servers:\n  ? web\n  : {address: 203.0.113.10:80, real-servers: []}\n",
        """
        virtual-servers:
          web: {address: 203.0.113.10:80, real-servers: []}
        virtual-servers: {}
        """,
        "virtual-servers:\r  web: {address: 203.0.113.10:80, real-servers: []}\r",
        "---\nvirtual-servers:\n  web: {address: 203.0.113.10:80, real-servers: []}\n---\n",
      })
  void areReadWholeIfTheIndentationIsMisleading(String yaml) {
    assertThat(isReadWhole(yaml)).isTrue();
  }

  @Test
  void areReadWholeIfTheyShareAnAnchor() throws ConfigException {
    var yaml =
        FILE.replace("check: {tcp: {}}", "check: &alive {tcp: {}}")
            .replace("check: {file: load}", "check: *alive");
    assertThat(isReadWhole(yaml)).isTrue();
    assertThat(servers(host.load(yaml))).hasSize(3);
  }

  static LongStream seeds() {
    return LongStream.range(0, 1_000);
  }

  /**
   * Lines are moved, duplicated, removed, indented or quoted: if the file can still be read in
   * pieces, the result is the same as for the whole.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void meanTheSameAsInTheWholeFileHoweverItIsMangled(long seed) throws ConfigException {
    var random = new Random(seed);
    var lines = new ArrayList<>(Arrays.asList(FILE.split("\n")));
    for (int i = random.nextInt(3); i >= 0; i--) {
      mangle(lines, random);
    }
    var yaml = String.join("\n", lines);
    for (var earlier : List.of(FilePieces.NONE, host.load(FILE).pieces())) {
      var read = IncrementalServers.read(yaml, host, earlier);
      if (read != null) {
        assertThat(read.config()).as(yaml).isEqualTo(whole(yaml));
      }
    }
    assertThat(pieces(yaml, YamlSplit.of(FILE, null))).as(yaml).isEqualTo(pieces(yaml, null));
  }

  /** Returns the rest of the file, followed by each virtual server. */
  private static List<String> pieces(String yaml, @Nullable YamlSplit earlier) {
    var split = YamlSplit.of(yaml, earlier);
    var pieces = new ArrayList<String>();
    if (split != null) {
      pieces.add(split.rest() + split.keyLine());
      for (int i = 0; i < split.count(); i++) {
        pieces.add(split.member(i));
      }
    }
    return pieces;
  }

  @Test
  void areReusedWhenOthersAreAddedAndRemoved() throws ConfigException {
    var before = host.load(FILE);
    var fewer = again(FILE.replaceFirst("(?s)  web:.*?(?=  dns:)", ""), before);
    assertThat(servers(fewer)).hasSize(2);
    assertThat(servers(fewer).get(1)).isSameAs(servers(before).get(2));
    var more = again(FILE, fewer);
    assertThat(more.config()).isEqualTo(before.config());
    assertThat(servers(more).get(2)).isSameAs(servers(before).get(2));
  }

  private static void mangle(List<String> lines, Random random) {
    int at = random.nextInt(lines.size());
    var line = lines.get(at);
    switch (random.nextInt(7)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), line);
      case 2 -> lines.set(at, "  " + line);
      case 3 -> lines.set(at, line.stripLeading());
      case 4 -> lines.set(at, line.replace(": ", ": \""));
      case 5 -> lines.add(at, random.nextBoolean() ? "" : "# &nothing {");
      default -> lines.set(at, line + (random.nextBoolean() ? " |" : " }"));
    }
  }

  private ConfigFile.Loaded again(String yaml, ConfigFile.Loaded earlier) throws ConfigException {
    return host.load(yaml, earlier);
  }

  private static List<VirtualServerConfig> servers(ConfigFile.Loaded loaded) {
    return loaded.config().virtualServers();
  }
}
