package org.holdfast.it.lab;

import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs tests that need a kernel with IPVS. They are in classes named {@code *Scenarios}, which a
 * build does not run directly. For each group of them, one {@code *IT} class boots User-Mode Linux
 * once, runs them inside, and reports each of their tests as one of its own:
 *
 * {@snippet :
 * @TestFactory
 * @Timeout(300)
 * Stream<DynamicTest> tables() {
 *   return Scenarios.run(Scenarios.FIRST_KERNEL, Duration.ofMinutes(4), TableScenarios.class);
 * }
 * }
 */
public final class Scenarios {
  /**
   * The lock for tests that boot such a kernel; {@link #SECOND_KERNEL} is the other one. A kernel
   * keeps one processor busy, so two of them run at once: the first on the first processor and the
   * second on the last. A test takes the lock that is held for less time.
   */
  public static final String FIRST_KERNEL = "first kernel";

  /** The second lock; see {@link #FIRST_KERNEL}. */
  public static final String SECOND_KERNEL = "second kernel";

  /**
   * The lock for kernels that mostly wait and are patient. They run on the last processor too,
   * beside the second kernel.
   */
  public static final String WAITING_KERNEL = "waiting kernel";

  private Scenarios() {}

  /**
   * Runs the classes inside, prints their output, and returns a test for each of theirs. They are
   * skipped if User-Mode Linux is missing. An additional test fails if they did not all finish
   * within the limit, after which everything inside is ended.
   *
   * @param lock the lock that the caller holds; it selects the processor
   */
  public static Stream<DynamicTest> run(String lock, Duration limit, Class<?>... classes) {
    Needs.tools(Tools.USER_MODE_LINUX);
    return run(_ -> {}, lock, limit, classes);
  }

  /** Does the same as {@link #run} with systemd as the first process; see {@link Systemd}. */
  public static Stream<DynamicTest> runWithSystemd(
      String lock, Duration limit, Class<?>... classes) {
    Needs.tools(Tools.USER_MODE_LINUX, Tools.SYSTEMD);
    return run(UserModeLinux::withSystemd, lock, limit, classes);
  }

  private static Stream<DynamicTest> run(
      Consumer<UserModeLinux> settings, String lock, Duration limit, Class<?>... classes) {
    try (UserModeLinux kernel = UserModeLinux.open()) {
      settings.accept(kernel);
      if (lock.equals(FIRST_KERNEL)) {
        kernel.onFirstProcessor();
      }
      var file = kernel.directory().resolve("outcomes");
      List<String> arguments = new ArrayList<>(List.of(file.toString()));
      Arrays.stream(classes).map(Class::getName).forEach(arguments::add);
      List<DynamicTest> tests = new ArrayList<>();
      try {
        int status =
            kernel.run(
                LabJava.command(ScenarioRunner.class, arguments), limit, System.out::println);
        if (status != 0) {
          tests.add(failure("all scenarios", "their JVM ended with status " + status));
        }
      } catch (LabException e) {
        tests.add(failure("all scenarios", e.getMessage()));
      }
      List<Outcome> outcomes = Outcome.readFrom(file);
      if (tests.isEmpty() && outcomes.isEmpty()) {
        tests.add(failure("all scenarios", "not one test in " + Arrays.toString(classes)));
      }
      return Stream.concat(outcomes.stream().map(Scenarios::replay), tests.stream());
    }
  }

  private static DynamicTest replay(Outcome outcome) {
    String name = String.join(" > ", outcome.group()) + " > " + outcome.test();
    return switch (outcome.verdict()) {
      case PASSED -> DynamicTest.dynamicTest(name, () -> {});
      case SKIPPED -> DynamicTest.dynamicTest(name, () -> abort(outcome.detail()));
      case FAILED -> failure(name, outcome.detail());
      case STARTED -> failure(name, "it had begun and was not done when everything ended");
    };
  }

  private static DynamicTest failure(String name, @Nullable String detail) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          throw new AssertionError("inside User-Mode Linux: " + detail);
        });
  }
}
