package org.holdfast.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {

  private final BodyBudget budget = new BodyBudget(2);
  private final List<String> granted = new ArrayList<>();

  @Test
  void grantsNoMoreThanItsLimit() {
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
    budget.give(null);
    assertThat(budget.take()).isTrue();
  }

  @Test
  void servesWaitersInOrder() {
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    budget.await(() -> granted.add("first"));
    budget.await(() -> granted.add("second"));
    budget.give(null);
    assertThat(granted).containsExactly("first");
    assertThat(budget.take()).as("no body overtakes the second").isFalse();
    budget.give(null);
    assertThat(granted).containsExactly("first", "second");
    budget.give(null);
    assertThat(budget.take()).isTrue();
  }

  @Test
  void forgetsCancelledWaiters() {
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    var first = budget.await(() -> granted.add("first"));
    var second = budget.await(() -> granted.add("second"));
    assertThat(budget.forget(first)).isTrue();
    budget.give(null);
    assertThat(granted).containsExactly("second");
    assertThat(budget.forget(second)).as("it has one already").isFalse();
  }

  @Test
  void aWindowThatIsSearchedIsInUseUntilBothHaveReleasedIt() {
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isTrue();
    var window = budget.window();
    var loan = budget.lend(window);
    loan.release();
    assertThat(budget.take()).as("the search may still read it").isFalse();
    loan.release();
    assertThat(budget.take()).isTrue();
    assertThat(budget.window()).isSameAs(window);
  }

  @Test
  void reusesItsMemory() {
    var window = budget.window();
    assertThat(window).hasSize(Body.WINDOW);
    budget.give(window);
    assertThat(budget.window()).isSameAs(window);
    assertThat(budget.window()).isNotSameAs(window);
  }
}
