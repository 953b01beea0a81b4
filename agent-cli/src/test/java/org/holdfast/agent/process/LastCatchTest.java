package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

final class LastCatchTest {

  @Test
  void eachCauseIsReportedOnce() {
    var failure =
        new UncheckedIOException(
            "control socket /run/x", new IOException("too many", new Exception("too many")));

    assertThat(LastCatch.words(failure)).isEqualTo("control socket /run/x: too many");
    assertThat(LastCatch.words(new StackOverflowError())).isEqualTo("StackOverflowError");
  }

  @Test
  void aThreadThatDiesEndsTheAgentAndATaskDoesNot() throws InterruptedException {
    var signals = Signals.unheard();
    var last = new LastCatch(signals);
    last.uncaughtException(Thread.ofPlatform().name("reload").unstarted(() -> {}), new Error("x"));
    assertThat(signals.hasFailed()).isFalse();

    last.uncaughtException(Thread.ofPlatform().name("scripts").unstarted(() -> {}), new Error("x"));

    assertThat(signals.hasFailed()).isTrue();
    signals.awaitStop(); // this returns at once
  }
}
