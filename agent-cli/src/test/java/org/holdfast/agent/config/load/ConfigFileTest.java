package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.vrrp.NotifyCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the errors that an operator sees for an invalid file. */
final class ConfigFileTest {

  private static final String GOOD =
      """
      vrrp:
        instances:
          VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
      """;

  @TempDir private Path folder;

  private final FakeHost host = new FakeHost();

  @Test
  void loadsAFile() throws Exception {
    var file = write(GOOD.getBytes(StandardCharsets.UTF_8));
    var loaded = ConfigFile.load(file);
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().vrrp().instances()).hasSize(1);
    assertThat(loaded.config().routerId()).isEqualTo(Host.LOCAL.name());
  }

  @Test
  void saysOneLineAboutAFileThatCannotBeRead() {
    var missing = folder.resolve("none.yaml");
    assertProblem(missing, missing + ": error: no such file");
    assertProblem(folder, folder + ": error: is a directory (expected: a YAML file)");
  }

  @Test
  void saysOneLineAboutAForbiddenFile() {
    // Root can read everything, so as root the file system would not raise this error.
    assertThat(ConfigFile.whyUnreadable(folder, new AccessDeniedException("f.yaml")))
        .isEqualTo("permission denied");
  }

  @Test
  void saysOneLineAboutAHugeFileWithoutReadingAllOfIt() throws IOException {
    var file = folder.resolve("huge.yaml");
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(100L << 20);
    }
    assertProblem(file, file + ": error: larger than 8 MiB, so this is not a configuration");
  }

  @Test
  void saysOneLineAboutAFileWithoutContent() {
    var empty = "f.yaml: error: is empty (expected: a mapping with the key \"vrrp\")";
    assertThat(host.problems("")).containsExactly(empty);
    assertThat(host.problems("# nothing but a comment\n")).containsExactly(empty);
    assertThat(host.problems("--- []"))
        .containsExactly(
            "f.yaml:1:5: error: a list (expected: a mapping with the keys router-id, vrrp, bfd,"
                + " virtual-servers ...)");
    assertThat(host.problems("router-id: x\n"))
        .containsExactly(
            "f.yaml:1:1: error: configures nothing (expected: vrrp.instances, virtual-servers or"
                + " both)");
    assertThat(host.problems("virtual-servers: {}\n"))
        .containsExactly(
            "f.yaml:1:1: error: configures nothing (expected: vrrp.instances, virtual-servers or"
                + " both)");
    assertThat(host.problems("vrrp: {startup-delay: 1s}"))
        .containsExactly(
            "f.yaml:1:1: error: vrrp: configures nothing (expected: vrrp.instances, virtual-servers"
                + " or both)");
    assertThat(host.problems("vrrp: {instances: {}}"))
        .containsExactly("f.yaml:1:8: error: vrrp.instances: no instance (expected: at least one)");
  }

  @Test
  void namesTheByteThatIsNotUtf8() {
    byte[] latin1 = "# caf\u00e9\nrouter-id: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(host.problems(latin1))
        .containsExactly("f.yaml:1:6: error: the byte 0xe9 is not valid UTF-8");
  }

  @Test
  void namesTheControlCharacter() {
    assertThat(host.problems("router-id: x\nvrrp: \u0007\n"))
        .containsExactly("f.yaml:2:7: error: not valid YAML: the control character 0x7");
  }

  @Test
  void takesAByteOrderMark() {
    assertThat(host.problems("\ufeff" + GOOD)).isEmpty();
  }

  @Test
  void turnsASyntaxErrorIntoTheSameForm() {
    assertThat(host.problems("vrrp:\n  instances: [a, b\n  x: y\n"))
        .singleElement()
        .asString()
        .startsWith(
            "f.yaml:3:4: error: not valid YAML: the [ of line 2, column 14, is not closed here");
    assertThat(host.problems("vrrp:\n\tinstances: {}\n"))
        .singleElement()
        .asString()
        .isEqualTo("f.yaml:2:1: error: not valid YAML: a tab; indent with blanks");
    assertThat(host.problems(GOOD + "---\n" + GOOD))
        .singleElement()
        .asString()
        .startsWith("f.yaml:4:1: error: not valid YAML: a second document begins here");
    assertThat(host.problems("vrrp: *none\n"))
        .containsExactly(
            "f.yaml:1:7: error: not valid YAML: *none refers to a value with &none before it, and"
                + " there is none above");
  }

  @Test
  void reportsEveryErrorInOrderOfPlace() {
    assertThat(
            host.problems(
                """
                router-id: lvs1
                virtual-server: {}
                vrrp:
                  instances:
                    VI_1:
                      interfce: eth0
                      virtual_router_id: 51
                      priority: 010
                      priority: 300
                      advertisement-interval: 1
                      addresses: [203.0.113.10/33, www.example.com]
                    VI_2:
                      interface: eth0
                      virtual-router-id: 256
                      gratuitous-arp:
                """))
        .containsExactly(
            "f.yaml:2:1: error: unknown key \"virtual-server\"; did you mean \"virtual-servers\"?",
            "f.yaml:6:7: error: vrrp.instances.VI_1: unknown key \"interfce\"; did you mean"
                + " \"interface\"?",
            "f.yaml:7:7: error: vrrp.instances.VI_1: unknown key \"virtual_router_id\";"
                + " keepalived's virtual_router_id is \"virtual-router-id\" here",
            "f.yaml:8:17: error: vrrp.instances.VI_1.priority: \"010\" (expected: a whole number"
                + " from 1 to 255); write it without the leading zero: 10",
            "f.yaml:9:7: error: vrrp.instances.VI_1: duplicate key \"priority\", given before on"
                + " line 8",
            "f.yaml:10:31: error: vrrp.instances.VI_1.advertisement-interval: \"1\" (expected: a"
                + " time from 10ms to 255s, such as 1s or 100ms); the unit is missing: write 1s for"
                + " seconds",
            "f.yaml:11:19: error: vrrp.instances.VI_1.addresses: \"203.0.113.10/33\" (expected: an"
                + " IPv4 or IPv6 address, such as 203.0.113.10/24 or 2001:db8::10/64); the length"
                + " after the slash must be from 0 to 32",
            "f.yaml:11:36: error: vrrp.instances.VI_1.addresses: \"www.example.com\" (expected: an"
                + " IPv4 or IPv6 address, such as 203.0.113.10/24 or 2001:db8::10/64); host names"
                + " are not looked up",
            "f.yaml:14:26: error: vrrp.instances.VI_2.virtual-router-id: \"256\" (expected: a whole"
                + " number from 1 to 255)",
            "f.yaml:15:22: error: vrrp.instances.VI_2.gratuitous-arp: no value (expected: a mapping"
                + " with the keys repeat, delay, lower-priority-repeat, lower-priority-delay ...)");
  }

  @Test
  void joinsTheProblemsLineByLine() {
    assertThatThrownBy(() -> host.load("a: 1\nb: 2\nvrrp: 3"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            f.yaml:1:1: error: unknown key "a" (docs/configuration.md lists the keys of configuration)
            f.yaml:2:1: error: unknown key "b" (docs/configuration.md lists the keys of configuration)
            f.yaml:3:7: error: vrrp: "3" (expected: a mapping with the keys instances,\
             sync-groups, scripts, defaults ...)\
            """);
  }

  @Test
  void leavesTextAsItIsWritten() throws ConfigException {
    var config =
        host.load(
                """
                router-id: 010
                vrrp:
                  instances:
                    yes: {interface: 1e3, virtual-router-id: "51", addresses: [203.0.113.10/24]}
                """)
            .config();
    assertThat(config.routerId()).isEqualTo("010");
    assertThat(config.vrrp().instances().get(0).name()).isEqualTo("yes");
    assertThat(config.vrrp().instances().get(0).interfaceName()).isEqualTo("1e3");
  }

  @Test
  void resolvesAliasesAndMergeKeys() throws ConfigException {
    var instances =
        host.load(
                """
                vrrp:
                  instances:
                    A: &base
                      interface: eth0
                      virtual-router-id: 1
                      priority: 150
                      notify: &notify {any: /bin/n}
                    B:
                      <<: *base
                      virtual-router-id: 2
                      notify: *notify
                """)
            .config()
            .vrrp()
            .instances();
    assertThat(instances).hasSize(2);
    assertThat(instances.get(1).virtualRouterId()).isEqualTo(2);
    assertThat(instances.get(1).election().priority()).isEqualTo(150);
    assertThat(instances.get(1).notifications().any()).isEqualTo(NotifyCommand.of("/bin/n"));
  }

  @Test
  void survivesABombOfAliases() {
    var bomb = new StringBuilder("vrrp:\n  instances:\n    A:\n      addresses: &a0 [1, 2, 3]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("    A").append(i).append(": {addresses: &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("1]}\n");
    }
    assertThat(host.problems(bomb.toString())).isNotEmpty();
    var wide = new StringBuilder("vrrp:\n  scripts: {s: {command: &c [/bin/s");
    wide.append(", x".repeat(100_000)).append("]}");
    for (int i = 0; i < 5_000; i++) {
      wide.append(", s").append(i).append(": {command: *c}");
    }
    assertThat(host.problems(wide + "}\n"))
        .anyMatch(line -> line.contains("more than 1000000 values"));
  }

  @Test
  void survivesDepthAndCircles() {
    assertThat(host.problems("[".repeat(1000)))
        .singleElement()
        .asString()
        .contains("error: not valid YAML: ");
    assertThat(host.problems("vrrp: &a {<<: *a}"))
        .anyMatch(line -> line.contains("merge keys (<<) nested deeper than 8"));
    assertThat(host.problems("vrrp: &a {instances: {x: *a}}"))
        .anyMatch(line -> line.contains("unknown key \"instances\""));
  }

  @Test
  void refusesTags() {
    assertThat(host.problems("router-id: !secret x\n" + GOOD))
        .containsExactly("f.yaml:1:12: error: router-id: the tag \"!secret\" (expected: no tag)");
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("holdfast.yaml"), content);
  }

  private static void assertProblem(Path file, String line) {
    assertThatThrownBy(() -> ConfigFile.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(line);
  }
}
