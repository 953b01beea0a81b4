package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.config.ProcessTerms.Threads;
import org.junit.jupiter.api.Test;

class OwnSchedulingTest {

  private static final String STAT =
      "7 (a (b) c) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 -3 9 0 100 200 300";
  private static final String STATUS = "Name:\ta\nCpus_allowed:\t2d\nCpus_allowed_list:\t0,2-3,5\n";

  private final OwnScheduling own = OwnScheduling.of(STAT, STATUS);

  @Test
  void readsTheMainThread() {
    assertThat(own).isEqualTo(new OwnScheduling(-3, List.of(0, 2, 3, 5)));
    assertThat(OwnScheduling.read().cpus()).isNotEmpty();
  }

  @Test
  void whatAReloadRemovesIsThatOfTheProcessAgain() {
    var given = new Threads(5, List.of(0), 10);
    assertThat(own.instead(given, Threads.AS_THEY_ARE))
        .isEqualTo(new Threads(-3, List.of(0, 2, 3, 5), 0));
    assertThat(own.instead(Threads.AS_THEY_ARE, given)).isEqualTo(given);
    assertThat(own.instead(Threads.AS_THEY_ARE, Threads.AS_THEY_ARE))
        .as("nothing was ever changed")
        .isEqualTo(Threads.AS_THEY_ARE);
  }
}
