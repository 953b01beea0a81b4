package org.holdfast.agent.control;

import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.listen.ResponseWriter;

/** The lines of a {@link Feed} that wait for one client, limited in number. */
final class LineStream implements Feed.Sink {

  private static final int MOST_WAITING = 2048;

  /** Seconds within which a client that was too slow must receive the waiting lines. */
  private static final long LAST_SECONDS = 30;

  /** Seconds within which a client must receive a part that it shares with others. */
  private static final long SHARED_SECONDS = 30;

  private final EventExecutor loop;
  private final ResponseWriter outgoing;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Runnable whenGone = () -> {};

  /**
   * @param outgoing a response whose head is written; used only on {@code loop}
   */
  LineStream(EventExecutor loop, ResponseWriter outgoing) {
    this.loop = loop;
    this.outgoing = outgoing;
  }

  /** Sets the action for the end of the stream. Must be called on the loop. */
  void whenGone(Runnable action) {
    whenGone = action;
  }

  /** Handles the end of the connection. Must be called on the loop. */
  void gone() {
    ended.set(true);
    whenGone.run();
  }

  @Override
  public void line(Supplier<String> json) {
    if (ended.get()) {
      return;
    }
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      loop.execute(() -> outgoing.add(() -> taken(json)));
    } else {
      end(LineStream::overrun);
    }
  }

  private static String overrun() {
    return Json.line(
        Map.of(
            "kind",
            "overrun",
            "words",
            "this reader is too slow: more than " + MOST_WAITING + " events waited for it"));
  }

  private byte[] taken(Supplier<String> json) {
    waiting.decrementAndGet();
    return bytes(json);
  }

  private static byte[] bytes(Supplier<String> json) {
    return json.get().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void line(Supplier<String> before, Body shared, Supplier<String> after) {
    loop.execute(() -> {
      outgoing.add(() -> bytes(before));
      outgoing.send(shared, SHARED_SECONDS);
      outgoing.add(() -> bytes(after));
    });
  }

  @Override
  public void end(Supplier<String> json) {
    if (ended.compareAndSet(false, true)) {
      loop.execute(() -> finish(json));
    }
  }

  private void finish(Supplier<String> json) {
    whenGone.run();
    outgoing.add(() -> bytes(json));
    outgoing.end();
    outgoing.within(LAST_SECONDS);
  }
}
