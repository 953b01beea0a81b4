package org.holdfast.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.http.BodySearch.Found;
import org.junit.jupiter.api.Test;

class BodySearchTest {

  private final BodySearch search = new BodySearch();

  private Found find(String regex, String body) {
    return search.find(new BodyPattern(regex, Pattern.MULTILINE, true), body);
  }

  @Test
  void findsAMatchAnywhereInTheBody() {
    assertThat(find("^all is w.ll$", "so:\nall is well\n")).isEqualTo(new Found.Yes());
    assertThat(find("^is", "all is well")).isEqualTo(new Found.No());
  }

  @Test
  void givesUpAPatternThatBacktracksForEver() {
    assertThat(find("x*x*x*x*y", "x".repeat(500)))
        .isEqualTo(new Found.GivenUp("it takes more than 5000000 steps"));
  }

  @Test
  void givesUpAPatternThatRecursesTooDeeply() {
    assertThat(find("(a|b)*c", "ab".repeat(500_000)))
        .isEqualTo(new Found.GivenUp("it recurses too deeply"));
  }

  @Test
  void searchesALargeBody() {
    assertThat(find("needle", "hay ".repeat(500_000) + "needle")).isEqualTo(new Found.Yes());
  }

  @Test
  void reportsAnInvalidPattern() {
    assertThat(find("(", "")).isEqualTo(new Found.BadPattern("Unclosed group"));
  }

  @Test
  void aMatchMustBeginInTheRange() {
    for (var wanted : new Found[] {new Found.Yes(), new Found.No()}) {
      boolean yes = wanted instanceof Found.Yes;
      var pattern = new BodyPattern("well", 0, true);
      assertThat(search.find(pattern, "all is well", yes ? 7 : 8, 11, true)).isEqualTo(wanted);
      assertThat(search.find(pattern, "all is well", 0, yes ? 7 : 6, true)).isEqualTo(wanted);
    }
    assertThat(search.find(new BodyPattern("(?<=is )well", 0, true), "is well", 3, 3, true))
        .isEqualTo(new Found.Yes());
  }
}
