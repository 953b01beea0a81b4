package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.table.NodePath;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.Wording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Names of keys and places are looked up only for a message. In keepalived's words a lookup
 * searches the whole vocabulary, and a file may have thousands of sections.
 */
class NamesForMessagesTest {

  private static final Path FILE =
      Path.of("src/test/resources/org/holdfast/agent/config/load/sound-file.yaml");

  private static final class CountedWording implements Wording {
    final List<String> lookedUp = new ArrayList<>();

    @Override
    public String place(NodePath trail) {
      lookedUp.add(trail.toString());
      return YAML.place(trail);
    }

    @Override
    public String name(@Nullable NodePath trail, KeyPath<?> key) {
      lookedUp.add(key.path());
      return YAML.name(trail, key);
    }

    @Override
    public String setting(@Nullable NodePath trail, KeyPath<?> key, String value) {
      lookedUp.add(key.path());
      return YAML.setting(trail, key, value);
    }
  }

  @Test
  void noNameIsLookedUpForASoundFile() throws ConfigException, IOException {
    var wording = new CountedWording();
    var report = new Report("f.yaml", wording);
    var loaded = ConfigFile.load(Files.readAllBytes(FILE), report, new FakeHost());
    assertThat(loaded.warnings()).isEmpty();
    assertThat(wording.lookedUp).isEmpty();
  }
}
