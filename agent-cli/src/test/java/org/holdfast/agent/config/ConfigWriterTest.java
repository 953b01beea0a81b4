package org.holdfast.agent.config;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read as the same configuration, and written again as the same text. */
final class ConfigWriterTest {

  private static final Path RESOURCES = Path.of("src/test/resources/org/holdfast/agent/config");
  private static final Path ROOT = Path.of("..");

  /** The keys of what is inherited, written where it holds instead. */
  private static final List<String> RESOLVED =
      List.of(
          // That of its addresses, which it must have if the family is not ipv4.
          "instance/family",
          // A sync group's tracks, and whose priority is told, are its members'.
          "sync group/track",
          "group notify/priority-changes",
          "group track/.*",
          // Other ways to say source-address, and check-source.
          "unicast/source",
          "defaults/check-source",
          // What a track takes that does not say: every track says.
          "track (file|process)/(weight|reverse)",
          // The host of the requests that name none: every request does.
          "(virtual|real) server/virtual-host",
          // Of the checks of one server, which say it themselves; those of all have theirs.
          "real server/check-timing");

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

  private static String written(AgentConfig config, Form form) {
    return ConfigWriter.yaml(ConfigWriter.tree(config, form, host().name()));
  }

  private static void assertStable(AgentConfig config, Form form) throws ConfigException {
    var text = written(config, form);
    var again = read(text);
    assertThat(again).as("what is read of%n%s", text).isEqualTo(config);
    assertThat(written(again, form)).isEqualTo(text);
  }

  private static void assertStable(String text) throws ConfigException {
    var config = read(text);
    for (var form : FORMS) {
      assertStable(config, form);
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
    return Files.readString(RESOURCES.resolve("every-keyword.yaml"));
  }

  private static String everyOtherKeyword() throws IOException {
    return Files.readString(RESOURCES.resolve("every-other-keyword.yaml"));
  }

  @ParameterizedTest
  @MethodSource("org.holdfast.agent.config.KeywordTableTest#rows")
  void everyKeywordComesBack(KeywordTableTest.Row row) throws ConfigException {
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
  void everyFileComesBack(Path file) throws ConfigException {
    assertStable(text(file));
  }

  @Test
  void thereAreFilesOfBothLanguages() throws IOException {
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
  void everyExampleOnAPageComesBack(String block) throws ConfigException {
    assertStable(block);
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsMadeUpComesBack(long seed) throws ConfigException {
    assertStable(new RandomFile(seed).yaml());
  }

  @ParameterizedTest
  @FieldSource("FORMS")
  void aKeepalivedConfComesBack(Form form) throws IOException, ConfigException {
    var bytes =
        Files.readAllBytes(
            RESOURCES.resolve("KeepalivedFuzzTestInputs/anyTextIsReadOrExplained/lvs.conf"));
    var converted = ConfigFile.convert(bytes, new Report("f"), host(), form);

    assertThat(read(converted.yaml())).isEqualTo(host().load(bytes).config());
  }

  /** A keyword that is new fails here until one of the two files has it and it is written. */
  @Test
  void noKeywordIsForgotten() throws IOException {
    var missing = TableKeys.all();
    missing.removeAll(TableKeys.in(everyKeyword()));
    missing.removeAll(TableKeys.in(everyOtherKeyword()));

    assertThat(missing).isEmpty();
  }

  @Test
  void everyKeywordIsWrittenButWhatIsInherited() throws IOException, ConfigException {
    var written = TableKeys.in(written(read(everyKeyword()), Form.FILE));
    written.addAll(TableKeys.in(written(read(everyOtherKeyword()), Form.FILE)));
    var missing = TableKeys.all();
    missing.removeAll(written);

    assertThat(missing).allMatch(key -> RESOLVED.stream().anyMatch(key::matches));
    assertThat(written).noneMatch(key -> RESOLVED.stream().anyMatch(key::matches));
  }

  @Test
  void whatIsInCommonIsSaidOnce() throws IOException, ConfigException {
    assertThat(written(read(everyOtherKeyword()), Form.FILE))
        .contains("    answer-lower-priority: false\n")
        .doesNotContain("      answer-lower-priority");
  }

  @Test
  void theOneFormIsInOrderAndHasNoDefaults() throws ConfigException {
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

    assertThat(written(read(text), Form.FILE))
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
                real-servers: [10.0.0.1, 10.0.0.2]
                check: {http: /ok, interval: 1s}
            """);
  }

  @Test
  void secretsAreHiddenFromThoseWhoMayNotReadTheFile() throws IOException, ConfigException {
    var shown = written(read(everyKeyword()), Form.COMPLETE.withoutSecrets());

    assertThat(shown)
        .contains(
            "{type: pass, password: \"(hidden)\"}",
            "{id: 1, secret: \"(hidden)\"}",
            "basic-auth: {user: u, password: \"(hidden)\"}",
            "headers: {X-From: \"(hidden)\"}",
            "url: \"https://hooks.example.org/(hidden)\"",
            "\"http://127.0.0.1:8080/(hidden)\"",
            "password-file: /etc/password")
        .doesNotContain(
            "password: secret",
            "0123456789abcdef0123456789abcdef}",
            "token=y",
            "00112233",
            "fedcba98",
            "file:/etc/hmac");
  }

  @Test
  void whatAFileHoldsStaysInTheFile() throws IOException, ConfigException {
    assertThat(written(read(everyKeyword()), Form.FILE))
        .contains("secret: file:/etc/hmac", "{user: v, password-file: /etc/password}")
        .doesNotContain("fedcba98");
  }
}
