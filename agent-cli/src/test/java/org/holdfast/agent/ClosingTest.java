package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClosingTest {

  private final List<String> closed = new ArrayList<>();
  private final Closing closing = new Closing();

  @Test
  void theLastOneOpenedIsClosedFirst() throws InterruptedException {
    closing.add(() -> closed.add("first"));
    closing.add(() -> closed.add("second"));
    closing.close();
    closing.close();
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void aStepThatFailsOrIsInterruptedDoesNotPreventTheOthers() {
    closing.add(() -> closed.add("first"));
    closing.add(() -> {
      throw new IllegalStateException("later");
    });
    closing.add(() -> {
      throw new InterruptedException("sooner");
    });

    assertThatThrownBy(closing::close)
        .isInstanceOf(InterruptedException.class)
        .hasSuppressedException(new IllegalStateException("later"));
    assertThat(closed).containsExactly("first");
  }
}
