package org.holdfast.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "all is well", "gut für 東京", "\ud83d\ude00", "status 200, a\\b"})
  void keepsPrintableText(String text) {
    assertThat(Printable.of(text)).isSameAs(text);
    assertThat(Printable.lines(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b", "\u0007", "\n", "\r", "\t", "\u0000", "\u007f", "\u009b", "\u202e", "\u2066",
        "\u200b", "\u00ad", "\ufeff", "\u2028", "\u2029", "\ud83d", "\ude00"
      })
  void replacesControlAndFormatCharacters(String bad) {
    assertThat(Printable.of("a" + bad + "b")).isEqualTo("a?b");
    assertThat(Printable.of(bad)).isEqualTo("?");
  }

  @Test
  void keepsLineEndsInMultiLineText() {
    assertThat(Printable.lines("a\n\tb\r\u001b[31m")).isEqualTo("a\n\tb??[31m");
  }

  @Test
  void cutsLongText() {
    assertThat(Printable.of("x".repeat(200))).hasSize(200).doesNotEndWith("...");
    assertThat(Printable.of("x".repeat(70_000))).isEqualTo("x".repeat(197) + "...");
    assertThat(Printable.of("x".repeat(196) + "\ud83d\ude00".repeat(9)))
        .as("no half character")
        .isEqualTo("x".repeat(196) + "...");
  }
}
