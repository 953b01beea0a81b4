package org.holdfast.health.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.TrackProcessConfig.Match;
import org.holdfast.health.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uses real processes; with the connector where the kernel permits it, otherwise with scans of
 * /proc.
 */
final class ProcessWatchTest {

  @TempDir Path directory;

  private final LinkedBlockingQueue<Verdict> reported = new LinkedBlockingQueue<>();
  private final List<Process> processes = new ArrayList<>();
  private Path program = Path.of("/");

  @BeforeEach
  void makeAProgramOfAName() throws IOException {
    var name = "hf" + Long.toString(ProcessHandle.current().pid(), 36);
    program = Files.copy(Path.of("/usr/bin/sleep"), directory.resolve(name));
  }

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).start();
    processes.add(process);
    return process;
  }

  private ProcessWatch watch(int least, int most) {
    return watch(String.valueOf(program.getFileName()), List.of(), Match.NAME, least, most);
  }

  private ProcessWatch watch(
      String name, List<String> arguments, Match match, int least, int most) {
    var config =
        new TrackProcessConfig(
            "T",
            name,
            arguments,
            match,
            match != Match.NAME,
            least,
            most,
            Duration.ZERO,
            Duration.ZERO);
    return new ProcessWatch(
        List.of(config),
        System::nanoTime,
        (track, verdict, reason, since) -> reported.add(verdict));
  }

  private Verdict next() throws InterruptedException {
    return reported.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void reportsARunningProcessItsDeathAndItsSuccessor() throws Exception {
    var first = start("60");
    awaitName(first);
    try (var _ = watch(1, 9)) {
      assertThat(next()).isEqualTo(Verdict.WELL);

      long killed = System.nanoTime();
      first.destroyForcibly();
      assertThat(next()).isEqualTo(Verdict.NOT_WELL);
      System.out.printf("a death was reported after %.1f ms%n", (System.nanoTime() - killed) / 1e6);

      long started = System.nanoTime();
      start("60");
      assertThat(next()).isEqualTo(Verdict.WELL);
      System.out.printf(
          "a start was reported after %.1f ms%n", (System.nanoTime() - started) / 1e6);
    }
  }

  /** Between fork and exec the child is still a copy of this JVM. */
  private void awaitName(Process process) {
    await()
        .until(() ->
            new ProcFs(Path.of("/proc"), 4096)
                .image(Math.toIntExact(process.pid()), false)
                .filter(image -> image.name().equals(String.valueOf(program.getFileName())))
                .isPresent());
  }

  @Test
  void countsUpToTheMaximum() throws Exception {
    try (var _ = watch(0, 1)) {
      assertThat(next()).isEqualTo(Verdict.WELL);
      start("60");
      var second = start("61");
      assertThat(next()).isEqualTo(Verdict.NOT_WELL);
      second.destroyForcibly();
      assertThat(next()).isEqualTo(Verdict.WELL);
    }
  }

  @Test
  void distinguishesProcessesByTheirArguments() throws Exception {
    start("60");
    try (var _ = watch(program.toString(), List.of("70"), Match.EXACT, 1, 9)) {
      assertThat(next()).isEqualTo(Verdict.NOT_WELL);
      start("70");
      assertThat(next()).isEqualTo(Verdict.WELL);
    }
  }

  @Test
  void reportsNothingAfterItIsClosed() throws Exception {
    var process = start("60");
    awaitName(process);
    try (var _ = watch(1, 9)) {
      assertThat(next()).isEqualTo(Verdict.WELL);
    }
    process.destroyForcibly().waitFor();
    assertThat(reported).isEmpty();
  }

  @Test
  void thousandsOfProcessesDoNotTakeAllDescriptors() throws Exception {
    int count = 260;
    for (int i = 0; i < count; i++) {
      start("60");
    }
    try (var _ = watch(count, Integer.MAX_VALUE)) {
      assertThat(next()).isEqualTo(Verdict.WELL);
      await().untilAsserted(() -> assertThat(pidFds()).isEqualTo(256));
      processes.getLast().destroyForcibly();
      assertThat(next())
          .as("the end of a process without a descriptor")
          .isEqualTo(Verdict.NOT_WELL);
      assertThat(pidFds()).isLessThanOrEqualTo(256);
    }
  }

  private static long pidFds() throws IOException {
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      return links.filter(ProcessWatchTest::isPidFd).count();
    }
  }

  private static boolean isPidFd(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().contains("[pidfd]");
    } catch (IOException _) {
      return false; // closed in the meantime
    }
  }
}
