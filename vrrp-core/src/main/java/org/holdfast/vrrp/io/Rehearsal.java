package org.holdfast.vrrp.io;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Goes once through what a takeover does, without doing any of it, while the command line and the
 * configuration are still being read. A JVM loads and links code at its first use; without a
 * rehearsal the first use would be the first takeover, some hundred milliseconds long, and the
 * start would be a third longer.
 */
public final class Rehearsal {

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private Rehearsal() {}

  /**
   * Begins, where there is a processor to spare for it. With one alone the start itself comes
   * first, which {@link #begin} follows.
   */
  public static void beginBeside() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      begin();
    }
  }

  /**
   * Starts on a thread of its own and comes back at once; does nothing the second time. What fails
   * here will fail, and be told, in earnest.
   */
  public static void begin() {
    if (!BEGUN.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("rehearsal").start(RehearsedTakeover::play);
    }
  }
}
