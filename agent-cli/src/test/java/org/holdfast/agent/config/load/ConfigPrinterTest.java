package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that a printed configuration reads as the same configuration, and prints again as the same
 * text.
 */
final class ConfigPrinterTest {

  private static final Path RESOURCES = Path.of("src/test/resources/org/holdfast/agent/config");
  private static final Path ROOT = Path.of("..");

  static final List<Form> FORMS = List.of(Form.FILE, Form.COMPLETE);

  private static FakeHost host() {
    var host = new FakeHost();
    host.files.put("/etc/password", "p\n");
    host.files.put("/etc/hmac", "fedcba9876543210fedcba9876543210\n");
    return host;
  }

  private static AgentConfig read(String text) throws ConfigException {
    return host().load(text).config();
  }

  /** Returns the printed form of a file with this text, in either language. */
  private static String printed(String text, Form form) throws ConfigException {
    var yaml = host().load(text).yaml();
    return ConfigPrinter.yaml(ConfigPrinter.tree(yaml, form, host()), form);
  }

  private static void assertStable(String text) throws ConfigException {
    var config = read(text);
    for (var form : FORMS) {
      var printed = printed(text, form);
      assertThat(read(printed)).as("the configuration read from%n%s", printed).isEqualTo(config);
      assertThat(printed(printed, form)).isEqualTo(printed);
    }
  }

  private static boolean isGood(String text) {
    try {
      read(text);
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  private static String everyKeyword() throws IOException {
    return Files.readString(RESOURCES.resolve("load/every-keyword.yaml"));
  }

  private static String everyOtherKeyword() throws IOException {
    return Files.readString(RESOURCES.resolve("load/every-other-keyword.yaml"));
  }

  @ParameterizedTest
  @MethodSource("org.holdfast.agent.config.load.KeywordTableTest#rows")
  void everyKeywordSurvivesPrintingAndReading(KeywordTableTest.Row row) throws ConfigException {
    if (row.without() != null) {
      assertStable(row.without());
    }
    assertStable(row.with());
  }

  static List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    for (var folder : List.of(RESOURCES, ROOT.resolve("examples"))) {
      try (var all = Files.walk(folder)) {
        all.filter(file -> file.toString().matches(".*\\.(yaml|conf)"))
            .filter(file -> isGood(text(file)))
            .forEach(files::add);
      }
    }
    return files;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileIsPrintedInPiecesAsItIsPrintedAsAWhole(Path file) throws ConfigException {
    var loaded = host().load(text(file));
    var form = Form.FILE.withoutSecrets();
    assertThat(PrintedFile.of(loaded, form, null).text())
        .isEqualTo(ConfigPrinter.yaml(ConfigPrinter.tree(loaded, form), form));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileSurvivesPrintingAndReading(Path file) throws ConfigException {
    assertStable(text(file));
  }

  @Test
  void filesOfBothLanguagesAreTested() throws IOException {
    assertThat(files().stream().map(file -> file.getFileName().toString()))
        .contains(
            "every-keyword.yaml",
            "every-section.yaml",
            "virtual-servers.yaml",
            "a.yaml",
            "vrrp.conf",
            "lvs.conf");
  }

  static List<String> pages() throws IOException {
    var blocks = new ArrayList<String>();
    var yaml = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    try (var docs = Files.list(ROOT.resolve("docs"))) {
      for (var page : Stream.concat(docs, Stream.of(ROOT.resolve("README.md"))).toList()) {
        if (page.toString().endsWith(".md")) {
          yaml.matcher(Files.readString(page)).results().forEach(m -> blocks.add(m.group(1)));
        }
      }
    }
    blocks.removeIf(block -> !isGood(block));
    return blocks;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyExampleOnAPageSurvivesPrintingAndReading(String block) throws ConfigException {
    assertStable(block);
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aRandomFileSurvivesPrintingAndReading(long seed) throws ConfigException {
    assertStable(new RandomFile(seed).yaml());
  }

  @ParameterizedTest
  @FieldSource("FORMS")
  void aKeepalivedConfSurvivesPrintingAndReading(Form form) throws IOException, ConfigException {
    var bytes =
        Files.readAllBytes(
            RESOURCES.resolve("load/KeepalivedFuzzTestInputs/anyTextIsReadOrExplained/lvs.conf"));
    var converted = ConfigFile.convert(bytes, new Report("f"), host(), form);

    assertThat(read(converted.yaml())).isEqualTo(host().load(bytes).config());
  }

  /** A new keyword fails this test until one of the two files has it. */
  @Test
  void theTwoFilesHaveEveryKeyword() throws IOException {
    var missing = TableKeys.all();
    missing.removeAll(TableKeys.in(everyKeyword()));
    missing.removeAll(TableKeys.in(everyOtherKeyword()));

    assertThat(missing).isEmpty();
  }

  @Test
  void everyKeywordIsPrintedInItsPlace() throws IOException, ConfigException {
    for (var text : List.of(everyKeyword(), everyOtherKeyword())) {
      assertThat(TableKeys.in(printed(text, Form.COMPLETE))).containsAll(TableKeys.in(text));
    }
  }

  @Test
  void theCanonicalFormIsInOrderAndHasNoDefaults() throws ConfigException {
    var text =
        """
        virtual-servers:
          web:
            real-servers:
              - {check: &c {interval: 1000ms, http: {path: /ok, status: 200-299}}, address: "10.0.0.1:80", weight: 1}
              - {address: 10.0.0.2, check: *c}
            quorum: 1
            address: 203.0.113.10:80
            persistence: 300s
        vrrp:
          instances:
            A: {virtual-router-id: 51, priority: 100, interface: eth0, addresses: [192.0.2.1/32], notify: {any: "/bin/x 'a b'"}}
        """;

    assertThat(printed(text, Form.FILE))
        .isEqualTo(
            """
            vrrp:
              instances:
                A:
                  interface: eth0
                  virtual-router-id: 51
                  addresses: [192.0.2.1]
                  notify:
                    any: [/bin/x, "a b"]
            virtual-servers:
              web:
                address: 203.0.113.10:80
                persistence: 5m
                real-servers:
                  - address: 10.0.0.1:80
                    weight: 1
                    check:
                      http: {path: /ok, status: 200-299}
                      interval: 1s
                  - address: 10.0.0.2
                    check:
                      http: {path: /ok, status: 200-299}
                      interval: 1s
            """);
  }

  @Test
  void aDefaultValueThatOverridesAnotherSectionIsPrinted() throws ConfigException {
    var text =
        """
        vrrp:
          defaults: {advertisement-interval: 3s, handover: {linger: 10ms}, down-timer-adverts: 3}
          instances:
            A: {interface: eth0, virtual-router-id: 51, advertisement-interval: 1s, handover: {linger: 50ms}}
        """;

    assertThat(printed(text, Form.FILE))
        .contains("      advertisement-interval: 1s\n", "{linger: 50ms}")
        .doesNotContain("down-timer-adverts");
  }

  @Test
  void theCompleteFormHasDefaultsAndCommentsOnDerivedValues() throws ConfigException {
    var text =
        """
        vrrp:
          instances:
            A: {interface: eth0, virtual-router-id: 51, addresses: [192.0.2.1], handover: false}
          scripts: {s: {command: /bin/s, timeout: 5s}, t: {command: /bin/t}}
        """;

    assertThat(printed(text, Form.COMPLETE))
        .contains("      timeout: 5s\n", "      # timeout: the interval\n")
        .contains("      # from vrrp.defaults: version, advertisement-interval, ")
        .contains("        # from vrrp.defaults: linger, margin\n        enabled: false\n")
        .contains(
            """
                    # interface: the instance's interface
                    # vmac: as the instance's vmac says
                    - address: 192.0.2.1
            """)
        .contains("  defaults:\n", "    advertisement-interval: 1s\n")
        .contains("      priority: 100\n", "  real-time-priority: \"off\"\n")
        .doesNotContain("none", "duplicate-address-detection");
  }

  @Test
  void secretsAreHiddenFromUsersWhoMayNotReadTheFile() throws IOException, ConfigException {
    var shown = printed(everyKeyword(), Form.FILE.withoutSecrets());
    var secrets =
        new String[] {
          "password: secret",
          "0123456789abcdef0123456789abcdef}",
          "token=y",
          "00112233",
          "fedcba98",
          "file:/etc/hmac"
        };

    assertThat(printed(everyKeyword(), Form.COMPLETE.withoutSecrets())).doesNotContain(secrets);
    assertThat(shown)
        .contains(
            "{type: pass, password: \"(hidden)\"}",
            "{id: 1, secret: \"(hidden)\"}",
            "basic-auth: {user: u, password: \"(hidden)\"}",
            "headers: {X-From: \"(hidden)\"}",
            "url: \"https://hooks.example.org/(hidden)\"",
            "\"http://127.0.0.1:8080/(hidden)\"",
            "password-file: /etc/password")
        .doesNotContain(secrets);
  }

  @Test
  void contentsOfReferencedFilesAreNotPrinted() throws IOException, ConfigException {
    assertThat(printed(everyKeyword(), Form.FILE))
        .contains("secret: file:/etc/hmac", "{user: v, password-file: /etc/password}")
        .doesNotContain("fedcba98");
  }
}
