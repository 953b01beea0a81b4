package org.holdfast.agent.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private AgentConfig config(String yaml) throws IOException, ConfigException {
    return ConfigFile.load(Files.writeString(directory.resolve("a.yaml"), yaml)).config();
  }

  private List<String> changes(String after) throws IOException, ConfigException {
    return ConfigDiff.of(config(FILE), config(after)).changes();
  }

  @Test
  void theSameFileTwiceIsNoDifference() throws IOException, ConfigException {
    assertThat(ConfigDiff.of(config(FILE), config(FILE)).isEmpty()).isTrue();
  }

  @Test
  void aKeyThatChangedIsNamedWithBothValues() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("priority: 100", "priority: 150")))
        .containsExactly("~ instance VI_1: priority 100 → 150");
  }

  @Test
  void aServerIsToldByItsName() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("10.0.0.1:80, weight: 1", "10.0.0.1:80, weight: 5")))
        .containsExactly("~ web server 10.0.0.1:80: weight 1 → 5");
    assertThat(changes(FILE.replace("10.0.0.2:80", "10.0.0.3:80")))
        .containsExactly("- web server 10.0.0.2:80", "+ web server 10.0.0.3:80");
  }

  @Test
  void whatItemsAListHasGainedAndLostIsTold() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("[10.0.0.100/24]", "[10.0.0.101/24]")))
        .containsExactly(
            "~ instance VI_1: advertised without 10.0.0.100/24 dev eth0",
            "~ instance VI_1: advertised with 10.0.0.101/24 dev eth0");
  }

  @Test
  void secretsAreNotShown() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("first", "second")))
        .containsExactly("~ instance VI_1: authentication changed");
  }

  @Test
  void wholeThingsComeAndGo() throws IOException, ConfigException {
    assertThat(changes(FILE.substring(0, FILE.indexOf("virtual-servers:"))))
        .containsExactly("- virtual server web");
  }

  @Test
  void anotherVridIsAnotherInstanceAndAnotherNameIsNot() throws IOException, ConfigException {
    assertThat(changes(FILE.replace("id: 51", "id: 52")))
        .containsExactly("- instance VI_1", "+ instance VI_1");
    assertThat(changes(FILE.replace("VI_1", "main")))
        .containsExactly("~ instance VI_1: name VI_1 → main");
  }

  @Test
  void whoIsToldAndServedFollowsWithoutARestart() throws IOException, ConfigException {
    var after =
        config(
            FILE
                + """
                control: {group: ops}
                metrics: {listen: "127.0.0.1:9999"}
                notifications: {states-on-reload: true}
                """);

    var diff = ConfigDiff.of(config(FILE), after);

    assertThat(diff.changes())
        .contains("~ agent: notifications")
        .anyMatch(line -> line.startsWith("~ agent: control"))
        .anyMatch(line -> line.startsWith("~ agent: metrics"));
    assertThat(diff.restart()).isEmpty();
  }

  private record Relay(String user, String password, List<String> more, boolean secured) {}

  @Test
  void whatComesWholeIsToldWithItsParts() throws IOException, ConfigException {
    assertThat(changes(FILE + "metrics: {listen: \"127.0.0.1:9999\"}\n"))
        .containsExactly("~ agent: metrics none → {address: 127.0.0.1, port: 9999}");
    assertThat(Differences.of("relay", null, new Relay("lvs1", "sesame", List.of(), false)))
        .containsExactly("relay none → {user: lvs1, password: a secret}");
  }

  @Test
  void whatOnlyARestartBringsAboutIsMarked() throws IOException, ConfigException {
    var after = config(FILE.replace("vrrp:\n", "vrrp:\n  startup-delay: 5s\n"));

    var diff = ConfigDiff.of(config(FILE), after);

    assertThat(diff.changes()).containsExactly("~ vrrp: startup-delay 0s → 5s");
    assertThat(diff.restart()).isEqualTo(diff.changes());
  }
}
