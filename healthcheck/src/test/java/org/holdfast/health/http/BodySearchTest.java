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
}
