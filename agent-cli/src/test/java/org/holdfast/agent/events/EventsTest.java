package org.holdfast.agent.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.time.ClockTime;
import org.junit.jupiter.api.Test;

class EventsTest {

  private final Events events = new Events(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  private void report(int times) {
    for (int i = 0; i < times; i++) {
      events.publish("kind", "subject", "words", Map.of("n", i));
    }
  }

  private static List<Long> sequences(List<AgentEvent> events) {
    return events.stream().map(AgentEvent::sequence).toList();
  }

  @Test
  void aFollowerGetsEveryEventAfterTheGivenSequence() {
    var heard = new ArrayList<AgentEvent>();
    report(3);

    long since = events.follow(heard::add);
    report(2);

    assertThat(since).isEqualTo(3);
    assertThat(sequences(heard)).containsExactly(4L, 5L);
  }

  @Test
  void theLastThousandAreKept() {
    report(1100);

    assertThat(sequences(events.after(0))).hasSize(1024).startsWith(77L).endsWith(1100L);
    assertThat(sequences(events.after(1098))).containsExactly(1099L, 1100L);
  }

  @Test
  void itsPartsAreNamedInOrder() {
    report(1);

    assertThat(events.after(0).getFirst().parts())
        .containsExactly(
            Map.entry("sequence", 1L),
            Map.entry("time", ClockTime.of(Instant.EPOCH)),
            Map.entry("kind", "kind"),
            Map.entry("subject", "subject"),
            Map.entry("words", "words"),
            Map.entry("details", Map.of("n", 0)));
  }
}
