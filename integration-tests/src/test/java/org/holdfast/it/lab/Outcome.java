package org.holdfast.it.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one test in another JVM: a line of JSON in a file, so that the outcomes of
 * finished tests are known even if the others never end.
 *
 * @param id the unique identifier
 * @param group the names of the enclosing containers, the outermost first
 * @param detail why the test failed or was skipped; empty otherwise
 */
record Outcome(String id, List<String> group, String test, Verdict verdict, String detail) {
  enum Verdict {
    /** The test has started, and nothing further is known. */
    STARTED,
    PASSED,
    FAILED,
    SKIPPED
  }

  void appendTo(Path file) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("group", group);
    fields.put("test", test);
    fields.put("verdict", verdict.name());
    fields.put("detail", detail);
    try {
      Files.writeString(
          file,
          JSON.std.asString(fields) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the last outcome of every test, in the order in which the tests started. */
  static List<Outcome> readFrom(Path file) {
    Map<String, Outcome> last = new LinkedHashMap<>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        Outcome outcome = of(JSON.std.mapFrom(line));
        last.put(outcome.id(), outcome);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ArrayList<>(last.values());
  }

  private static Outcome of(Map<String, Object> fields) {
    List<String> group =
        fields.get("group") instanceof List<?> names
            ? names.stream().map(String::valueOf).toList()
            : List.of();
    return new Outcome(
        String.valueOf(fields.get("id")),
        group,
        String.valueOf(fields.get("test")),
        Verdict.valueOf(String.valueOf(fields.get("verdict"))),
        String.valueOf(fields.get("detail")));
  }
}
