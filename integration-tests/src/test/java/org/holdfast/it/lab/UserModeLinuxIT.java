package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.opentest4j.TestAbortedException;

/**
 * Tests the kernel that runs as a process, and the reporting of inner tests to the outside. The
 * test of a command that only waits for its limit takes no lock, because it needs no processor.
 */
@Order(4)
@Execution(ExecutionMode.CONCURRENT)
final class UserModeLinuxIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @BeforeEach
  void needsUserModeLinux() {
    Needs.tools(Tools.USER_MODE_LINUX);
  }

  @TestFactory
  @ResourceLock(Scenarios.FIRST_KERNEL)
  @Timeout(300)
  Stream<DynamicTest> inside() {
    return Scenarios.run(Scenarios.FIRST_KERNEL, Duration.ofMinutes(4), KernelScenarios.class);
  }

  @Test
  @ResourceLock(Scenarios.FIRST_KERNEL)
  void aCommandRunsWithItsOwnKernelAndItsStatusAndFilesComeBack() throws Exception {
    List<String> printed = Collections.synchronizedList(new ArrayList<>());
    Path directory;
    try (UserModeLinux kernel = UserModeLinux.open()) {
      kernel.onFirstProcessor();
      directory = kernel.directory();
      Path result = directory.resolve("result");
      var script =
          "uname -r; echo \"it's $PWD\"; touch /etc/holdfast-was-here; echo done >%s; exit 7"
              .formatted(result);

      assertThat(kernel.run(List.of("sh", "-c", script), LIMIT, printed::add)).isEqualTo(7);
      assertThat(Files.readString(result)).isEqualTo("done\n");
    }
    assertThat(printed)
        .contains("it's " + Path.of("").toAbsolutePath())
        .doesNotContain(System.getProperty("os.version"));
    assertThat(Path.of("/etc/holdfast-was-here")).doesNotExist();
    assertThat(directory).doesNotExist();
  }

  @Test
  void noProcessRemainsOfAKernelThatExceedsItsLimit() {
    try (UserModeLinux kernel = UserModeLinux.open()) {
      assertThatExceptionOfType(LabException.class)
          .isThrownBy(() ->
              kernel.run(
                  List.of("sh", "-c", "echo last words; sleep 1000 & sleep 1000"),
                  Duration.ofSeconds(30),
                  _ -> {}))
          .withMessageContaining("not done after PT30S")
          .withMessageContaining("last words");

      assertThat(ProcessHandle.allProcesses().flatMap(each -> each.info().commandLine().stream()))
          .noneMatch(line -> line.contains(kernel.directory().toString()));
    }
  }

  @Test
  @ResourceLock(Scenarios.FIRST_KERNEL)
  void aPanicIsReportedWithTheLastOutput() {
    try (UserModeLinux kernel = UserModeLinux.open()) {
      kernel.onFirstProcessor();
      assertThatExceptionOfType(LabException.class)
          .isThrownBy(() ->
              kernel.run(
                  List.of("sh", "-c", "echo c >/proc/sysrq-trigger; sleep 1000"), LIMIT, _ -> {}))
          .withMessageContaining("the kernel died")
          .withMessageContaining("panic");
    }
  }

  @Test
  @ResourceLock(Scenarios.WAITING_KERNEL)
  void everyInnerOutcomeIsReportedAndAnEndlessTestIsNamed() {
    List<DynamicTest> tests =
        Scenarios.run(
                Scenarios.WAITING_KERNEL,
                Duration.ofSeconds(75),
                MixedScenarios.class,
                EndlessScenarios.class)
            .toList();

    assertThat(tests)
        .extracting(UserModeLinuxIT::fate)
        .containsExactlyInAnyOrder(
            "MixedScenarios > passes(): passed",
            "MixedScenarios > fails(): AssertionError naming MixedScenarios.fails",
            "MixedScenarios > isSkipped(): skipped: missing tool: patience",
            "EndlessScenarios > neverEnds(): AssertionError without a trace",
            "all scenarios: AssertionError without a trace");
  }

  private static String fate(DynamicTest test) {
    String name = test.getDisplayName();
    try {
      test.getExecutable().execute();
      return name + ": passed";
    } catch (TestAbortedException e) {
      return name
          + ": skipped: "
          + String.valueOf(e.getMessage()).replace("Assumption failed: ", "");
    } catch (Throwable e) {
      boolean isTraced =
          String.valueOf(e.getMessage()).contains("at org.holdfast.it.lab.MixedScenarios.fails(");
      return name
          + ": "
          + e.getClass().getSimpleName()
          + (isTraced ? " naming MixedScenarios.fails" : " without a trace");
    }
  }
}
