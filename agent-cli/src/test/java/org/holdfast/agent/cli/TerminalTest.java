package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void theFirstVariableOfTheLocaleThatIsSetDecides() {
    assertThat(Terminal.isUnicode(Map.of("LANG", "en_US.UTF-8"))).isTrue();
    assertThat(Terminal.isUnicode(Map.of("LC_CTYPE", "C.utf8", "LANG", "C"))).isTrue();
    assertThat(Terminal.isUnicode(Map.of("LC_ALL", "POSIX", "LANG", "en_US.UTF-8"))).isFalse();
    assertThat(Terminal.isUnicode(Map.of("LC_ALL", "", "LANG", "de_DE.UTF-8"))).isTrue();
    assertThat(Terminal.isUnicode(Map.of())).isFalse();
  }

  @Test
  void aColourThatIsAskedForNeedsNoTerminal() {
    assertThat(Terminal.ofThisProcess(Terminal.Colour.ALWAYS).colour()).isTrue();
    assertThat(Terminal.ofThisProcess(Terminal.Colour.NEVER).colour()).isFalse();
  }
}
