package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the pages about the commands agree with the commands. */
final class CommandDocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String DIST = "agent-cli/src/main/dist/share/";
  private static final String BEGIN = "<!-- commands: generated -->\n";
  private static final String END = "<!-- end of commands -->\n";
  private static final String REWRITE =
      "mvn -pl agent-cli -am test -Dtest='*DocumentationTest' -Dholdfast.docs=rewrite"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private final CommandPages pages = new CommandPages();

  @Test
  void theTableOfCommandsIsTheirSpecification() throws IOException {
    var page = Files.readString(ROOT.resolve("docs/commands.md"));
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertCurrent(
        "docs/commands.md", page.substring(0, begin) + pages.table() + page.substring(end));
  }

  @Test
  void theManualPageIsTheirSpecification() throws IOException {
    assertCurrent(DIST + "man/man8/holdfast.8", pages.manual());
  }

  @ParameterizedTest
  @EnumSource
  void theCompletionIsTheirSpecification(CompletionScript shell) throws IOException {
    assertCurrent(DIST + shell.file(), shell.text());
  }

  private static void assertCurrent(String file, String text) throws IOException {
    var path = ROOT.resolve(file);
    if ("rewrite".equals(System.getProperty("holdfast.docs"))) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    }
    assertThat(path).as("To bring it up to date: %s", REWRITE).hasContent(text);
  }
}
