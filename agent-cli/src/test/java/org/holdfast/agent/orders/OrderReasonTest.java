package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.holdfast.agent.Configs;
import org.holdfast.agent.control.Caller;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.status.OrderAnswer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the reason in the request of an order. */
class OrderReasonTest {

  private final OrderService desk = mock(OrderService.class);
  private final AtomicReference<@Nullable Order> given = new AtomicReference<>();

  @BeforeEach
  void acceptOrders() {
    when(desk.give(any(), any(), anyBoolean()))
        .thenAnswer(call -> {
          Function<Instant, Order> order = call.getArgument(0);
          given.set(order.apply(Instant.EPOCH));
          return CompletableFuture.completedFuture(new OrderAnswer("", "", List.of()));
        });
  }

  private String reasonOf(String reason) throws Throwable {
    var config = Configs.of(Configs.PLAIN);
    var route =
        OrderRoutes.of(() -> config, desk, new Successors(CompletableFuture::new)).stream()
            .filter(one -> one.path().endsWith("/step-down"))
            .findFirst()
            .orElseThrow();
    var query = Map.of("reason", reason, "force", "true");
    var request = new ControlRequest(new Caller(0, 0, 0), Map.of("name", "VI"), query, "");
    var answer = route.handler().answer(request);
    if (answer.isCompletedExceptionally()) {
      throw answer.exceptionNow();
    }
    var order = given.get();
    return order == null ? "no order" : order.reason();
  }

  @Test
  void aReasonHasAtMost256Characters() throws Throwable {
    var longest = "r".repeat(256);
    assertThat(reasonOf(longest)).isEqualTo(longest);

    assertThatThrownBy(() -> reasonOf(longest + "r"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("reason (expected: one line of up to 256 characters)");

    assertThat(Files.readString(Path.of("../docs/limits.md")))
        .contains("| the reason of an order | one line of 256 characters |");
  }

  @Test
  void aReasonIsOneLine() {
    assertThatThrownBy(() -> reasonOf("rack 7\nVI is master"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("one line");
  }
}
