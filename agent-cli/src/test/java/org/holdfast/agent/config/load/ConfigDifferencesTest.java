package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.table.Report;
import org.holdfast.vrrp.io.Succession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that comparing two files in pieces finds the same as comparing them as a whole. */
final class ConfigDifferencesTest {

  /** Looks like an anchor and an alias, because of which texts are not split. */
  private static final String NOT_SPLIT = "# &a *a\n";

  private static Loaded load(String yaml) throws ConfigException {
    return ConfigFile.whole(yaml, new Report("f.yaml"), new FakeHost());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void comparingInPiecesFindsTheSameDifferencesAsComparingWholeFiles(int tens)
      throws ConfigException {
    for (int seed = 30 * tens; seed < 30 * tens + 30; seed++) {
      var before = new RandomFile(seed).yaml();
      var after = changed(before, new RandomFile(seed + 1_000).yaml(), new Random(seed));
      var old = load(before);
      var now = load(after);
      var heirs = heirs(old, now);

      assertThat(ConfigDifferences.between(old, now, heirs))
          .as("seed %d: %s\n%s", seed, before, after)
          .isEqualTo(
              ConfigDifferences.between(load(before + NOT_SPLIT), load(after + NOT_SPLIT), heirs));
    }
  }

  /** Takes some lines from the other file, moves and renames some instances, and adds one. */
  private static String changed(String before, String other, Random random) {
    var lines = new ArrayList<>(before.lines().toList());
    var others = other.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (random.nextInt(4) == 0) {
        lines.set(i, others.get(i));
      }
    }
    int first = lines.indexOf("  instances:") + 1;
    if (random.nextInt(3) == 0) {
      Collections.swap(lines, first, first + 3);
    }
    if (random.nextInt(3) == 0) {
      lines.replaceAll(line -> line.replaceFirst("^    I0:", "    \"Renamed\" :"));
    }
    if (random.nextInt(3) == 0) {
      lines.add(first + 2, "    # a comment\n    New: {interface: eth0, virtual-router-id: 9}");
    }
    if (random.nextInt(3) == 0) {
      lines.removeIf(line -> line.startsWith("    I3:"));
    }
    return String.join("\n", lines) + "\n";
  }

  private static Map<String, String> heirs(Loaded before, Loaded after) {
    var heirs = new HashMap<String, String>();
    Succession.of(before.config().vrrp().instances(), after.config().vrrp().instances())
        .heirs()
        .forEach((name, heir) -> heirs.put(name, heir.name()));
    return heirs;
  }
}
