package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.keepalived.KeepalivedConf.Translation;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.pieces.FilePieces;
import org.holdfast.agent.config.table.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that a value that our rules refuse is left out, together with the parts that need it, and
 * that everything else is kept.
 */
class SalvageTest {

  private final FakeHost host = new FakeHost();
  private final Report report = new Report("f.conf");

  private Loaded bind(Translation translation) throws ConfigException {
    var config = Salvage.bind(translation, report, host).config();
    return new Loaded(
        config, report.problems(), new ConfigFile.Source("f.conf", ""), FilePieces.NONE);
  }

  private static Text text(int line, String value) {
    return new Text(new FilePosition("f.conf", line, 3), value);
  }

  private static Mapping mapping(int line, Object... members) {
    var mapping = new Mapping(new FilePosition("f.conf", line, 1));
    for (int i = 0; i < members.length; i += 2) {
      mapping.members().put((String) members[i], (Tree) members[i + 1]);
    }
    return mapping;
  }

  private static Mapping instance(int line, Object... more) {
    var instance =
        mapping(
            line,
            "interface",
            text(line + 1, "eth0"),
            "virtual-router-id",
            text(line + 2, "" + line),
            "addresses",
            new Items(
                new FilePosition("f.conf", line + 3, 1),
                List.of(text(line + 4, "192.0.2." + line))));
    instance.members().putAll(mapping(line, more).members());
    return instance;
  }

  private static Translation translation(Mapping vrrp) {
    return new Translation(mapping(1, "vrrp", vrrp), List.of());
  }

  private List<String> warnings() {
    return report.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void leavesOutOnlyTheValue() throws ConfigException {
    var loaded =
        bind(
            translation(
                mapping(
                    1,
                    "instances",
                    mapping(
                        1, "A", instance(10, "priority", text(15, "300")), "B", instance(20)))));

    assertThat(loaded.config().vrrp().instances())
        .extracting(instance -> instance.election().priority())
        .containsExactly(100, 100);
    assertThat(loaded.warnings())
        .singleElement()
        .asString()
        .startsWith("f.conf:15:3: warning: vrrp_instance A priority: \"300\" ")
        .endsWith("; ignored");
  }

  @Test
  void leavesOutThePartsThatRequireIt() throws ConfigException {
    var broken = mapping(30, "command", new Items(new FilePosition("f.conf", 31, 1), List.of()));
    var track =
        new Items(
            new FilePosition("f.conf", 15, 1),
            List.of(mapping(16, "script", text(16, "s")), mapping(17, "script", text(17, "t"))));
    var sound =
        mapping(
            40,
            "command",
            new Items(new FilePosition("f.conf", 41, 1), List.of(text(41, "/bin/t"))));
    var loaded =
        bind(
            translation(
                mapping(
                    1,
                    "scripts",
                    mapping(30, "s", broken, "t", sound),
                    "instances",
                    mapping(1, "A", instance(10, "track", mapping(15, "scripts", track))))));

    assertThat(loaded.config().vrrp().scripts())
        .extracting(script -> script.name())
        .containsExactly("t");
    assertThat(warnings()).hasSizeGreaterThan(1).allMatch(line -> line.endsWith(" ignored"));
  }

  @Test
  void anInstanceIsNeverLeftOut() {
    var broken = instance(10);
    broken.members().remove("virtual-router-id");

    assertThatThrownBy(() ->
            bind(translation(mapping(1, "instances", mapping(1, "A", broken, "B", instance(20))))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("virtual_router_id");
  }

  @Test
  void anInstanceNeverLosesItsAuthentication() {
    var authentication = mapping(15, "type", text(15, "pass"), "password", text(16, "p\u0000"));

    assertThatThrownBy(() ->
            bind(
                translation(
                    mapping(
                        1,
                        "instances",
                        mapping(1, "A", instance(10, "authentication", authentication))))))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aScriptNeverLosesItsUser() throws ConfigException {
    var command = new Items(new FilePosition("f.conf", 31, 1), List.of(text(31, "/bin/t")));
    var loaded =
        bind(
            translation(
                mapping(
                    1,
                    "scripts",
                    mapping(30, "s", mapping(30, "command", command, "user", text(32, "a b"))),
                    "instances",
                    mapping(1, "A", instance(10)))));

    assertThat(loaded.config().vrrp().scripts()).isEmpty();
  }

  /** Whichever single value a future rule refuses, the rest is served. */
  @ParameterizedTest
  @ValueSource(strings = {"vrrp.conf", "lvs.conf"})
  void noOtherValueRefusesTheFile(String name) throws IOException {
    var total = leaves(translated(name).root()).size();
    var refused = new ArrayList<String>();
    for (int i = 0; i < total; i++) {
      var translation = translated(name);
      var leaf = leaves(translation.root()).get(i);
      leaf.spoil();
      try {
        Salvage.bind(translation, new Report("f.conf"), host);
      } catch (ConfigException e) {
        refused.add(leaf.path());
      }
    }

    assertThat(total).isGreaterThan(40);
    assertThat(refused)
        .allMatch(path ->
            path.matches("vrrp\\.instances\\.[^.]+\\.(interface|virtual-router-id|addresses)"));
  }

  private Translation translated(String name) throws IOException {
    try (var in =
        SalvageTest.class.getResourceAsStream(
            "KeepalivedFuzzTestInputs/anyTextIsReadOrExplained/" + name)) {
      assertThat(in).isNotNull();
      return KeepalivedConf.read(
          name,
          new String(in.readAllBytes(), StandardCharsets.UTF_8),
          new LocalEnvironment(host, null));
    }
  }

  /** A text within a tree, which a test can replace with an invalid one. */
  private record Leaf(Tree parent, String key, int index, String path) {
    void spoil() {
      switch (parent) {
        case Mapping mapping ->
            mapping.members().computeIfPresent(key, (k, old) -> new Text(old.place(), "\u0000"));
        case Items list -> list.items().set(index, new Text(list.place(), "\u0000"));
        case Text _ -> {}
      }
    }
  }

  private static List<Leaf> leaves(Mapping root) {
    return leaves(root, "").toList();
  }

  private static Stream<Leaf> leaves(Tree tree, String path) {
    return switch (tree) {
      case Mapping mapping ->
          List.copyOf(mapping.members().entrySet()).stream()
              .flatMap(member -> {
                var at = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                return member.getValue() instanceof Text
                    ? Stream.of(new Leaf(mapping, member.getKey(), 0, at))
                    : leaves(member.getValue(), at);
              });
      case Items list ->
          Stream.iterate(0, i -> i + 1)
              .limit(list.items().size())
              .flatMap(i ->
                  list.items().get(i) instanceof Text
                      ? Stream.of(new Leaf(list, "", i, path))
                      : leaves(list.items().get(i), path));
      case Text _ -> Stream.empty();
    };
  }
}
