package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Scenarios;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every example as a new user would, and expects it to succeed. */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class ExamplesIT {
  private static final long LIMIT_MINUTES = 11;
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  @Test
  @Timeout(value = LIMIT_MINUTES, unit = TimeUnit.MINUTES)
  void aPairHandsOverAndFailsOver() throws Exception {
    Needs.tools(Tools.HOLDFAST);
    run("pair");
  }

  @ParameterizedTest
  @ResourceLock(Scenarios.WAITING_KERNEL)
  @ValueSource(strings = {"nat", "dr", "tunnel"})
  @Timeout(value = LIMIT_MINUTES, unit = TimeUnit.MINUTES)
  void aClientIsServedWhateverDies(String example) throws Exception {
    Needs.tools(Tools.HOLDFAST, Tools.USER_MODE_LINUX, Tools.IPVSADM);
    run(example);
  }

  @Test
  void aProcessThatEndsBeforeItIsKilledIsNoFailure() throws Exception {
    // The kernel gives out no process ids as high as this one.
    String text =
        """
        set -eu
        ip() { echo 4194305; }
        eval "$(sed -n '/^kill_all()/,/^}/p' "$0")"
        kill_all a
        echo killed
        """;
    Process shell =
        new ProcessBuilder("sh", "-c", text, EXAMPLES.resolve("common.sh").toString())
            .redirectErrorStream(true)
            .start();

    try (var output = shell.inputReader()) {
      assertThat(output.readAllAsString()).isEqualTo("killed\n");
    }
    assertThat(shell.waitFor()).isZero();
  }

  private static void run(String example) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(EXAMPLES.resolve(example).resolve("run.sh").toString())
            .redirectErrorStream(true);
    builder.environment().put("HOLDFAST", HoldfastDirector.launcher().toString());
    Process script = builder.start();
    script.getOutputStream().close();
    try (var output = script.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      System.out.println(text);
      assertThat(script.waitFor()).as(text).isZero();
    } finally {
      // When the time limit was reached, each process ends by SIGTERM and stops the processes that
      // it started.
      script.descendants().toList().reversed().forEach(ProcessHandle::destroy);
      script.destroy();
    }
  }
}
