package org.holdfast.agent.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.load.PrintedFile;
import org.holdfast.agent.config.table.Form;
import org.junit.jupiter.api.Test;

final class RunningConfigTest {

  private final AtomicReference<Loaded> loaded = new AtomicReference<>(Configs.load(Configs.PLAIN));
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final RunningConfig running =
      new RunningConfig(loaded::get, threads::add, () -> 0, (_, task) -> task.run());

  private static String text(CompletableFuture<byte[]> answer) {
    return new String(answer.join(), StandardCharsets.UTF_8);
  }

  @Test
  void allRequestsDuringAPrintingShareTheNextOne() {
    var first = running.yaml(false);
    var second = running.yaml(false);
    var third = running.yaml(false);
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(threads).isEmpty();
    assertThat(first).isDone();
    assertThat(second.join()).isSameAs(third.join());
  }

  @Test
  void aRequestAfterAReloadGetsTheNewConfiguration() {
    var before = running.yaml(false);
    threads.remove().run();
    loaded.set(Configs.load(Configs.PLAIN.replace("id: 51", "id: 52")));
    var after = running.yaml(false);
    threads.remove().run();
    assertThat(text(before)).startsWith("# Running configuration, read from ").contains("id: 51");
    assertThat(text(after)).contains("id: 52").doesNotContain("id: 51");
  }

  @Test
  void theConfigurationIsJsonAndYamlWithAndWithoutDefaults() {
    var json = running.json(false);
    var jsonWithDefaults = running.json(true);
    var yamlWithDefaults = running.yaml(true);
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
    assertThat(text(json)).contains("\"VI\"").doesNotContain("preempt");
    assertThat(text(jsonWithDefaults)).contains("\"VI\"").contains("\"preempt\"");
    assertThat(text(yamlWithDefaults)).contains("  VI:").contains("preempt:");
  }

  @Test
  void aTextIsKeptUnlessItIsTooLong() {
    var printed = PrintedFile.of(loaded.get(), Form.FILE.withoutSecrets(), null).text();
    for (int over = 0; over <= 1; over++) {
      int most = printed.length() - over;
      var limited =
          new RunningConfig(loaded::get, Runnable::run, () -> 0, (_, task) -> task.run(), most);
      assertThat(text(limited.yaml(false))).endsWith(printed);
      assertThat(limited.kept()).isEqualTo(over == 0 ? printed.length() : 0);
    }
  }

  @Test
  void onlyALargeConfigurationIsPrintedBeforeARequest() {
    running.prepare();
    assertThat(running.kept()).isZero();

    loaded.set(Configs.load(Configs.PLAIN + "\n# large".repeat(40_000)));
    running.prepare();
    int kept = running.kept();
    assertThat(kept).isPositive();
    var answer = running.yaml(false);
    threads.remove().run();
    assertThat(text(answer)).hasSizeGreaterThan(kept).contains("id: 51");
  }
}
