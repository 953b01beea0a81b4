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
import org.holdfast.agent.pages.Pages;
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

  private static final String INSTANCE =
      """
      vrrp:
        instances:
          VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
      """;

  private static final Pattern ALERT = Pattern.compile("- alert: ");
  private static final Pattern RUNBOOK =
      Pattern.compile("runbook_url: \"https://docs\\.example\\.org/holdfast/([^\"]*)\"");
  private static final Pattern WHOLE = Pattern.compile("(?m)^(vrrp|virtual-servers):");

  static List<Path> documents() throws IOException {
    return Pages.all();
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

  /** A part of a file that has neither instances nor services gets an instance. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyConfigurationIsAccepted(Path document) throws IOException {
    var fences = FENCE.matcher(Files.readString(document));
    while (fences.find()) {
      if (fences.group(1).equals("yaml")) {
        var text = fences.group(2);
        var whole = WHOLE.matcher(text).find() ? text : text + INSTANCE;
        assertThat(new FakeHost().problems(whole))
            .as(text)
            .noneMatch(problem -> problem.contains(": error: "));
      }
    }
  }
}
