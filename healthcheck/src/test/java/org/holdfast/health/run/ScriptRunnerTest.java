package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.ScriptState;
import org.holdfast.health.Verdict;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.vrrp.ScriptConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunnerTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScriptLoop loop = new ScriptLoop(System::nanoTime);
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  @TempDir private Path directory;

  private record News(String script, Verdict verdict, String reason) {}

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void reportsEachChangeOnce() throws Exception {
    var flag = directory.resolve("well");
    var config = config("web", 2, 3, LONG, false);
    try (var runner = run(config, "test -e " + flag)) {
      assertThat(next()).isEqualTo(new News("web", Verdict.UNDECIDED, "not run yet"));
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "exited with status 1"));
      Files.createFile(flag);
      assertThat(next()).isEqualTo(new News("web", Verdict.WELL, "exited with status 0"));
      Files.delete(flag);
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "exited with status 1"));
      assertThat(only(runner).tally().failures()).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void reportsTheFirstFailureWhenInitFailIsSet() throws Exception {
    var flag = directory.resolve("well");
    try (var runner = run(config("web", 1, 3, LONG, true), "test -e " + flag)) {
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "not run yet"));
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "exited with status 1"));
      until(runner, s -> s.tally().failures() >= 3);
      Files.createFile(flag);
      assertThat(next()).isEqualTo(new News("web", Verdict.WELL, "exited with status 0"));
      Files.delete(flag);
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "exited with status 1"));
    }
  }

  @Test
  void startsFailedWhenInitFailIsSet() throws Exception {
    try (var _ = run(config("web", 1, 1, LONG, true), "exit 0")) {
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "not run yet"));
      assertThat(next()).isEqualTo(new News("web", Verdict.WELL, "exited with status 0"));
    }
  }

  @Test
  void fallsBackToTheIntervalWhenThereIsNoTimeout() throws Exception {
    try (var runner = run(config("web", 1, 1, Duration.ZERO, false), "echo waiting; sleep 30")) {
      assertThat(next().verdict()).isEqualTo(Verdict.UNDECIDED);
      assertThat(next()).isEqualTo(new News("web", Verdict.NOT_WELL, "timed out after 0.02s"));
      assertThat(only(runner).last()).isEqualTo(new ScriptOutcome.TimedOut(INTERVAL));
    }
  }

  @Test
  void neverRunsAScriptTwiceAtOnceAndCountsSkippedRuns() {
    var alone = directory.resolve("alone");
    var together = directory.resolve("together");
    var line = "mkdir " + alone + " || mkdir " + together + "; sleep 0.2; rmdir " + alone;
    try (var runner = run(config("slow", 1, 1, LONG, false), line)) {
      var state = until(runner, s -> s.tally().runs() >= 3);
      assertThat(state.tally().skipped()).isGreaterThanOrEqualTo(10);
      assertThat(together).doesNotExist();
    }
  }

  @Test
  void measuresIntervalsFromStartToStart() {
    long start = loop.nanoTime();
    try (var runner = run(config("steady", 1, 1, LONG, false), "sleep 0.01")) {
      var state = until(runner, s -> s.tally().runs() >= 20);
      assertThat((state.nextRunAt() - start) / INTERVAL.toNanos()).isGreaterThanOrEqualTo(20);
      assertThat((state.nextRunAt() - state.changedAt()) / 1_000_000).isGreaterThan(300);
    }
  }

  @Test
  void keepsTheOutputOfTheLastRun() {
    try (var runner = run(config("loud", 1, 1, LONG, false), "echo connection refused; exit 7")) {
      var state = until(runner, s -> s.last() != null);
      assertThat(state.output()).isEqualTo("connection refused");
      assertThat(state.last()).isEqualTo(new ScriptOutcome.Exited(7));
    }
  }

  @Test
  void countsAVanishedProgramAsAFailure() throws Exception {
    var config = config("gone", 1, 1, LONG, false);
    var job = new ScriptRunner.Job(config, List.of(directory.resolve("gone").toString()));
    try (var _ = new ScriptRunner(loop, List.of(job), this::hear)) {
      assertThat(next().verdict()).isEqualTo(Verdict.UNDECIDED);
      assertThat(next().reason())
          .startsWith("cannot be run: run ")
          .endsWith("No such file or directory)");
    }
  }

  @Test
  void runsAHundredScriptsEachAtItsInterval() {
    var jobs =
        IntStream.range(0, 100)
            .mapToObj(i -> {
              var config =
                  new ScriptConfig(
                      "s" + i,
                      List.of(),
                      Duration.ofMillis(500),
                      LONG,
                      1,
                      1,
                      0,
                      false,
                      false,
                      null,
                      null);
              return new ScriptRunner.Job(config, List.of("/bin/true"));
            })
            .toList();
    try (var runner = new ScriptRunner(loop, jobs, this::hear)) {
      await().until(() -> runner.snapshot().stream().allMatch(s -> s.tally().runs() >= 2));
      assertThat(runner.snapshot())
          .allSatisfy(s -> assertThat(s.verdict()).isEqualTo(Verdict.WELL))
          .extracting(ScriptState::name)
          .startsWith("s0", "s1", "s2")
          .hasSize(100);
    }
  }

  @Test
  void reportsNothingAfterItIsClosed() throws Exception {
    var runner = run(config("web", 1, 1, LONG, false), "sleep 30");
    assertThat(next().verdict()).isEqualTo(Verdict.UNDECIDED);
    until(runner, ScriptState::running);
    runner.close();
    until(runner, s -> !s.running());
    loop.close();
    assertThat(news).isEmpty();
    assertThat(only(runner).tally().runs()).isEqualTo(1);
  }

  private ScriptRunner run(ScriptConfig config, String line) {
    var job = new ScriptRunner.Job(config, List.of("/bin/sh", "-c", line));
    return new ScriptRunner(loop, List.of(job), this::hear);
  }

  private void hear(String script, Verdict verdict, String reason, long changedAt) {
    assertThat(loop.nanoTime() - changedAt).isNotNegative();
    news.add(new News(script, verdict, reason));
  }

  private News next() throws InterruptedException {
    var next = news.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static ScriptState until(ScriptRunner runner, Predicate<ScriptState> condition) {
    return await().until(() -> only(runner), condition);
  }

  private static ScriptState only(ScriptRunner runner) {
    return runner.snapshot().getFirst();
  }

  private static ScriptConfig config(
      String name, int rise, int fall, Duration timeout, boolean initFail) {
    return new ScriptConfig(
        name, List.of(), INTERVAL, timeout, rise, fall, 0, false, initFail, null, null);
  }
}
