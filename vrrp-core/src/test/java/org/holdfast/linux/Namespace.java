package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs scenarios against the real kernel, in a separate JVM in new user, network and mount
 * namespaces: the machine's network is neither visible nor changed, and root is not needed. Where
 * the system forbids that, the tests are skipped with a message.
 */
public final class Namespace {

  private static final String PASSED = "passed: ";
  private static final String FAILED = "failed: ";
  private static final List<String> UNSHARE = List.of("unshare", "-Urnm");

  private Namespace() {}

  /** A scenario to run in the namespace. */
  @FunctionalInterface
  public interface Scenario {
    void run() throws Exception;
  }

  /**
   * Creates one test for each scenario of {@code main}, whose main method calls {@link #runAll}.
   *
   * @param jvmOptions options for its JVM
   */
  public static Stream<DynamicTest> tests(Class<?> main, String... jvmOptions) {
    var probe = execute(concat(UNSHARE, List.of("ip", "link", "set", "lo", "up")));
    assumeTrue(probe.exitStatus() == 0, () -> "needs unshare -Urnm and ip: " + probe.output());
    var java = new ArrayList<>(UNSHARE);
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    java.addAll(List.of(jvmOptions));
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    var run = execute(java);
    var names =
        run.output()
            .lines()
            .filter(line -> line.startsWith(PASSED) || line.startsWith(FAILED))
            .toList();
    assertThat(names).as("scenarios in: %s", run.output()).isNotEmpty();
    return names.stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line.substring(PASSED.length()),
                () -> assertThat(line).as(run.output()).startsWith(PASSED)));
  }

  /**
   * Inside the namespace: runs the scenarios in order, each one regardless of the others, and
   * reports their results.
   */
  public static void runAll(Map<String, Scenario> scenarios) {
    scenarios.forEach((name, scenario) -> {
      try {
        scenario.run();
        System.out.println(PASSED + name);
      } catch (Exception | AssertionError e) {
        e.printStackTrace(System.out);
        System.out.println(FAILED + name);
      }
    });
  }

  /**
   * Inside the namespace: runs {@code ip} with these words, which must succeed; returns its output.
   */
  public static String ip(String words) {
    return run("ip", words);
  }

  /** Inside the namespace: runs {@code nft} like {@link #ip}. */
  public static String nft(String words) {
    return run("nft", words);
  }

  private static String run(String program, String words) {
    var run = execute(concat(List.of(program), List.of(words.split(" "))));
    assertThat(run.exitStatus()).as("%s %s: %s", program, words, run.output()).isZero();
    return run.output();
  }

  private record Run(int exitStatus, String output) {}

  private static Run execute(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + command, e);
    }
  }

  private static List<String> concat(List<String> head, List<String> tail) {
    return Stream.concat(head.stream(), tail.stream()).toList();
  }
}
