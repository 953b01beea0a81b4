package org.holdfast.health.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.probe.ProbeRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptProberTest {

  private final ScriptLoop scripts = new ScriptLoop(System::nanoTime);
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final IoEventLoop loop = loops.next();
  private final ScriptProber prober = new ScriptProber(scripts, Probe.Script::command);
  private final BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    scripts.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void passesWithStatusZero() throws Exception {
    start(shell("echo all is well", false));
    assertThat(result()).isEqualTo(ProbeResult.Passed.saying("exited with status 0: all is well"));
  }

  @Test
  void isNotRunWithoutDescriptorsForChecks() throws Exception {
    var without = new ScriptProber(scripts, Probe.Script::command, _ -> false);
    loop.execute(() -> without.start(shell("echo never", false), loop, results::add));
    assertThat(result())
        .isInstanceOfSatisfying(
            ProbeResult.NotRun.class,
            skipped -> assertThat(skipped.words()).startsWith("cannot start a program: the last "));
  }

  @Test
  void failsWithAnyOtherStatus() throws Exception {
    start(shell("echo first; echo the disk is full >&2; exit 3", false));
    assertThat(result())
        .isEqualTo(new ProbeResult.Failed(Failure.EXIT, "exited with status 3: the disk is full"));
  }

  @ParameterizedTest
  @CsvSource({"2,0", "3,1", "102,100", "255,253"})
  void readsADynamicStatusAsAWeight(int status, int weight) {
    assertThat(ScriptProber.result(new ScriptOutcome.Exited(status), true, ""))
        .isEqualTo(
            new ProbeResult.Passed("exited with status " + status, new Advice.Exactly(weight)));
  }

  @Test
  void failsWithStatusOneEvenWhenDynamic() {
    assertThat(ScriptProber.result(new ScriptOutcome.Exited(1), true, ""))
        .isInstanceOf(ProbeResult.Failed.class);
  }

  @Test
  void reportsAMissingProgram() throws Exception {
    start(new Probe.Script(List.of(directory.resolve("none").toString()), null, null, false));
    assertThat(result())
        .isInstanceOfSatisfying(
            ProbeResult.Failed.class,
            failed -> assertThat(failed.why()).isEqualTo(Failure.UNSTARTABLE));
  }

  @Test
  void doesNotStartWhileProcessesOfTheLastRunRemain() throws Exception {
    var began = directory.resolve("began");
    // Ignores SIGTERM, so that it still exists when the next run is due.
    var stubborn = shell("trap '' TERM; touch " + began + "; sleep 20 & wait; sleep 20", false);
    var attempt = start(stubborn);
    Awaitility.await().until(() -> Files.exists(began));
    loop.submit(
            () -> {
              results.add(attempt.outOfTime());
              attempt.cancel();
            })
        .awaitUninterruptibly();
    assertThat(result()).isEqualTo(new ProbeResult.Failed(Failure.TIMED_OUT, "timed out, stopped"));
    start(stubborn);
    assertThat(result()).isEqualTo(new ProbeResult.NotRun("the run before has not ended"));
  }

  @Test
  void reportsAProgramWithoutAnAbsolutePathAtEachRun() throws Exception {
    var relative = new Probe.Script(List.of("no/absolute/path"), null, null, false);
    for (int run = 0; run < 2; run++) {
      start(relative);
      assertThat(result().words()).contains("expected: an absolute path");
    }
  }

  @Test
  void reportsNothingAfterACancel() throws Exception {
    loop.submit(() -> prober.start(shell("exit 0", false), loop, results::add).cancel())
        .awaitUninterruptibly();
    start(shell("exit 7", false));
    assertThat(result().words()).isEqualTo("exited with status 7");
    assertThat(results).isEmpty();
  }

  private ProbeRun start(Probe.Script probe) {
    return loop.submit(() -> prober.start(probe, loop, results::add))
        .awaitUninterruptibly()
        .getNow();
  }

  private ProbeResult result() throws InterruptedException {
    return results.poll(20, TimeUnit.SECONDS);
  }

  private static Probe.Script shell(String script, boolean dynamic) {
    return new Probe.Script(List.of("/bin/sh", "-c", script), null, null, dynamic);
  }
}
