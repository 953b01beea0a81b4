package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pauses are longer than any test. */
class RepeatedLookTest {

  private static final Duration LONG = Duration.ofDays(1);

  private final BlockingQueue<Thread> looks = new LinkedBlockingQueue<>();
  private final RepeatedLook look = new RepeatedLook("looker", Duration.ZERO, this::look);

  private Duration look() {
    looks.add(Thread.currentThread());
    return LONG;
  }

  @AfterEach
  void close() {
    look.close();
  }

  @Test
  void looksOnOneThreadOfThatName() throws InterruptedException {
    look.follow(true);
    var thread = looks.take();
    assertThat(thread.getName()).isEqualTo("looker");
    look.follow(true);
    look.soon();
    assertThat(looks.take()).isSameAs(thread);
  }

  @Test
  void endsItsThreadWhenItIsNoLongerNeededAndStartsAnother() throws InterruptedException {
    look.follow(true);
    var thread = looks.take();
    look.follow(false);
    thread.join();
    look.soon();
    look.follow(true);
    assertThat(looks.take()).isNotSameAs(thread);
    assertThat(looks).isEmpty();
  }

  @Test
  void withoutAThreadNothingIsLookedAt() {
    look.soon();
    look.close();
    assertThat(looks).isEmpty();
  }
}
