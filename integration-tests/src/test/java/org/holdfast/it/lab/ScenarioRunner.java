package org.holdfast.it.lab;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Outcome.Verdict;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes in this JVM and writes the outcome of each test: the part that runs inside the
 * other kernel.
 */
final class ScenarioRunner {
  /**
   * The pause between two looks at a fact, where a test sets no other. A look often starts
   * processes; on the only slow processor, one look after another would take most of the time from
   * what they wait for.
   */
  private static final Duration PAUSE = Duration.ofMillis(400);

  private ScenarioRunner() {}

  /**
   * Runs the classes.
   *
   * @param arguments the file of outcomes, followed by the class names
   */
  public static void main(String[] arguments) {
    Awaitility.setDefaultPollInterval(PAUSE);
    List<DiscoverySelector> classes = new ArrayList<>();
    Arrays.stream(arguments).skip(1).forEach(name -> classes.add(selectClass(name)));
    Launcher launcher = LauncherFactory.create();
    TestPlan plan =
        launcher.discover(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(classes)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build());
    launcher.execute(plan, new Recorder(Path.of(arguments[0]), plan));
    System.exit(0); // even if a scenario has left threads running
  }

  /** Writes each outcome as soon as it is known. */
  private static final class Recorder implements TestExecutionListener {
    private final Path file;
    private final TestPlan plan;

    Recorder(Path file, TestPlan plan) {
      this.file = file;
      this.plan = plan;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      if (test.isTest()) {
        System.out.println("  " + String.join(" > ", group(test)) + " > " + test.getDisplayName());
        record(test, Verdict.STARTED, "");
      }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      record(test, Verdict.SKIPPED, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      String detail = result.getThrowable().map(Recorder::trace).orElse("");
      switch (result.getStatus()) {
        case SUCCESSFUL -> {
          if (test.isTest()) {
            record(test, Verdict.PASSED, detail);
          }
        }
        case FAILED -> record(test, Verdict.FAILED, detail);
        case ABORTED ->
            record(
                test, Verdict.SKIPPED, result.getThrowable().map(Throwable::getMessage).orElse(""));
      }
    }

    private void record(TestIdentifier test, Verdict verdict, String detail) {
      new Outcome(test.getUniqueId(), group(test), test.getDisplayName(), verdict, detail)
          .appendTo(file);
    }

    /** Returns the display names of the test's containers, without that of the engine. */
    private List<String> group(TestIdentifier test) {
      List<String> names = new ArrayList<>();
      for (var parent = plan.getParent(test); parent.isPresent(); ) {
        names.addFirst(parent.get().getDisplayName());
        parent = plan.getParent(parent.get());
      }
      return names.isEmpty() ? names : names.subList(1, names.size());
    }

    private static String trace(Throwable thrown) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }
}
