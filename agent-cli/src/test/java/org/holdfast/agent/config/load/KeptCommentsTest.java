package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that a converted keepalived.conf has the operator's comments at the statements that they
 * are about. To write {@code commented.yaml} again after a change, and then read it:
 * -Dholdfast.messages.rewrite=true.
 */
class KeptCommentsTest {

  private static final Path RESOURCES =
      Path.of("src/test/resources/org/holdfast/agent/config/load");
  private static final Path CORPUS =
      Path.of("src/test/resources/org/holdfast/agent/config/keepalived/corpus");

  private final FakeHost host = new FakeHost();

  private String convert(String text) throws ConfigException {
    return ConfigFile.convert(
            text.getBytes(StandardCharsets.UTF_8),
            new Report("f.conf", KeepalivedWords.ALL),
            host,
            Form.FILE)
        .yaml();
  }

  private String instance(String... lines) throws ConfigException {
    return convert(
        "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n"
            + String.join("\n", lines)
            + "\n}\n");
  }

  @Test
  void eachCommentStaysWithItsStatement() throws Exception {
    host.files.put(
        "/etc/scripts.conf",
        """
        # about the included script
        vrrp_script chk { # the check
          script "/bin/true" ! runs
          interval 2
        }
        # end of the scripts
        """);
    var yaml = convert(Files.readString(RESOURCES.resolve("commented.conf")));
    var expected = RESOURCES.resolve("commented.yaml");
    if (Boolean.getBoolean("holdfast.messages.rewrite")) {
      Files.writeString(expected, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(expected));
  }

  static List<Path> corpus() throws IOException {
    try (var files = Files.list(CORPUS)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  /** A comment behind, before and within every statement changes nothing else. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void commentsDoNotChangeTheConfiguration(Path file) throws Exception {
    var text = Files.readString(file);
    var commented = new StringBuilder("# head\n\n");
    int number = 0;
    boolean goesOn = false;
    for (var line : text.split("\n", -1)) {
      if (!goesOn) { // otherwise the comment would end the definition
        commented.append("! before: ").append(++number).append(" {\"'\n");
      }
      goesOn = line.strip().endsWith("\\");
      commented.append(line);
      commented.append(goesOn || line.isBlank() ? "\n" : " # beside: " + number + " [x]\n");
    }
    String plain;
    try {
      plain = host.load(text).yaml();
    } catch (ConfigException _) {
      return; // the corpus has files that are refused
    }
    var yaml = convert(commented.append("# foot").toString());
    assertThat(canonical(yaml)).isEqualTo(canonical(plain));
    assertThat(yaml).startsWith("# head\n").endsWith("# foot\n");
    for (int i = 1; i <= number; i++) {
      assertThat(yaml).contains("# before: " + i + " {");
    }
  }

  private String canonical(String yaml) throws ConfigException {
    return ConfigFile.convert(
            yaml.getBytes(StandardCharsets.UTF_8), new Report("f.yaml"), host, Form.FILE)
        .yaml();
  }

  @Test
  void aCommentBesideAStatementWithoutACounterpartKeepsTheStatement() throws Exception {
    assertThat(instance(" state BACKUP # either", " priority 90"))
        .contains("      # state BACKUP # either\n");
  }

  @Test
  void aCommentAtTheEndOfABlockDoesNotMoveToTheNextBlock() throws Exception {
    assertThat(instance(" priority 90", " # lowest", "}", "# about B", "vrrp_script b {"))
        .contains("priority: 90\n      # lowest\n");
  }

  @Test
  void theCommentsOfLinesForAnotherHostAreLeftOut() throws Exception {
    assertThat(instance("@other priority 80 # theirs", "@^other priority 90 # ours"))
        .doesNotContain("theirs")
        .contains("priority: 90 # ours");
  }

  @Test
  void quotedAndEscapedCharactersBeginNoComment() throws Exception {
    assertThat(instance(" notify_master \"/bin/page a!b\" # hash # and bang !"))
        .contains("[/bin/page, \"a!b\"] # hash # and bang !\n");
  }

  @Test
  void charactersThatYamlForbidsAreReplaced() throws Exception {
    assertThat(instance(" priority 90 # bell\u0007 größer\r")).contains("90 # bell? größer\n");
  }

  @Test
  void canonicalFormsHaveNoComments() throws Exception {
    var bytes = "vrrp_instance A { # a\n interface eth0\n virtual_router_id 5\n}\n";
    assertThat(
            ConfigFile.convert(
                    bytes.getBytes(StandardCharsets.UTF_8),
                    new Report("f.conf", KeepalivedWords.ALL),
                    host,
                    new Form(true, Form.FILE.secrets()))
                .yaml())
        .doesNotContain("# a\n");
  }
}
