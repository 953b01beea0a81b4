package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that mandoc's check finds nothing in the manual pages of the tree. */
final class ManualPagesIT {

  @ParameterizedTest
  @ValueSource(strings = {"man5/holdfast.yaml.5", "man7/holdfast-metrics.7", "man8/holdfast.8"})
  void mandocFindsNothingWrongInThem(String page) throws Exception {
    Needs.tools(Tools.HOLDFAST, Tools.MANDOC);
    Path pages = HoldfastDirector.launcher().resolve("../../share/man").normalize();

    assertThat(lint(pages.resolve(page))).isEmpty();
  }

  @Test
  void mandocFindsAPageWithoutADate(@TempDir Path directory) throws Exception {
    Needs.tools(Tools.MANDOC);
    Path page = directory.resolve("undated.8");
    Files.writeString(page, ".TH UNDATED 8 \"\"\n.SH NAME\nundated \\- has no date\n");

    assertThat(lint(page)).contains("missing date");
  }

  private static String lint(Path page) throws IOException, InterruptedException {
    Process mandoc =
        new ProcessBuilder("mandoc", "-T", "lint", page.toString())
            .redirectErrorStream(true)
            .start();
    try (var output = mandoc.inputReader()) {
      String text = output.readAllAsString();
      mandoc.waitFor();
      return text;
    }
  }
}
