package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.ProcessTerms.ReloadTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timer's own thread looks too; the clock stands still unless a test moves it. */
class ReloadTimerTest {

  @TempDir private Path directory;
  private Path file = Path.of("");
  private volatile ZonedDateTime now = ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneOffset.UTC);
  private final List<ZonedDateTime> reloads = new ArrayList<>();
  private final ReloadTimer timer = new ReloadTimer(() -> now, () -> reloads.add(now));

  @BeforeEach
  void path() {
    file = directory.resolve("missing").resolve("time");
  }

  @AfterEach
  void close() {
    timer.close();
  }

  private void follow(boolean repeat) {
    timer.follow(new ReloadTerms(null, file.toString(), repeat));
  }

  private void write(String text) throws IOException {
    Files.createDirectories(directory.resolve("missing"));
    var next = directory.resolve("next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void reloadsOnceAtTheTimeOfTheFileAndRemovesIt() throws IOException {
    follow(false);
    timer.look();
    write("12:00:10\n");
    timer.look();
    now = now.plusSeconds(9).plusNanos(500_000_000);
    assertThat(timer.look()).as("not late by a look").isEqualTo(Duration.ofMillis(500));
    assertThat(reloads).isEmpty();
    now = now.plusNanos(500_000_000);
    timer.look();
    timer.look();
    assertThat(reloads).containsExactly(now);
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatStaysReloadsEveryDay() throws IOException {
    follow(true);
    write("12:00:10");
    timer.look();
    now = now.plusSeconds(10);
    timer.look();
    timer.look();
    assertThat(reloads).hasSize(1);
    assertThat(file).exists();
    now = now.plusDays(1);
    timer.look();
    assertThat(reloads).hasSize(2);
  }

  @Test
  void anotherTimeReplacesTheFirstAndARemovedFileCancelsIt() throws IOException {
    follow(false);
    write("12:00:10");
    timer.look();
    write("12:00:20");
    timer.look();
    now = now.plusSeconds(15);
    timer.look();
    assertThat(reloads).isEmpty();
    Files.delete(file);
    timer.look();
    now = now.plusSeconds(15);
    timer.look();
    assertThat(reloads).isEmpty();
  }

  @Test
  void textWithoutATimeSchedulesNothing() throws IOException {
    follow(false);
    write("tomorrow");
    timer.look();
    now = now.plusDays(2);
    timer.look();
    assertThat(reloads).isEmpty();
    assertThat(file).exists();
  }
}
