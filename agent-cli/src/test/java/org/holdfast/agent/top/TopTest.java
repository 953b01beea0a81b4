package org.holdfast.agent.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.agent.screen.Line;
import org.holdfast.agent.status.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, rows and lines of {@code holdfast top}. The screens are files beside those of status. */
final class TopTest {

  private static final Path FILES = Path.of("src/test/resources/org/holdfast/agent/top");
  private static final TopState LISTED = TopState.START.with(Reports.full());

  private static TopState press(TopState state, String... keys) {
    var next = state;
    for (var key : keys) {
      next = TopKeys.press(next, Key.decode(key), 10).state();
    }
    return next;
  }

  private static String screen(TopState state, int width, int height) {
    var lines = TopScreen.lines(state, width, height);
    assertThat(lines).hasSize(height).allMatch(line -> line.text().length() <= width);
    return lines.stream()
        .map(line -> line.text().stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @ParameterizedTest
  @CsvSource({"list, 80, 24", "list, 120, 40", "instance, 80, 24", "server, 120, 40"})
  void theScreenIsTheOneOfTheFile(String name, int width, int height) throws IOException {
    var state =
        switch (name) {
          case "instance" -> press(LISTED, "\r");
          case "server" ->
              press(LISTED, "/", "1", "6", "8", ".", "1", ".", "1", "1", "\r", "j", "\r");
          default -> LISTED;
        };
    var file = FILES.resolve(name + "-" + width + ".txt");
    var screen = screen(state, width, height);
    if (Boolean.getBoolean("holdfast.screens.rewrite")) {
      Files.createDirectories(FILES);
      Files.writeString(file, screen);
    }
    assertThat(screen)
        .as("run with -Dholdfast.screens.rewrite=true")
        .isEqualTo(Files.readString(file));
  }

  @Test
  void anOrderNeedsAYes() {
    var asked = press(LISTED, "s");
    assertThat(screen(asked, 80, 24)).contains("Step VI_1 down until it is resumed? y/n");

    var no = TopKeys.press(asked, Key.of('n'), 10);
    assertThat(no.order()).isNull();
    assertThat(no.state().question()).isNull();
    var yes = TopKeys.press(asked, Key.of('y'), 10);
    assertThat(yes.order()).isEqualTo("/v1/instances/VI_1/step-down");
    assertThat(press(LISTED, "d").notice()).isEqualTo("Select a server first.");
  }

  @Test
  void anOrderWithAnEffectIsAskedForASecondTime() {
    var asked =
        LISTED.askedToForce(
            "this order takes web below its quorum: the servers that are up then weigh 0 together,"
                + " and the quorum is 1; nothing was ordered",
            "/v1/services/web/servers/a/drain");
    assertThat(screen(asked, 80, 24))
        .contains(
            """
            this order takes web below its quorum: the servers that are up then weigh 0
            together, and the quorum is 1; nothing was ordered. Order it anyway? y/n
            """);
    assertThat(TopKeys.press(asked, Key.of('y'), 10).order())
        .isEqualTo("/v1/services/web/servers/a/drain?force=true");
    assertThat(press(LISTED, "/").askedToForce("x", "/r").question())
        .as("a y may be meant for the filter")
        .isNull();
  }

  @Test
  void troubleComesFirstAndCanBeAlone() {
    assertThat(Rows.of(LISTED).getFirst().name()).isEqualTo("VI_1");
    assertThat(Rows.of(press(LISTED, "t")))
        .filteredOn(Row.OfServer.class::isInstance)
        .extracting(Row::name)
        .containsExactly("192.168.1.11:80");
    assertThat(Rows.of(press(LISTED, "/", "m", "a", "i", "l")))
        .extracting(Row::name)
        .containsExactly("mail", "192.168.1.99:25");
  }

  @Test
  void qQuitsTheListAndLeavesDetailsAndIsALetterOfAFilter() {
    assertThat(TopKeys.press(LISTED, Key.of('q'), 10).quit()).isTrue();
    assertThat(TopKeys.press(press(LISTED, "\r"), Key.of('q'), 10).quit()).isFalse();
    assertThat(press(LISTED, "/", "q").filter()).isEqualTo("q");
    assertThat(TopKeys.press(press(LISTED, "/"), Key.decode("\u0003"), 10).quit()).isTrue();
  }

  @Test
  void onlyLinesThatDifferAreDrawnAndControlCharactersNever() {
    var screen = new ScreenDiff();
    var first = List.of(Line.of("one"), Line.of("two"));
    assertThat(screen.to(first, 80, true, true)).contains("\033[2J", "one", "two");
    assertThat(screen.to(first, 80, true, true)).isEmpty();
    assertThat(screen.to(List.of(Line.of("one"), Line.of("x\033[2Jy")), 80, true, true))
        .isEqualTo("\033[2;1H\033[Kx?[2Jy");
    assertThat(screen.to(first, 81, true, true)).contains("\033[2J", "one");
  }

  @Test
  void anAgentThatIsGoneIsReportedAboveTheLastReport() {
    var gone = LISTED.withTrouble("no agent answers on /run/x: Connection refused");
    assertThat(screen(gone, 80, 24)).contains("OLD: no agent answers", "VI_1");
    assertThat(screen(TopState.START, 80, 24)).contains("waiting for the agent");
  }
}
