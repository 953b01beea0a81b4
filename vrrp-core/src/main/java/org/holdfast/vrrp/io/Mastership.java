package org.holdfast.vrrp.io;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether an instance is master at this very moment, which decides whether it may announce its
 * addresses. The election loop says so the instant it knows; the kernel loop, which may be late
 * with what it was told to do, asks before each announcement.
 */
final class Mastership {

  private volatile boolean held;
  private final AtomicBoolean againAsked = new AtomicBoolean();

  /** On the election loop. */
  void begin() {
    held = true;
  }

  /** On the election loop. */
  void end() {
    held = false;
  }

  /** Of any thread. */
  boolean isHeld() {
    return held;
  }

  /** Whether a task is needed for it: not while an earlier one has not run. */
  boolean askToAnnounceAgain() {
    return againAsked.compareAndSet(false, true);
  }

  /** That task runs. */
  void announcesAgain() {
    againAsked.set(false);
  }
}
