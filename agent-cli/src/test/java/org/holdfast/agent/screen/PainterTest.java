package org.holdfast.agent.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PainterTest {

  @Test
  void aNameCannotMoveTheCursor() {
    var line = Line.of("server \033[2J\u0007down");

    assertThat(Painter.text(List.of(line), View.PLAIN)).isEqualTo("server ?[2J?down\n");
  }
}
