package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.it.lab.Node;

/** The system's own tools in this network namespace, for an independent view of the table. */
final class Ipvsadm {

  private Ipvsadm() {}

  /** Runs {@code ipvsadm} with these arguments, which must succeed, and returns its output. */
  static String ipvsadm(String words) {
    return run(split("ipvsadm", words), "");
  }

  /** Returns the table as sorted lines in ipvsadm's own syntax. */
  static List<String> rules() {
    return ipvsadm("-Sn").lines().map(String::strip).sorted().toList();
  }

  /** Adds these rules by means of {@code ipvsadm -R}. */
  static void restore(List<String> rules) {
    run(List.of("ipvsadm", "-R"), String.join("\n", rules) + "\n");
  }

  /** Adds rules to the table of a node, one by one. */
  static void on(Node node, List<String> rules) {
    rules.forEach(rule -> node.run(split("ipvsadm", rule).toArray(String[]::new)));
  }

  /** Runs {@code ip} with these arguments, which must succeed, and returns its output. */
  static String ip(String words) {
    return run(split("ip", words), "");
  }

  /** Runs a shell script and returns its output, whether it succeeds or fails. */
  static String shell(String script) {
    try {
      return finish(start(List.of("sh", "-c", script)), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> split(String tool, String words) {
    var command = new ArrayList<>(List.of(tool));
    command.addAll(Arrays.asList(words.split(" ")));
    return command;
  }

  private static String run(List<String> command, String input) {
    try {
      var process = start(command);
      var output = finish(process, input);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String finish(Process process, String input) throws IOException {
    try (var to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
