package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that links in the documents have a target, and that the configurations in them are sound.
 */
class DocumentLinksTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  /** What a part of a file may lack: a key, or what a name stands for. */
  private static final Pattern FRAGMENT = Pattern.compile("\" is missing | has no \"");

  private static final Pattern ALERT = Pattern.compile("- alert: ");
  private static final Pattern RUNBOOK =
      Pattern.compile("runbook_url: \"https://docs\\.example\\.org/holdfast/([^\"]*)\"");
  private static final Pattern WHOLE = Pattern.compile("(?m)^(vrrp|virtual-servers):");

  static List<Path> documents() throws IOException {
    var documents = new ArrayList<Path>();
    documents.add(ROOT.resolve("README.md"));
    documents.add(ROOT.resolve("CONTRIBUTING.md"));
    for (var folder : List.of("docs", "examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkHasItsTarget(Path document) throws IOException {
    var text = FENCE.matcher(Files.readString(document)).replaceAll("");
    var broken = new ArrayList<String>();
    var links = LINK.matcher(text);
    while (links.find()) {
      var link = links.group(1);
      if (!link.startsWith("http") && !hasTarget(document, link)) {
        broken.add(link);
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyRunbookOfAnAlertExists() throws IOException {
    var alerts = Files.readString(ROOT.resolve("examples/monitoring/alerts.yml"));
    var runbooks = RUNBOOK.matcher(alerts).results().map(found -> found.group(1)).toList();

    assertThat(runbooks).hasSameSizeAs(ALERT.matcher(alerts).results().toList());
    for (var runbook : runbooks) {
      assertThat(hasTarget(ROOT.resolve("docs/README.md"), runbook)).as(runbook).isTrue();
    }
  }

  private static boolean hasTarget(Path document, String link) throws IOException {
    int hash = link.indexOf('#');
    var name = hash < 0 ? link : link.substring(0, hash);
    var target = name.isEmpty() ? document : document.resolveSibling(name).normalize();
    if (Files.notExists(target)) {
      return false;
    }
    return hash < 0 || anchors(Files.readString(target)).contains(link.substring(hash + 1));
  }

  /** Returns the anchors of headings as GitHub makes them; a repeated one is numbered. */
  private static Set<String> anchors(String text) {
    var anchors = new HashSet<String>();
    var headings = HEADING.matcher(text);
    while (headings.find()) {
      var anchor =
          headings
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .strip()
              .replace(' ', '-');
      int number = 1;
      var unique = anchor;
      while (!anchors.add(unique)) {
        unique = anchor + "-" + number;
        number++;
      }
    }
    return anchors;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyConfigurationHasKnownKeysAndSoundValues(Path document) throws IOException {
    var fences = FENCE.matcher(Files.readString(document));
    while (fences.find()) {
      var text = fences.group(2);
      if (fences.group(1).equals("yaml") && WHOLE.matcher(text).find() && !text.contains("...")) {
        assertThat(new FakeHost().problems(text))
            .as(text)
            .noneMatch(
                problem -> problem.contains(": error: ") && !FRAGMENT.matcher(problem).find());
      }
    }
  }
}
