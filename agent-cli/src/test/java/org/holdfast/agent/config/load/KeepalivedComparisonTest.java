package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.pieces.FilePieces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that Debian's keepalived and Holdfast read the same values from every file of the corpus.
 * Intended differences are listed with their reasons in {@code documented-differences.txt};
 * unintended ones are listed row by row in {@code open-differences.txt} and must be removed from it
 * when they are fixed.
 */
class KeepalivedComparisonTest {

  private static final String FOLDER = "/org/holdfast/agent/config/keepalived/";

  /**
   * The number of keepalived processes at once; they spend most of their time starting and waiting.
   */
  private static final int AT_ONCE = 4;

  private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  @TempDir private Path folder;

  @Test
  void everyFileOfTheCorpusHasTheSameValues() throws Exception {
    KeepalivedDump.prepare(folder);
    var documented = lines("documented-differences.txt");
    var found = new ArrayList<String>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var tasks = new ArrayList<Callable<List<String>>>();
      for (var file : files()) {
        tasks.add(() -> differences(file));
      }
      for (var task : threads.invokeAll(tasks)) {
        found.addAll(task.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
    found.removeIf(line -> documented.stream().anyMatch(known -> matches(line, known)));
    var open = new ArrayList<>(lines("open-differences.txt"));
    if (Boolean.getBoolean("holdfast.rewrite")) {
      rewrite(found);
      return;
    }
    open.removeIf(line -> line.startsWith("user-") && !IS_ROOT);
    assertThat(String.join("\n", new TreeSet<>(found)))
        .as(
            "differences from keepalived; -Dholdfast.rewrite=true writes open-differences.txt"
                + " again")
        .isEqualTo(String.join("\n", new TreeSet<>(open)));
  }

  /** Rewrites the file, but keeps the comment at its top. */
  private static void rewrite(List<String> found) throws IOException {
    var file = Path.of("src/test/resources" + FOLDER + "open-differences.txt");
    var lines = new ArrayList<String>();
    Files.readAllLines(file).stream().takeWhile(line -> line.startsWith("#")).forEach(lines::add);
    lines.addAll(new TreeSet<>(found));
    Files.write(file, lines);
  }

  /**
   * Returns whether a documented difference matches the line. It consists of a regular expression
   * for the line, two blanks, and the reason.
   */
  private static boolean matches(String line, String known) {
    return line.matches(known.split(" {2,}", -1)[0]);
  }

  /** This machine with the links of the namespace in which keepalived runs. */
  private static final Host OF_THE_LAB =
      (Host)
          Proxy.newProxyInstance(
              Host.class.getClassLoader(),
              new Class<?>[] {Host.class},
              (_, method, arguments) ->
                  method.getName().equals("machineFile")
                          && String.valueOf(arguments[0]).startsWith("/sys/class/net/")
                      ? Optional.of("1500\n".getBytes(StandardCharsets.US_ASCII))
                      : method.invoke(Host.LOCAL, arguments));

  private List<String> differences(Path file) throws IOException {
    var theirs = KeepalivedDump.of(file, folder);
    var name = file.getFileName().toString().replace(".conf", "");
    var rows = new TreeMap<String, String>();
    boolean served;
    try {
      rows.putAll(
          OurRows.of(
              ConfigFile.load(file, KeepalivedDump.CONFIG_ID, FilePieces.NONE, OF_THE_LAB)
                  .config()));
      served = true;
    } catch (ConfigException e) {
      served = false;
    }
    if (served != theirs.served() || !served) {
      return served == theirs.served()
          ? List.of()
          : List.of(name + ": " + (served ? "refused | served" : "served | refused"));
    }
    var keys = new TreeSet<>(theirs.rows().keySet());
    keys.addAll(rows.keySet());
    var different = new ArrayList<String>();
    for (var key : keys) {
      var a = theirs.rows().getOrDefault(key, "-");
      var b = rows.getOrDefault(key, "-");
      if (!a.equals(b)) {
        different.add(name + ": " + key + " = " + a + " | " + b);
      }
    }
    return different;
  }

  /** Returns the files of the corpus. */
  static List<Path> files() throws IOException {
    try (var files = Files.list(resource("corpus"))) {
      return files
          .filter(file -> file.toString().endsWith(".conf"))
          .filter(file -> IS_ROOT || !KeepalivedDump.needsRoot(file))
          .sorted()
          .toList();
    }
  }

  private static List<String> lines(String name) {
    try (var lines = Files.lines(resource(name))) {
      return lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    var url = KeepalivedComparisonTest.class.getResource(FOLDER + name);
    assertThat(url).as(name).isNotNull();
    return Path.of(url.getPath());
  }
}
