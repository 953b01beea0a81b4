package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkLocalIgmpTest {

  private static final List<String> OTHERS = List.of("net-namespace blue");

  @TempDir private Path directory;

  /** What is in the record, and the value of the setting at that time, for each record. */
  private final List<String> recorded = new ArrayList<>();

  private Path setting;

  @BeforeEach
  void locate() {
    setting = directory.resolve("setting");
  }

  private void set(String value) throws IOException {
    Files.writeString(setting, value + "\n");
  }

  private String value() throws IOException {
    return Files.readString(setting).strip();
  }

  private CompletableFuture<Void> record(List<String> notes) {
    try {
      recorded.add(notes + " at " + value());
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LinkLocalIgmp begin(boolean wanted, List<String> earlier) {
    return LinkLocalIgmp.begin(wanted, earlier, this::record, setting);
  }

  @ParameterizedTest
  @CsvSource({"false, 1, 0", "false, 0, 0", "true, 1, 1", "true, 0, 0"})
  void isOffWhileTheAgentRunsIfNotWanted(boolean wanted, String before, String during)
      throws IOException {
    set(before);
    try (var _ = begin(wanted, OTHERS)) {
      assertThat(value()).isEqualTo(during);
    }
    assertThat(value()).isEqualTo(before);
  }

  @Test
  void theHostsValueIsRecordedBeforeItIsChanged() throws IOException {
    set("1");
    var igmp = begin(false, OTHERS);
    assertThat(recorded).containsExactly("[net-namespace blue, link-local-igmp 1] at 1");
    assertThat(igmp.with(List.of("ipvs TCP 10.0.0.9:80")))
        .containsExactly("ipvs TCP 10.0.0.9:80", "link-local-igmp 1");
  }

  @Test
  void theNextRunAfterACrashKnowsTheHostsValue() throws IOException {
    set("1");
    var crashed = begin(false, OTHERS).with(OTHERS);
    try (var igmp = begin(false, crashed)) {
      assertThat(value()).isEqualTo("0");
      assertThat(igmp.with(OTHERS)).isEqualTo(crashed);
    }
    assertThat(value()).isEqualTo("1");
  }

  @Test
  void theNextRunAfterACrashRestoresWhatItDoesNotChangeItself() throws IOException {
    set("1");
    var crashed = begin(false, OTHERS).with(OTHERS);
    var igmp = begin(true, crashed);
    assertThat(value()).isEqualTo("1");
    assertThat(igmp.with(OTHERS)).isEqualTo(OTHERS);
  }

  @Test
  void aReleaseRestoresOnlyWhatTheAgentChanged() throws IOException {
    set("0");
    LinkLocalIgmp.restore(OTHERS, setting);
    assertThat(value()).isEqualTo("0");
    LinkLocalIgmp.restore(List.of("link-local-igmp 1"), setting);
    assertThat(value()).isEqualTo("1");
    set("2");
    LinkLocalIgmp.restore(List.of("link-local-igmp 1"), setting);
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void aSettingThatCannotBeChangedIsLeftAlone() {
    var missing = directory.resolve("a").resolve("b");
    try (var _ = LinkLocalIgmp.begin(false, OTHERS, this::record, missing)) {
      assertThat(missing).doesNotExist();
    }
    assertThat(missing).doesNotExist();
    assertThat(recorded).isEmpty();
  }
}
