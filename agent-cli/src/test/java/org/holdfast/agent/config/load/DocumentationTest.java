package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Tests that the schema and the reference page agree with the binder. */
final class DocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String REWRITE =
      "mvn -pl agent-cli -am test -Dtest=DocumentationTest -Dholdfast.docs=rewrite"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private final com.networknt.schema.Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Schema.json());

  @Test
  void theSchemaInTheRepositoryMatchesTheTables() throws IOException {
    assertCurrent("docs/holdfast.schema.json", Schema.json());
  }

  @ParameterizedTest
  @EnumSource
  void theReferenceInTheRepositoryMatchesTheTables(Reference.Page page) throws IOException {
    assertCurrent("docs/" + page.file(), page.markdown());
  }

  @Test
  void thePageOnKeepalivedMatchesTheTables() throws IOException {
    assertCurrent("docs/keepalived.md", MigrationPage.markdown());
  }

  @Test
  void theManualPageInTheRepositoryMatchesTheTables() throws IOException {
    assertCurrent("agent-cli/src/main/dist/share/man/man5/holdfast.yaml.5", ReferenceManual.text());
  }

  @Test
  void theExamplesOfTheManualPageAreValid() {
    for (var example : ReferenceManual.examples()) {
      assertThat(schema.validate(example, InputFormat.YAML)).as("%s", example).isEmpty();
      assertThat(new FakeHost().problems(example)).as("%s", example).isEmpty();
    }
  }

  private static void assertCurrent(String file, String text) throws IOException {
    var path = ROOT.resolve(file);
    if ("rewrite".equals(System.getProperty("holdfast.docs"))) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    }
    assertThat(path).as("To bring it up to date: %s", REWRITE).hasContent(text);
  }

  /** Returns every file of the keyword test: for each keyword, one with it and one without it. */
  static Stream<String> goodFiles() {
    return KeywordTableTest.rows()
        .mapMulti((row, files) -> {
          if (row.without() != null) {
            files.accept(row.without());
          }
          files.accept(row.with());
        });
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void theSchemaAcceptsEveryFileThatTheBinderAccepts(String yaml) {
    assertThat(schema.validate(yaml, InputFormat.YAML)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "virtual-router-id: 256",
        "virtual-router-id: abc",
        "priority: 0",
        "interfce: eth0",
        "advertisement-interval: 1",
        "advertisement-interval: 1 second",
        "version: 4",
        "preempt: maybe",
        "addresses: 203.0.113.10",
        "addresses: [www.example.com]",
        "addresses: [{interface: eth1}]",
        "unicast: {peers: 10.0.0.2}",
        "unicast: {ttl: 3}",
        "authentication: {password: a}",
        "track: {interfaces: [{interface: eth1, weight: 254}]}",
        "notify: {any: []}",
        "gratuitous-arp: 5"
      })
  void bothRefuseInvalidValues(String keys) {
    var id = keys.startsWith("virtual") ? "" : ", virtual-router-id: 51";
    var yaml = "vrrp: {instances: {A: {interface: eth0" + id + ", " + keys + "}}}";
    assertThat(schema.validate(yaml, InputFormat.YAML)).as("schema").isNotEmpty();
    assertThat(new FakeHost().problems(yaml)).as("binder").isNotEmpty();
  }

  @Test
  void theExamplesAreGood() throws IOException {
    for (var file : examples()) {
      var yaml = Files.readString(file);
      assertThat(schema.validate(yaml, InputFormat.YAML)).as("%s", file).isEmpty();
      assertThat(new FakeHost().problems(yaml)).as("%s", file).isEmpty();
    }
  }

  private static List<Path> examples() throws IOException {
    var files = new ArrayList<Path>();
    var folder = ROOT.resolve("examples");
    if (Files.isDirectory(folder)) {
      try (var all = Files.walk(folder)) {
        all.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/configuration.md",
        "docs/check-keys.md",
        "docs/routes-and-rules.md",
        "docs/health-checks.md"
      })
  void theExamplesOnThePagesAreValid(String page) throws IOException {
    var examples = yaml(Files.readString(ROOT.resolve(page)));
    assertThat(examples).isNotEmpty();
    for (var example : examples) {
      assertThat(schema.validate(example, InputFormat.YAML)).as("%s", example).isEmpty();
      assertThat(new FakeHost().problems(example)).as("%s", example).isEmpty();
    }
  }

  private static List<String> yaml(String page) {
    return Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  @Test
  void everyKeyOfEveryBlockIsDocumented() {
    var rows =
        Stream.of(Reference.Page.values())
            .flatMap(page -> page.markdown().lines())
            .filter(line -> line.startsWith("| `"))
            .toList();
    for (var section : Reference.sections()) {
      for (var key : section.keys()) {
        assertThat(rows)
            .as("%s of %s", key.name(), section.name())
            .anyMatch(row -> isRow(row, key.name(), section.name()));
      }
    }
    assertThat(rows).noneMatch(row -> row.contains("null"));
  }

  private static boolean isRow(String row, String key, String block) {
    var cells = row.split(" \\| ", 3);
    var keys = List.of(cells[0].substring(2).split(", ", -1));
    return keys.contains("`" + key + "`") && blocks(cells[1]).contains(block);
  }

  /** Reads the column "block" as an operator does. */
  private static Set<String> blocks(String cell) {
    var blocks = new HashSet<String>();
    for (var name : cell.split(", ", -1)) {
      var words = name.split(" but | \\(tracked too\\)", 2);
      blocks.addAll(Reference.FAMILIES.getOrDefault(words[0], List.of(words[0])));
      if (name.endsWith(" (tracked too)")) {
        blocks.add("tracked " + words[0]);
      } else if (words.length == 2) {
        blocks.remove(words[1]);
      }
    }
    return blocks;
  }

  static List<Chapter> chapters() {
    return Chapter.all();
  }

  @ParameterizedTest
  @MethodSource("chapters")
  void theExampleOfAChapterHasEachOfItsBlocks(Chapter chapter) {
    var met = new HashSet<Section>();
    Object file = new Yaml(new SafeConstructor(new LoaderOptions())).load(chapter.example());
    meet(Keywords.ROOT, file, met);
    assertThat(Reference.sectionsOf(chapter)).isNotEmpty();
    assertThat(Reference.sectionsOf(chapter).stream().filter(section -> !met.contains(section)))
        .extracting(Section::name)
        .isEmpty();
  }

  /** Collects the sections that a written value has, itself among them. */
  private static void meet(Section section, Object value, Set<Section> met) {
    met.add(section);
    var members = section.spelledOut(value);
    for (var key : section.keys()) {
      var below = Reference.sectionIn(key.type());
      var member = members.get(key.name());
      if (below != null && member != null) {
        for (var item : items(key.type(), member)) {
          meet(below, item, met);
        }
      }
    }
  }

  private static Collection<?> items(ValueType<?> type, Object value) {
    if (type instanceof MapType && value instanceof Map<?, ?> byName) {
      return byName.values();
    }
    return value instanceof List<?> list ? list : List.of(value);
  }
}
