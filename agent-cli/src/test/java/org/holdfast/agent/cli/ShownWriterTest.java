package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ShownWriterTest {

  @Test
  void passesLinesButReplacesControlCharacters() {
    var terminal = new StringWriter();
    var out = ShownWriter.to(new PrintWriter(terminal));
    out.println("web\tup für 3 s");
    out.print("\u001b]0;title\u0007");
    out.print('\u009b');
    out.print(new char[] {'\r', 'x'});
    out.printf("%s%n", "\u202egnp");
    assertThat(terminal).hasToString("web\tup für 3 s\n?]0;title???x?gnp\n");
  }
}
